//! Who sees which fields of a collection.

pub(crate) mod find;
pub(crate) mod own;
pub(crate) mod remove;
pub(crate) mod replace;

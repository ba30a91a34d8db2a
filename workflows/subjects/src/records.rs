//! Records of a collection.

pub(crate) mod create;
pub(crate) mod find;
pub(crate) mod list;

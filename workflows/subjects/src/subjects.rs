//! Data subjects.

pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod lookup;
pub(crate) mod records;

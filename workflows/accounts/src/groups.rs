//! Groups of accounts.

pub(crate) mod list;

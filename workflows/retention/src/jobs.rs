//! Background work, worked off for a bounded time at each call.

pub(crate) mod run;

//! What is due, as a list and as a calendar.

pub(crate) mod calendar;
pub(crate) mod list;

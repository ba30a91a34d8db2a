//! The time, from the runtime (`wasi:clocks`). The only place a workflow asks for it.

use jiff::Timestamp;

/// Now, in whole milliseconds: the unit of the store.
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

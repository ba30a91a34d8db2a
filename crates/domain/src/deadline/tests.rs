mod examples;
mod oracle;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Calendar, MemberState};

/// The calendar of a zone and a state; no state when the code is empty.
fn calendar(zone: &str, state: &str) -> Calendar {
    let state = (!state.is_empty()).then(|| state.parse::<MemberState>().unwrap());
    Calendar::new(zone, state, []).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn on(text: &str) -> Date {
    text.parse().unwrap()
}

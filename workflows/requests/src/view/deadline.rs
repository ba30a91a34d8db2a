//! Until when a request must be answered, as an answer.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::deadlines::Deadline;

/// Until when a request must be answered (Art. 12(3)).
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DeadlineView {
    /// The first instant after the period; null while the clock stands.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// The last day of the period, where the tenant is; null while the clock stands.
    #[schema(value_type = Option<String>, format = Date)]
    due_on: Option<Date>,
    /// Whether the period ended before the request was settled.
    overdue: bool,
    /// Since when the clock stands, because nobody knows who asks (Art. 12(6)).
    #[schema(value_type = Option<String>, format = DateTime)]
    paused_at: Option<Timestamp>,
    /// When the period was extended.
    #[schema(value_type = Option<String>, format = DateTime)]
    extended_at: Option<Timestamp>,
    /// When the request was completed, refused or withdrawn.
    #[schema(value_type = Option<String>, format = DateTime)]
    settled_at: Option<Timestamp>,
    /// The version of the rules by which it was calculated.
    rules: String,
}

impl From<Deadline> for DeadlineView {
    fn from(deadline: Deadline) -> Self {
        Self::at(deadline, kit::clock::now())
    }
}

impl DeadlineView {
    /// As it is seen at a time.
    fn at(deadline: Deadline, now: Timestamp) -> Self {
        let settled_or_now = deadline.settled_at.unwrap_or(now);
        Self {
            due_at: deadline.due.map(|due| due.at),
            due_on: deadline.due.map(|due| due.on),
            overdue: deadline.due.is_some_and(|due| settled_or_now >= due.at),
            paused_at: deadline.paused_at,
            extended_at: deadline.extended_at,
            settled_at: deadline.settled_at,
            rules: deadline.rules,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::deadline::Due;
    use jiff::SignedDuration;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Whether a request that is due when 2026 ends is overdue, settled at this time or not yet.
    fn is_overdue(settled: Option<&str>, now: &str) -> bool {
        let deadline = Deadline {
            rules: String::new(),
            due: Some(Due {
                at: at("2027-01-01T00:00:00Z"),
                on: "2026-12-31".parse().unwrap(),
            }),
            paused_at: None,
            stood: SignedDuration::ZERO,
            extended_at: None,
            settled_at: settled.map(at),
        };
        DeadlineView::at(deadline, at(now)).overdue
    }

    #[test]
    fn a_request_is_overdue_from_the_end_of_its_period_until_it_was_settled_in_time() {
        let (before, end) = ("2026-12-31T23:59:59.999Z", "2027-01-01T00:00:00Z");
        assert!(!is_overdue(None, before));
        assert!(is_overdue(None, end));
        assert!(!is_overdue(Some(before), end));
        assert!(is_overdue(Some(end), end));
    }
}

//! What the plugin is told: a list of rules.

use lethe_plugin::Verdict;
use serde::Deserialize;

/// The parameters.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The rules.
    pub rules: Vec<Rule>,
}

/// For how long some records are kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// From when it is counted.
    pub since: Since,
    /// For how long: a duration by ISO 8601, such as `P2Y6M`. Months and years are the calendar's, in UTC.
    pub keep_for: jiff::Span,
    /// What becomes of them then.
    pub then: Then,
    /// Only records of which this holds.
    #[serde(default)]
    pub only_if: Option<Condition>,
}

/// From when a rule counts.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Since {
    /// When the record was made.
    Created,
    /// When it was changed last.
    Changed,
    /// The day or moment that this field holds; while it holds none, the rule does not begin.
    Field(String),
}

/// What becomes of a record; the strictest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// It goes.
    Erase,
    /// It is made anonymous.
    Anonymize,
    /// A person decides.
    Ask,
}

/// What a field must hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The field.
    pub field: String,
    /// One of these, as files have it: `true`, `12`, `2026-01-31`.
    pub is: Vec<String>,
}

impl Rule {
    /// The rule in a sentence: names of fields, and no values.
    pub(crate) fn reason(&self, what: &str) -> String {
        let since = match &self.since {
            Since::Created => "it was made",
            Since::Changed => "its last change",
            Since::Field(name) => name,
        };
        let reason = format!("{} since {since} {what}", self.keep_for);
        // The contract's bound of a reason.
        reason.chars().take(280).collect()
    }
}

impl From<Then> for Verdict {
    fn from(then: Then) -> Self {
        match then {
            Then::Erase => Self::Erase,
            Then::Anonymize => Self::Anonymize,
            Then::Ask => Self::Ask,
        }
    }
}

//! How long data is kept (Art. 5(1)(e) GDPR).

use serde::{Deserialize, Serialize};

/// How long something is kept, and from when that is counted.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// The time it is kept, written as an ISO 8601 duration such as `P10Y`.
    ///
    /// It is a calendar span and not a number of seconds: ten years are ten years, leap days or
    /// not.
    pub keep_for: jiff::Span,
    /// From when it is counted.
    pub from: RetentionStart,
}

/// From when a retention is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RetentionStart {
    /// From when the record was made.
    #[default]
    Created,
    /// From when the record was changed last, or made.
    Changed,
    /// From the day or moment that this field of the record holds, such as the end of a contract;
    /// while it holds none, nothing is counted.
    Field(String),
}

/// Two retentions are equal when they are written alike: `P1Y` and `P12M` are not.
impl PartialEq for Retention {
    fn eq(&self, other: &Self) -> bool {
        self.keep_for.fieldwise() == other.keep_for.fieldwise() && self.from == other.from
    }
}

/// Reads a duration; it must be written as in ISO 8601 and be longer than nothing.
pub(crate) fn parse_duration(text: &str) -> Option<jiff::Span> {
    // jiff also reads "10 years" and "-P1D"; a declaration is to have one spelling.
    if !text.starts_with('P') {
        return None;
    }
    let span: jiff::Span = text.parse().ok()?;
    span.is_positive().then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_iso_durations_and_nothing_else() {
        for text in ["P10Y", "P6M", "P1Y6M", "P90D", "P2W", "PT72H"] {
            assert_eq!(parse_duration(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "P",
            "10Y",
            "10 years",
            "-P1Y",
            "P-1Y",
            "P0D",
            "P99999999Y",
            "p1y",
        ] {
            assert!(parse_duration(text).is_none(), "{text}");
        }
    }

    #[test]
    fn round_trips_through_json() {
        let json = serde_json::json!({"keep_for": "P10Y", "from": "created"});
        let retention: Retention = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(retention).unwrap(), json);
        let json = serde_json::json!({"keep_for": "P3Y", "from": {"field": "left_on"}});
        let retention: Retention = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(retention).unwrap(), json);
    }
}

//! Personal data breaches (Art. 33 and 34 GDPR): what the register says of one, and the clock that runs.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Shortcoming;

/// What was harmed (Art. 4(12)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// Somebody saw data who should not have.
    Confidentiality,
    /// Data was altered.
    Integrity,
    /// Data was lost, or could not be reached.
    Availability,
}

/// Where a breach stands, in the words of DPV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BreachState {
    /// Perhaps there is one.
    Suspected,
    /// There is one.
    #[default]
    Detected,
    /// It goes on.
    Ongoing,
    /// It was stopped for now.
    Halted,
    /// It came to its end.
    Concluded,
    /// It was ended.
    Terminated,
    /// Its effects were dealt with.
    Mitigated,
}

/// How likely the breach harms persons: whether the authority (Art. 33(1)) and the persons (Art. 34(1)) are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    /// Unlikely: nobody must be told, and the register says why.
    None,
    /// Likely: the authority is told.
    Risk,
    /// High: the persons are told as well.
    High,
}

/// Why persons need not be told in spite of a high risk (Art. 34(3)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exemption {
    /// Nobody can read the data, for example because it is encrypted (point a).
    Unintelligible,
    /// Later measures make the high risk unlikely (point b).
    LaterMeasures,
    /// It would be out of proportion; they are told in public (point c).
    PublicCommunication,
}

/// What the register says of a breach (Art. 33(5)). Each phase is a version of it (Art. 33(4)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Breach {
    /// What it is called.
    pub title: String,
    /// When the controller became aware of it: the clock runs from here.
    pub aware_at: Timestamp,
    /// What was harmed.
    pub nature: Vec<Nature>,
    /// What happened (Art. 33(3)(a)).
    pub description: String,
    /// Where it stands.
    #[serde(default)]
    pub state: BreachState,
    /// Categories of data subjects (Art. 33(3)(a)).
    #[serde(default)]
    pub subject_categories: Vec<String>,
    /// About how many of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subjects: Option<u64>,
    /// Categories of records.
    #[serde(default)]
    pub record_categories: Vec<String>,
    /// About how many of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<u64>,
    /// What is likely to follow (Art. 33(3)(c)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consequences: Option<String>,
    /// What was done, or is proposed (Art. 33(3)(d)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<String>,
    /// How likely persons are harmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<Risk>,
    /// Why the risk is what it is; must be there when nobody is told (Art. 33(5)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<String>,
    /// When the authority was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority_notified_at: Option<Timestamp>,
    /// Why it was told late (Art. 33(1)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_reasons: Option<String>,
    /// What the persons are told, in plain language (Art. 34(2)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subjects_notice: Option<String>,
    /// When they were told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subjects_notified_at: Option<Timestamp>,
    /// Why they need not be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exemption: Option<Exemption>,
}

/// A clock of a law: data, because laws change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// The rule.
    pub rule: &'static str,
    /// Hours from awareness, nights and weekends among them.
    pub hours: i64,
}

/// The clock of Art. 33(1) in its version of 2016. The change to 96 hours that was proposed in November 2025
/// (Digital Omnibus) is not law.
pub const NOTIFICATION: Clock = Clock {
    rule: "Regulation (EU) 2016/679, Art. 33(1)",
    hours: 72,
};

/// How the clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The clock.
    #[serde(flatten)]
    pub clock: Clock,
    /// When the authority must have been told.
    pub due_at: Timestamp,
    /// Whole minutes that are left; negative when it is over, none once the authority was told.
    pub minutes_left: Option<i64>,
    /// Whether the authority was told late, or was not told and it is over.
    pub is_late: bool,
}

impl Clock {
    /// How the clock stands for a breach.
    pub fn standing(self, breach: &Breach, now: Timestamp) -> Standing {
        let due_at = breach
            .aware_at
            .saturating_add(SignedDuration::from_hours(self.hours))
            .unwrap_or(Timestamp::MAX);
        let end = breach.authority_notified_at.unwrap_or(now);
        let left = due_at.duration_since(end);
        Standing {
            clock: self,
            due_at,
            minutes_left: match breach.authority_notified_at {
                Some(_) => None,
                // Rounded down: what is left is never more than it says.
                None => Some(left.as_secs().div_euclid(60)),
            },
            is_late: left.is_negative(),
        }
    }
}

impl Breach {
    /// Lists what Art. 33 and 34 want and the register does not say yet.
    pub fn missing(&self, clock: &Standing) -> Vec<Shortcoming> {
        let mut found = Vec::new();
        let mut demand = |is_there: bool, member: &str, what: &str| {
            if !is_there {
                found.push(Shortcoming::at(&[member], what));
            }
        };
        demand(
            !self.nature.is_empty(),
            "nature",
            "say what was harmed (Art. 33(3)(a) GDPR)",
        );
        demand(
            !self.subject_categories.is_empty(),
            "subject_categories",
            "say whose data it is (Art. 33(3)(a) GDPR)",
        );
        demand(
            self.subjects.is_some(),
            "subjects",
            "say about how many persons (Art. 33(3)(a) GDPR)",
        );
        demand(
            !self.record_categories.is_empty(),
            "record_categories",
            "say what data it is (Art. 33(3)(a) GDPR)",
        );
        demand(
            self.records.is_some(),
            "records",
            "say about how many records (Art. 33(3)(a) GDPR)",
        );
        demand(
            self.consequences.is_some(),
            "consequences",
            "say what is likely to follow (Art. 33(3)(c) GDPR)",
        );
        demand(
            self.measures.is_some(),
            "measures",
            "say what is done about it (Art. 33(3)(d) GDPR)",
        );
        demand(
            self.risk.is_some(),
            "risk",
            "say how likely persons are harmed (Art. 33(1) GDPR)",
        );
        if self.risk == Some(Risk::None) {
            demand(
                self.reasoning.is_some(),
                "reasoning",
                "say why no harm is likely (Art. 33(5) GDPR)",
            );
        } else {
            demand(
                self.authority_notified_at.is_some(),
                "authority_notified_at",
                "tell the authority (Art. 33(1) GDPR)",
            );
            let excused = !clock.is_late || self.delay_reasons.is_some();
            demand(
                excused,
                "delay_reasons",
                "say why the authority is told late (Art. 33(1) GDPR)",
            );
        }
        if self.risk == Some(Risk::High) && self.exemption.is_none() {
            demand(
                self.subjects_notice.is_some(),
                "subjects_notice",
                "write what the persons are told (Art. 34(2) GDPR)",
            );
            demand(
                self.subjects_notified_at.is_some(),
                "subjects_notified_at",
                "tell the persons (Art. 34(1) GDPR)",
            );
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn breach(more: &serde_json::Value) -> Breach {
        let mut breach = json!({
            "title": "Lost laptop", "aware_at": "2026-03-27T18:00:00Z",
            "nature": ["confidentiality"], "description": "a laptop was left on a train",
        });
        for (name, value) in more.as_object().unwrap() {
            breach[name] = value.clone();
        }
        serde_json::from_value(breach).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_clock_counts_hours_through_nights_weekends_and_the_change_to_summer_time() {
        let friday = breach(&json!({}));
        let standing = NOTIFICATION.standing(&friday, at("2026-03-30T17:59:30Z"));
        assert_eq!(standing.due_at, at("2026-03-30T18:00:00Z"));
        assert_eq!((standing.minutes_left, standing.is_late), (Some(0), false));
        let over = NOTIFICATION.standing(&friday, at("2026-03-30T18:00:30Z"));
        assert_eq!((over.minutes_left, over.is_late), (Some(-1), true));
    }

    #[test]
    fn who_is_told_late_must_hear_why() {
        let late =
            breach(&json!({"risk": "risk", "authority_notified_at": "2026-04-02T00:00:00Z"}));
        let standing = NOTIFICATION.standing(&late, at("2026-05-01T00:00:00Z"));
        assert_eq!((standing.minutes_left, standing.is_late), (None, true));
        let missing = late.missing(&standing);
        assert!(
            missing
                .iter()
                .any(|found| found.pointer == "/delay_reasons")
        );
        let in_time =
            breach(&json!({"risk": "risk", "authority_notified_at": "2026-03-28T00:00:00Z"}));
        let standing = NOTIFICATION.standing(&in_time, at("2026-05-01T00:00:00Z"));
        assert!(!standing.is_late);
        let missing = in_time.missing(&standing);
        assert!(
            missing
                .iter()
                .all(|found| found.pointer != "/delay_reasons")
        );
    }

    #[test]
    fn persons_are_told_of_a_high_risk_unless_they_are_exempt() {
        let wants = |more| {
            let breach = breach(&more);
            let standing = NOTIFICATION.standing(&breach, breach.aware_at);
            let missing = breach.missing(&standing);
            missing
                .iter()
                .any(|found| found.pointer == "/subjects_notified_at")
        };
        assert!(wants(json!({"risk": "high"})));
        assert!(!wants(
            json!({"risk": "high", "exemption": "unintelligible"})
        ));
        assert!(!wants(json!({"risk": "risk"})));
    }

    #[test]
    fn a_breach_without_risk_needs_no_notice_but_a_reason() {
        let harmless = breach(&json!({"risk": "none"}));
        let standing = NOTIFICATION.standing(&harmless, harmless.aware_at);
        let pointers: Vec<_> = harmless
            .missing(&standing)
            .into_iter()
            .map(|f| f.pointer)
            .collect();
        assert!(pointers.contains(&"/reasoning".to_owned()));
        assert!(!pointers.contains(&"/authority_notified_at".to_owned()));
    }
}

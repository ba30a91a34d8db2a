//! Objection to processing (Art. 21 GDPR).

use serde::{Deserialize, Serialize};

use super::RecordPlace;

/// What the subject objects to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectionGround {
    /// Processing for a public task or for legitimate interests, in their situation (Art. 21(1)).
    ParticularSituation,
    /// Direct marketing (Art. 21(2)).
    DirectMarketing,
    /// Research or statistics (Art. 21(6)).
    Research,
}

impl ObjectionGround {
    /// Tells whether grounds of the controller can go before (Art. 21(1) and (6)): never those of
    /// direct marketing (Art. 21(3)).
    pub const fn may_be_declined(self) -> bool {
        !matches!(self, Self::DirectMarketing)
    }
}

/// What is objected to, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objection {
    /// To what.
    pub ground: ObjectionGround,
    /// Which records; none named are all there are and will be.
    #[serde(default)]
    pub records: Vec<RecordPlace>,
    /// What the subject says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

//! The rights that a request can be about.

use serde::{Deserialize, Serialize};

/// What the subject asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKind {
    /// A copy of the data (Art. 15 GDPR).
    Access,
    /// What the subject provided, for another controller (Art. 20 GDPR).
    Portability,
    /// To have what is wrong put right and what lacks completed (Art. 16 GDPR).
    Rectification,
    /// To have data marked, and nothing done with it but keeping it (Art. 18 GDPR).
    Restriction,
    /// That processing stops (Art. 21 GDPR).
    Objection,
    /// To be forgotten (Art. 17 GDPR).
    Erasure,
    /// That what was agreed to is agreed to no longer (Art. 7(3) GDPR).
    ConsentWithdrawal,
}

/// What somebody whose request is refused can do, and must be told (Art. 12(4) GDPR).
pub const REMEDIES: [&str; 2] = [
    "complaint to a supervisory authority (Art. 77 GDPR)",
    "judicial remedy (Art. 79 GDPR)",
];

impl RequestKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Access,
        Self::Portability,
        Self::Rectification,
        Self::Restriction,
        Self::Objection,
        Self::Erasure,
        Self::ConsentWithdrawal,
    ];

    /// The name of the kind, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Portability => "portability",
            Self::Rectification => "rectification",
            Self::Restriction => "restriction",
            Self::Objection => "objection",
            Self::Erasure => "erasure",
            Self::ConsentWithdrawal => "consent-withdrawal",
        }
    }

    /// Finds the kind by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Tells whether the request is answered with data.
    pub const fn has_answer(self) -> bool {
        matches!(self, Self::Access | Self::Portability)
    }
}

/// The text given for a kind names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of request")]
pub struct UnknownKind;

impl std::str::FromStr for RequestKind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::from_name(name).ok_or(UnknownKind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_one_name_in_text_and_json() {
        for kind in RequestKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert_eq!("Access".parse::<RequestKind>(), Err(UnknownKind));
    }
}

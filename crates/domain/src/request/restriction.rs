//! Restriction of processing (Art. 18 GDPR).

use serde::{Deserialize, Serialize};

use super::RecordPlace;

/// Why processing is restricted (Art. 18(1) GDPR).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RestrictionGround {
    /// The subject says that the data is wrong (point a).
    AccuracyContested,
    /// The processing is unlawful, and the subject wants no erasure (point b).
    UnlawfulProcessing,
    /// The subject needs the data for legal claims (point c).
    LegalClaims,
    /// The subject objected, and whose grounds go before is not known yet (point d).
    ObjectionPending,
    /// The subject's erasure has been decided on and can still be undone: until then nothing is processed
    /// (Art. 17 GDPR). No request for restriction names it.
    ErasurePending,
}

/// What is to be restricted, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restriction {
    /// Why.
    pub ground: RestrictionGround,
    /// Which records; none named are all there are and will be.
    #[serde(default)]
    pub records: Vec<RecordPlace>,
}

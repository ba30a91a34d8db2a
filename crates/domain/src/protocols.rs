//! Protocols by which others file requests of data subjects: `OpenDSR` 2.0 (formerly `OpenGDPR`) and the Data Rights
//! Protocol 1.0.

pub mod drp;
mod identity;
pub mod opendsr;
mod settings;

use serde::{Deserialize, Serialize};

pub use identity::{Claim, IdentitySource, IdentityType, Matched, matched};
pub use settings::{AgentId, Drp, OpenDsr, Protocols};

/// A protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// `OpenDSR` 2.0, and 1.0 under its names of then.
    Opendsr,
    /// The Data Rights Protocol 1.0.
    Drp,
}

/// What became of a request that was never filed with the tenant, because nobody was found whom it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unfiled {
    /// No subject has any of the identities.
    NoMatch,
    /// The identities are those of several subjects.
    SeveralMatches,
}

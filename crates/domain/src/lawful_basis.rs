//! Why the law lets a controller process data, and why it lets one keep data in spite of an erasure.

use serde::{Deserialize, Serialize};

/// A lawful basis of processing (Art. 6(1) GDPR).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LawfulBasis {
    /// The subject agreed (point a).
    Consent,
    /// A contract with the subject needs it (point b).
    Contract,
    /// A law demands it of the controller (point c).
    LegalObligation,
    /// It protects somebody's life (point d).
    VitalInterests,
    /// A task in the public interest (point e).
    PublicTask,
    /// Interests of the controller that the subject's do not override (point f).
    LegitimateInterests,
}

/// A ground on which data may be kept though its subject asks for erasure (Art. 17(3) GDPR).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeepGround {
    /// Freedom of expression and information (point a).
    FreedomOfExpression,
    /// A legal obligation, or a task in the public interest (point b).
    LegalObligation,
    /// The public interest in public health (point c).
    PublicHealth,
    /// Archiving in the public interest, research, statistics (point d).
    Archiving,
    /// Legal claims: to bring, pursue or fend them off (point e).
    LegalClaims,
}

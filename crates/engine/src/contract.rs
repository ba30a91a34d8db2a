//! The contract between plugins and this engine.

use serde::{Deserialize, Serialize};

/// The contract that plugins are run under, as it stands in receipts.
pub const CONTRACT: &str = "lethe:plugin@1.1.0";

/// The version of the contract that this engine has. It runs every version that semantic
/// versioning calls compatible: interfaces are only ever added to.
pub(crate) const VERSION: &str = "1.1.0";

/// Interfaces that a plugin may import; `link.rs` defines them.
#[cfg(feature = "compile")]
pub(crate) const IMPORTS: [&str; 2] = ["lethe:plugin/log", "lethe:plugin/pseudonym"];

/// What a plugin is for: the world that it was built for. Mirrors `world` of `lethe:engine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum World {
    /// It has an anonymization rule.
    Anonymizer,
    /// It has an export format.
    Exporter,
    /// It has a retention policy.
    Retention,
}

impl World {
    /// Every world.
    pub const ALL: [Self; 3] = [Self::Anonymizer, Self::Exporter, Self::Retention];

    /// Its name, as in `lethe:engine`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anonymizer => "anonymizer",
            Self::Exporter => "exporter",
            Self::Retention => "retention",
        }
    }

    /// The interface that a plugin of this world exports, without its version.
    #[must_use]
    pub const fn export(self) -> &'static str {
        match self {
            Self::Anonymizer => "lethe:plugin/anonymizer",
            Self::Exporter => "lethe:plugin/exporter",
            Self::Retention => "lethe:plugin/retention",
        }
    }

    /// The world whose plugins export this interface, given with or without a version.
    #[must_use]
    pub fn of_export(name: &str) -> Option<Self> {
        let interface = name.split('@').next().unwrap_or(name);
        Self::ALL
            .into_iter()
            .find(|world| world.export() == interface)
    }

    /// The functions of its interface.
    #[cfg(feature = "compile")]
    pub(crate) const fn functions(self) -> &'static [&'static str] {
        match self {
            Self::Anonymizer => &["describe", "anonymize"],
            Self::Exporter => &["describe", "begin", "push", "finish"],
            Self::Retention => &["describe", "decide"],
        }
    }
}

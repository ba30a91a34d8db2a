//! Which passwords the tenant takes.

pub(crate) mod find;
pub(crate) mod replace;

use identity::policy::{Breach, PasswordPolicy};
use serde::Serialize;

/// A policy, and what speaks against it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PolicyView {
    /// The policy.
    #[schema(value_type = Object)]
    policy: PasswordPolicy,
    /// The settings that break a standard.
    breaks: Vec<BrokenStandard>,
}

/// A standard that a setting breaks.
#[derive(Serialize, utoipa::ToSchema)]
struct BrokenStandard {
    /// The setting.
    setting: &'static str,
    /// The standard, and where in it.
    standard: String,
    /// What it asks for.
    asks: &'static str,
}

impl From<PasswordPolicy> for PolicyView {
    fn from(policy: PasswordPolicy) -> Self {
        let broken = |breach: Breach| BrokenStandard {
            setting: breach.setting,
            standard: breach.standard,
            asks: breach.asks,
        };
        Self {
            breaks: policy.breaches().into_iter().map(broken).collect(),
            policy,
        }
    }
}

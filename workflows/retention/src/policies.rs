//! Retention policies, each change a version of its own.

pub(crate) mod create;
pub(crate) mod end;
pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod replace;

use domain::PolicyId;
use domain::retention::{Policy, PolicyDraft};
use jiff::Timestamp;
use kit::body::Sent;
use kit::problem::{Place, Problem};
use serde::Serialize;
use store::retention_policies::Version;
use store::{Sql, TenantScope};

/// A version of a policy.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PolicyView {
    /// The policy.
    #[schema(value_type = String, format = Uuid)]
    policy_id: PolicyId,
    /// Counts its versions from 1.
    version: u32,
    /// From when on it is in force.
    #[schema(value_type = String, format = DateTime)]
    made_at: Timestamp,
    /// From when on it is no longer in force; null while it is.
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    /// What it says.
    #[schema(value_type = Object)]
    policy: Policy,
}

impl From<Version> for PolicyView {
    fn from(version: Version) -> Self {
        Self {
            policy_id: version.policy_id,
            version: version.version,
            made_at: version.made_at,
            ended_at: version.ended_at,
            policy: version.policy,
        }
    }
}

/// Reads a policy.
fn read(sent: &Sent) -> Result<Policy, Problem> {
    let draft: PolicyDraft = sent.parse()?;
    draft.check().map_err(|found| {
        let place = |found: domain::Shortcoming| Place::pointer(found.pointer, found.message);
        let places = found.into_iter().map(place).collect();
        Problem::invalid("the policy is not complete", places)
    })
}

/// The version in force.
async fn in_force<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    policy_id: PolicyId,
) -> Result<Version, Problem> {
    let versions = store::retention_policies::versions(sql, scope, policy_id).await?;
    let newest = versions.into_iter().next();
    newest
        .filter(|version| version.ended_at.is_none())
        .ok_or_else(|| Problem::not_found("policy"))
}

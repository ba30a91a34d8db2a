//! What a tenant sets up so that others can file requests by a protocol.

pub(crate) mod find;
mod publish;
pub(crate) mod replace;

use domain::protocols::{Drp, IdentitySource, OpenDsr, Protocols};
use kit::documents::{self, Opened};
use kit::problem::Problem;
use serde::{Deserialize, Serialize};
use store::{Sql, TenantScope};

/// The protocols that a tenant takes part in.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProtocolsView {
    /// Where identities are looked up: `identity_type`, `collection` and `field`.
    #[schema(value_type = Vec<Object>)]
    identities: Vec<IdentitySource>,
    /// `OpenDSR`: `domain`, `certificate` and `private_key` (PEM), which is sealed and never given out; left out, the one
    /// that is kept stays.
    #[schema(value_type = Option<Object>)]
    opendsr: Option<OpenDsr>,
    /// The Data Rights Protocol: `business_id` and `name`.
    #[schema(value_type = Option<Object>)]
    drp: Option<Drp>,
}

/// The protocols that a tenant takes part in, and where others reach it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ProtocolsAnswer {
    #[serde(flatten)]
    protocols: ProtocolsView,
    /// Where controllers find the processor.
    opendsr_path: String,
    /// Where agents find the business.
    drp_path: String,
}

impl ProtocolsAnswer {
    /// What may be seen of it: all but the key.
    pub(crate) fn new(scope: &TenantScope, protocols: Protocols) -> Self {
        let public = |opendsr: OpenDsr| OpenDsr {
            private_key: None,
            ..opendsr
        };
        let tenant = scope.tenant_id();
        Self {
            protocols: ProtocolsView {
                identities: protocols.identities,
                opendsr: protocols.opendsr.map(public),
                drp: protocols.drp,
            },
            opendsr_path: format!("/opendsr/{tenant}"),
            drp_path: format!("/drp/{tenant}"),
        }
    }
}

/// What the tenant set up last.
pub(crate) async fn latest<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
) -> Result<Option<Opened<Protocols>>, Problem> {
    let id = documents::only_one_of::<Protocols>(scope);
    documents::latest::<Protocols, S>(sql, scope, id).await
}

/// What the tenant set up last; nothing while it has said nothing.
pub(crate) async fn current<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
) -> Result<Protocols, Problem> {
    let found = latest(sql, scope).await?;
    Ok(found.map(|found| found.content).unwrap_or_default())
}

//! What everybody sees of a tenant that takes part in a protocol.

use domain::protocols::drp::Exercise;
use domain::protocols::{IdentitySource, IdentityType, Protocol, Protocols, opendsr};
use jiff::Timestamp;
use kit::problem::Problem;
use serde_json::{Value as Json, json};
use store::{Sql, TenantScope, Tx, publications};

/// Publishes what a tenant says of itself by each protocol, and takes back what it says no longer.
pub(super) async fn publish<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    protocols: &Protocols,
    at: Timestamp,
) -> Result<(), Problem> {
    for (protocol, content) in [
        (Protocol::Opendsr, processor(scope, protocols)),
        (Protocol::Drp, business(protocols)),
    ] {
        match content {
            Some(content) => publications::put(tx, scope, protocol, &content, at).await?,
            None => publications::remove(tx, scope, protocol).await?,
        }
    }
    Ok(())
}

/// The answer to discovery (`OpenDSR` 2.0, 6.3), and the certificate that it names.
fn processor(scope: &TenantScope, protocols: &Protocols) -> Option<Json> {
    let settings = protocols.opendsr.as_ref()?;
    let identities: Vec<Json> = types(&protocols.identities)
        .into_iter()
        .filter(|identity_type| *identity_type != IdentityType::PhoneNumber)
        .map(|identity_type| {
            json!({"identity_type": identity_type, "identity_format": opendsr::FORMAT})
        })
        .collect();
    let (domain, tenant) = (&settings.domain, scope.tenant_id());
    Some(json!({
        "certificate": settings.certificate,
        "discovery": {
            "api_version": opendsr::VERSION,
            "supported_identities": identities,
            "supported_subject_request_types": opendsr::KINDS,
            "processor_certificate": format!("https://{domain}/opendsr/{tenant}/certificate.pem"),
        },
    }))
}

/// The entry in a directory of businesses (Data Rights Protocol 1.0, 3.05.2).
fn business(protocols: &Protocols) -> Option<Json> {
    let settings = protocols.drp.as_ref()?;
    let types = types(&protocols.identities);
    let is_looked_up = |identity_type| types.contains(&identity_type);
    let verifications: Vec<IdentityType> = [IdentityType::Email, IdentityType::PhoneNumber]
        .into_iter()
        .filter(|identity_type| is_looked_up(*identity_type))
        .collect();
    Some(json!({
        "id": settings.business_id,
        "name": settings.name,
        "supported_actions": Exercise::ALL,
        "supported_verifications": verifications,
    }))
}

/// The kinds of identities that are looked up, once each.
fn types(sources: &[IdentitySource]) -> std::collections::BTreeSet<IdentityType> {
    sources.iter().map(|source| source.identity_type).collect()
}

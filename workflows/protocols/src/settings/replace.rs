//! Replaces what the tenant set up.

use axum::Json;
use domain::Permission;
use domain::protocols::{OpenDsr, Protocols};
use kit::audit::Event;
use kit::body::Incoming;
use kit::documents;
use kit::door::Session;
use kit::problem::{Place, Problem};
use kit::signatures::{Error, Processor};
use store::{Sql, TenantScope, Tx};

use super::publish::publish;
use super::{ProtocolsAnswer, ProtocolsView, latest};

/// Set up the protocols by which the tenant takes requests.
#[utoipa::path(
    put,
    path = "/v1/protocols",
    operation_id = "replace_protocols",
    tag = "protocols",
    request_body = ProtocolsView,
    responses((status = 200, description = "Replaced", body = ProtocolsAnswer), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Json<ProtocolsAnswer>, Problem> {
    caller.require(Permission::HandleRequests)?;
    let sent: ProtocolsView = incoming.json().await?.parse()?;
    let mut protocols = Protocols {
        identities: sent.identities,
        opendsr: sent.opendsr,
        drp: sent.drp,
    };
    protocols.check().map_err(|found| {
        let place = |found: domain::Shortcoming| Place::pointer(found.pointer, found.message);
        wrong(found.into_iter().map(place).collect())
    })?;
    let at = kit::clock::now();
    let mut tx = Tx::begin(&mut db).await?;
    let scope = &caller.scope;
    check_sources(&mut tx, scope, &protocols).await?;
    let before = latest(&mut tx, scope).await?;
    if let Some(opendsr) = &mut protocols.opendsr {
        let kept = before.as_ref().and_then(|b| b.content.opendsr.as_ref());
        opendsr.private_key = opendsr
            .private_key
            .take()
            .or_else(|| kept.and_then(|kept| kept.private_key.clone()));
        check_certificate(opendsr)?;
    }
    let id = documents::only_one_of::<Protocols>(scope);
    match before {
        Some(before) => {
            documents::replace(&mut tx, &caller, id, before.version, at, &protocols).await?;
        }
        None => documents::create(&mut tx, &caller, id, at, &protocols).await?,
    }
    publish(&mut tx, scope, &protocols, at).await?;
    Event::new("protocols.replaced", "tenant", &scope.tenant_id())
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(ProtocolsAnswer::new(scope, protocols)))
}

/// Checks that every source is a field that can be looked up.
async fn check_sources<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    protocols: &Protocols,
) -> Result<(), Problem> {
    let mut places = Vec::new();
    for (number, source) in protocols.identities.iter().enumerate() {
        let declared = store::collections::find(sql, scope, &source.collection).await?;
        let field = declared
            .as_ref()
            .and_then(|declared| declared.collection.field(&source.field));
        if !field.is_some_and(|field| field.lookup) {
            let pointer = format!("/identities/{number}");
            let message = "there is no such field that can be looked up";
            places.push(Place::pointer(pointer, message));
        }
    }
    if places.is_empty() {
        Ok(())
    } else {
        Err(wrong(places))
    }
}

/// Checks that the certificate is one of the key, for the domain, issued by somebody else.
fn check_certificate(settings: &OpenDsr) -> Result<(), Problem> {
    let place = |pointer: &str, message: String| wrong(vec![Place::pointer(pointer, message)]);
    let key = settings.private_key.as_deref().ok_or_else(|| {
        place(
            "/opendsr/private_key",
            "none is kept, so it must be given".to_owned(),
        )
    })?;
    let processor = Processor::from_pem(key)
        .map_err(|error| place("/opendsr/private_key", error.to_string()))?;
    processor
        .check_certificate(&settings.certificate, &settings.domain)
        .map_err(|error| match error {
            Error::OtherDomain => place("/opendsr/domain", error.to_string()),
            _ => place("/opendsr/certificate", error.to_string()),
        })
}

fn wrong(places: Vec<Place>) -> Problem {
    Problem::invalid("the protocols cannot be set up so", places)
}

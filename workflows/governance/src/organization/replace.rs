//! Replaces the facts about the organization.

use axum::Json;
use domain::Permission;
use domain::organization::Organization;
use kit::audit::Event;
use kit::body::Incoming;
use kit::documents;
use kit::door::Session;
use kit::problem::Problem;
use store::Tx;

use super::{OrganizationView, get, places};

/// Say who the organization is: controller, representative, data protection officer, authority, processors.
/// Receipts, notices and records name it. What was said before is kept.
#[utoipa::path(
    put,
    path = "/v1/organization",
    operation_id = "replace_organization",
    tag = "governance",
    request_body(content = Object, description = "The facts", content_type = "application/json"),
    responses(
        (status = 200, description = "Kept", body = OrganizationView),
        kit::openapi::BodyRefusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Json<OrganizationView>, Problem> {
    caller.require(Permission::ManageGovernance)?;
    let organization: Organization = incoming.json().await?.parse()?;
    let missing = organization.missing();
    if !missing.is_empty() {
        return Err(Problem::invalid(
            "nobody could be reached by these facts",
            places(missing),
        ));
    }
    let (id, at) = (documents::only_one(&caller.scope), kit::clock::now());
    let mut tx = Tx::begin(&mut db).await?;
    match get(&mut tx, &caller.scope).await? {
        None => documents::create(&mut tx, &caller, id, at, &organization).await?,
        Some(old) => {
            documents::replace(&mut tx, &caller, id, old.version, at, &organization).await?;
        }
    }
    Event::new("organization.replaced", "organization", &id)
        .append(&mut tx, &caller)
        .await?;
    let kept = get(&mut tx, &caller.scope).await?;
    tx.commit().await?;
    Ok(Json(kept.into()))
}

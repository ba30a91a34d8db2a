//! Makes tenants.

use axum::Json;
use axum::http::StatusCode;
use domain::TenantId;
use jiff::Timestamp;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Operator;
use kit::problem::{Place, Problem};
use serde::{Deserialize, Serialize};
use store::tenants::Tenant;

/// The longest name of a tenant, in characters.
const NAME_CHARS: usize = 128;

/// A tenant to be made.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTenant {
    /// What the operator calls it: 1 to 128 characters, unlike any other tenant's.
    #[schema(min_length = 1, max_length = 128)]
    name: String,
}

/// A tenant.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct TenantView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    tenant_id: TenantId,
    /// What the operator calls it.
    name: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// Make a tenant, with its first key.
#[utoipa::path(
    post,
    path = "/operator/v1/tenants",
    operation_id = "create_tenant",
    tag = "operator",
    request_body = NewTenant,
    responses((status = 201, description = "Made", body = TenantView), kit::openapi::BodyRefusals),
    security(("operator" = [])),
)]
pub(crate) async fn handler(
    Operator { mut db, trace }: Operator,
    incoming: Incoming,
) -> Result<(StatusCode, Json<TenantView>), Problem> {
    let NewTenant { name } = incoming.json().await?.parse()?;
    let name = name.trim().to_owned();
    if !(1..=NAME_CHARS).contains(&name.chars().count()) || name.contains(char::is_control) {
        let place = Place::pointer("/name", format!("must have 1 to {NAME_CHARS} characters"));
        return Err(Problem::invalid("a tenant needs a name", vec![place]));
    }
    let created_at = kit::clock::now();
    let tenant_id = TenantId::generate(created_at, kit::entropy::bytes()?);
    let key = kit::keys::new_tenant(tenant_id)?;
    let tenant = Tenant {
        tenant_id,
        name,
        created_at,
    };
    let mut tx = store::Tx::begin(&mut db).await?;
    let created = store::tenants::create(&mut tx, &tenant, &key).await;
    if matches!(created, Err(store::Error::Exists { .. })) {
        return Err(Problem::conflict(
            "tenant-exists",
            "a tenant of this name exists",
        ));
    }
    created?;
    let caller = kit::door::operator_for(&mut tx, tenant_id, trace).await?;
    Event::new("tenant.created", "tenant", &tenant_id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    let Tenant { name, .. } = tenant;
    Ok((
        StatusCode::CREATED,
        Json(TenantView {
            tenant_id,
            name,
            created_at,
        }),
    ))
}

//! Revokes tokens of tenants.

use axum::http::StatusCode;
use domain::{TenantId, TokenId};
use kit::audit::Event;
use kit::door::Operator;
use kit::path::Captured;
use kit::problem::Problem;

/// Revoke a token of a tenant: from now on it opens nothing.
#[utoipa::path(
    delete,
    path = "/operator/v1/tenants/{tenant_id}/tokens/{token_id}",
    operation_id = "revoke_token",
    tag = "operator",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("token_id" = String, Path, description = "The token"),
    ),
    responses((status = 204, description = "Revoked"), kit::openapi::Refusals),
    security(("operator" = [])),
)]
pub(crate) async fn handler(
    Operator { mut db, trace }: Operator,
    path: Captured,
) -> Result<StatusCode, Problem> {
    let tenant_id: TenantId = path.get("tenant_id")?;
    let token_id: TokenId = path.get("token_id")?;
    let mut tx = store::Tx::begin(&mut db).await?;
    let caller = kit::door::operator_for(&mut tx, tenant_id, trace).await?;
    store::tokens::revoke(&mut tx, &caller.scope, token_id, kit::clock::now()).await?;
    Event::new("token.revoked", "token", &token_id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

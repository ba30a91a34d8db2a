//! Makes tokens of tenants.

use axum::Json;
use axum::http::StatusCode;
use domain::{Role, TenantId, TokenId};
use jiff::Timestamp;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Operator;
use kit::path::Captured;
use kit::problem::{Place, Problem};
use serde::{Deserialize, Serialize};
use store::tokens::{self, NewToken};

/// A token to be made.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// What it may do.
    #[schema(value_type = String, example = "administrator")]
    role: Role,
    /// What it is for: a program or a function, not a person.
    #[schema(min_length = 1, max_length = 100)]
    label: String,
    /// From when on it is no longer accepted; never when left out.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

/// A new token.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Made {
    /// The token. It is shown this once.
    token: String,
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    token_id: TokenId,
    /// From when on it is no longer accepted.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

/// Make a token for a tenant.
#[utoipa::path(
    post,
    path = "/operator/v1/tenants/{tenant_id}/tokens",
    operation_id = "create_token",
    tag = "operator",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body = Wanted,
    responses((status = 201, description = "Made", body = Made), kit::openapi::BodyRefusals),
    security(("operator" = [])),
)]
pub(crate) async fn handler(
    Operator { mut db, trace }: Operator,
    path: Captured,
    incoming: Incoming,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let tenant_id: TenantId = path.get("tenant_id")?;
    let wanted: Wanted = incoming.json().await?.parse()?;
    let created_at = kit::clock::now();
    let label = check(&wanted, created_at)?;
    let token_id = TokenId::generate(created_at, kit::entropy::bytes()?);
    let token = tokens::spell(&kit::entropy::bytes()?);
    let mut tx = store::Tx::begin(&mut db).await?;
    let caller = kit::door::operator_for(&mut tx, tenant_id, trace).await?;
    let new = NewToken {
        token_id,
        role: wanted.role,
        label: &label,
        hash: &tokens::hash(&token),
        created_at,
        expires_at: wanted.expires_at,
    };
    tokens::issue(&mut tx, &caller.scope, &new).await?;
    Event::new("token.created", "token", &token_id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok((
        StatusCode::CREATED,
        Json(Made {
            token,
            token_id,
            expires_at: wanted.expires_at,
        }),
    ))
}

/// Gives the label, once all is as it must be.
fn check(wanted: &Wanted, now: Timestamp) -> Result<String, Problem> {
    let mut places = Vec::new();
    if wanted.expires_at.is_some_and(|at| at <= now) {
        places.push(Place::pointer("/expires_at", "must lie ahead"));
    }
    match domain::label(&wanted.label) {
        Ok(label) if places.is_empty() => return Ok(label),
        Ok(_) => {}
        Err(error) => places.push(Place::pointer("/label", error.to_string())),
    }
    Err(Problem::invalid("no such token can be made", places))
}

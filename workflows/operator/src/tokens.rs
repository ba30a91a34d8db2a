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

/// The longest label, in characters.
const LABEL_CHARS: usize = 128;

/// A token to be made.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// What it may do.
    #[schema(value_type = String, example = "administrator")]
    role: Role,
    /// What it is for: a program or a function, not a person.
    #[schema(min_length = 1, max_length = 128)]
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
    check(&wanted, created_at)?;
    let token_id = TokenId::generate(created_at, kit::entropy::bytes()?);
    let token = tokens::spell(&kit::entropy::bytes()?);
    let mut tx = store::Tx::begin(&mut db).await?;
    let caller = kit::door::operator_for(&mut tx, tenant_id, trace).await?;
    let new = NewToken {
        token_id,
        role: wanted.role,
        label: &wanted.label,
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

fn check(wanted: &Wanted, now: Timestamp) -> Result<(), Problem> {
    let mut places = Vec::new();
    let label = &wanted.label;
    if !(1..=LABEL_CHARS).contains(&label.chars().count()) || label.contains(char::is_control) {
        let message = format!("must have 1 to {LABEL_CHARS} characters");
        places.push(Place::pointer("/label", message));
    }
    if wanted.expires_at.is_some_and(|at| at <= now) {
        places.push(Place::pointer("/expires_at", "must lie ahead"));
    }
    if places.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid("no such token can be made", places))
    }
}

//! Proves again who somebody is, for what is dangerous (RFC 9470).

use axum::Json;
use jiff::Timestamp;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::problem::Problem;
use serde::Serialize;
use store::{Tx, guesses, sessions};

use crate::account::own;
use crate::proof::{self, Proof, Proved};
use crate::{guessing, password};

/// A proof that was taken.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SteppedUp {
    /// Until when it holds for what is dangerous.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

/// Prove again who you are. Roles, erasures, copies and the approval of plugins want a proof of the last five minutes.
#[utoipa::path(
    post,
    path = "/v1/step-up",
    operation_id = "step_up",
    tag = "accounts",
    request_body = Proof,
    responses((status = 200, description = "Proved", body = SteppedUp), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Json<SteppedUp>, Problem> {
    let mut account = own(&mut db, &caller).await?;
    let proof: Proof = incoming.json().await?.parse()?;
    password::check_size("/password", &proof.password)?;
    let now = kit::clock::now();
    let (scope, id, token) = (&caller.scope, account.account_id, caller.actor.token());
    let holder = guessing::session(id);
    guessing::count(&mut db, scope, &holder, now).await?;
    let proved = proof::check(&mut db, scope, Some(&mut account), &proof, now).await?;
    let is_changed = match proved {
        Proved::Yes { is_changed } => is_changed,
        Proved::HalfWay => return Err(proof::half_way()),
        Proved::No => {
            let mut tx = Tx::begin(&mut db).await?;
            Event::new("step-up.failed", "account", &id)
                .append(&mut tx, &caller)
                .await?;
            tx.commit().await?;
            return Err(proof::refused());
        }
    };
    let mut tx = Tx::begin(&mut db).await?;
    if is_changed {
        store::accounts::replace(&mut tx, scope, &account, now).await?;
    }
    guesses::forget(&mut tx, scope, &holder).await?;
    sessions::prove(&mut tx, scope, token, now).await?;
    Event::new("session.proved", "account", &id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    let until = now.saturating_add(identity::STEP_UP).unwrap_or(now);
    Ok(Json(SteppedUp { until }))
}

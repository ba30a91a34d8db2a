//! What proves an erasure to whoever was not there: the fields of a certificate of sanitization (NIST SP 800-88r2) as far
//! as software can fill them, with the event of the log, its proof and a signed checkpoint.

use axum::Json;
use domain::Permission;
use domain::request::{RequestKind, RequestState};
use kit::door::Session;
use kit::log::{self, Log};
use kit::path::Captured;
use kit::problem::Problem;
use serde_json::{Value, json};
use store::audit::{Filter, Logged, leaf};
use store::requests::Request;
use store::{Page, Sql, TenantScope};

use crate::view::get;

/// The events with which an erasure ends.
const ACTIONS: [&str; 2] = ["subject.erased", "subject.held"];

/// Get the certificate of an erasure: what went, what stays and on which ground, the key that was destroyed, and the
/// proof that the log says so, signed. `lethe verify certificate` checks it without a server. There is one once nothing
/// of the subject is held back any more.
#[utoipa::path(
    get,
    path = "/v1/requests/{request}/certificate",
    operation_id = "certify_erasure",
    tag = "requests",
    params(("request" = String, Path, format = Uuid, description = "Id of the request")),
    responses((status = 200, description = "The certificate", body = Object), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<Value>, Problem> {
    caller.require(Permission::ReadRequests)?;
    let request = get(&mut db, &caller, path.get("request")?).await?;
    if request.kind != RequestKind::Erasure || request.state != RequestState::Completed {
        let detail = "only an erasure that was carried out has a certificate";
        return Err(Problem::conflict("wrong-state", detail));
    }
    let scope = &caller.scope;
    if store::subjects::find(&mut db, scope, request.subject_id)
        .await?
        .is_some()
    {
        let detail = "a legal hold keeps a part of it; there is a certificate once nothing is held";
        return Err(Problem::conflict("held", detail));
    }
    let log = Log::open(&mut db, &caller, kit::clock::now()).await?;
    let event = event_of(&mut db, scope, &request).await?;
    let proof = match &event {
        Some(event) => {
            let place = (event.seq, log.frontier.size());
            let hashes = log::inclusion(&mut db, &caller, place).await?;
            let entry = leaf::entry(event)?;
            let entry: Value = serde_json::from_str(&entry)
                .map_err(|_| Problem::internal("an event is no JSON"))?;
            json!({
                "event": entry,
                "inclusion": hashes,
                "checkpoint": log.checkpoint(&caller)?,
            })
        }
        // What it said is forgotten by now.
        None => Value::Null,
    };
    let certificate = json!({
        "type": "lethe:certificate-of-erasure:1",
        "tenant_id": scope.tenant_id(),
        "request_id": request.request_id,
        "subject_id": request.subject_id,
        "received_at": request.received_at,
        "completed_at": request.changed_at,
        "method": {
            "keys": "cryptographic erase: AES-256-GCM, the key random and wrapped under the tenant's",
            "rows": "deleted or replaced, and the database rewritten afterwards where it is SQLite",
        },
        "keys_destroyed": {"subject": 1},
        "outcome": request.outcome,
        "not_covered": [
            "copies that the operator of Lethe made of its database",
            "what the tenant keeps elsewhere",
        ],
        "log": proof,
    });
    Ok(Json(log.certify(&caller, certificate)?))
}

/// The event with which the erasure ended.
async fn event_of<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    request: &Request,
) -> Result<Option<Logged>, Problem> {
    for action in ACTIONS {
        let filter = Filter {
            action: Some(action.to_owned()),
            object_id: Some(request.request_id.to_string()),
            ..Filter::default()
        };
        let (found, _) = store::audit::list(sql, scope, &filter, &Page::new(1, None)).await?;
        if let Some(event) = found.into_iter().next() {
            return Ok(Some(event));
        }
    }
    Ok(None)
}

//! Withdrawal of consent (Art. 7(3)): says what rested on it.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Response;
use domain::LawfulBasis;
use domain::request::RequestEvent;
use kit::audit::Event;
use kit::declarations::Declarations;
use kit::door::{Caller, Session};
use kit::idempotent::{Answer, Call};
use kit::problem::Problem;
use serde_json::json;
use store::requests::{Evidence, Request, Transition};

use crate::content;
use crate::execute::Executed;

/// Carries out a withdrawal: the outcome lists the fields that were processed for the purpose on consent
/// and have no ground any more (Art. 17(1)(b)).
pub(crate) async fn execute(
    Session { caller, mut db }: Session,
    call: Call,
    request: &Request,
) -> Result<Response<Body>, Problem> {
    let purpose = content::open(&mut db, &caller.scope, request).await?;
    let purpose = purpose.and_then(|content| content.purpose);
    let purpose = purpose.ok_or_else(kit::erasure::erased)?;
    let mut tx = call.begin(&mut db, &caller).await?;
    let Caller { scope, actor, .. } = &caller;
    let declarations = Declarations::all(&mut tx, scope).await?;
    let counts = store::records::count_by_subject(&mut tx, scope, request.subject_id).await?;
    let mut without_ground = BTreeMap::<&String, Vec<&String>>::new();
    for name in counts.keys() {
        for field in &declarations.get(name)?.fields {
            let is_meant = field.class.is_personal()
                && field.lawful_basis == LawfulBasis::Consent
                && field.purpose == purpose;
            if is_meant {
                without_ground.entry(name).or_default().push(&field.name);
            }
        }
    }
    let id = request.request_id;
    let step = Transition {
        from: request.state,
        event: RequestEvent::Start,
        at: call.at,
        evidence: Evidence::default(),
    };
    store::requests::transition(&mut tx, scope, actor, id, &step).await?;
    let outcome = json!({ "without_ground": without_ground });
    store::requests::finish(&mut tx, scope, actor, id, &outcome, call.at).await?;
    Event::new("request.completed", "request", &id)
        .count("collections", without_ground.len() as u64)
        .append(&mut tx, &caller)
        .await?;
    let done = Executed::completed(request, Some(outcome));
    call.finish(tx, &caller, Answer::ok(done)).await
}

//! Carries out an erasure in one transaction.

use axum::body::Body;
use axum::http::Response;
use domain::request::RequestEvent;
use kit::anonymization::Staying;
use kit::audit::Event;
use kit::door::{Caller, Session};
use kit::idempotent::{Answer, Call};
use kit::problem::Problem;
use store::held_erasures::HeldErasure;
use store::requests::{Evidence, Request, Transition};
use store::{
    Error, Processing, Sql, Tx, blind_index, receipts, records, requests, subject_keys, subjects,
};

use super::prepared::Prepared;
use super::{CollectionOutcome, Outcome, Receipt};
use crate::execute::Executed;

/// How often an erasure is prepared when records are added meanwhile.
const ATTEMPTS: usize = 3;

/// Erases the subject of a request.
pub(crate) async fn execute(
    Session { caller, mut db }: Session,
    call: Call,
    request: &Request,
) -> Result<Response<Body>, Problem> {
    for _ in 0..ATTEMPTS {
        let prepared = Prepared::make(&mut db, &caller, request).await?;
        let mut tx = call.begin(&mut db, &caller).await?;
        match write(&mut tx, &caller, &call, request, &prepared).await {
            Ok(()) => {
                let subjects = u64::from(!prepared.held.is_any());
                let outcome = outcome(prepared);
                let json = finish(&mut tx, &caller, &call, request, &outcome, subjects).await?;
                let done = Executed::completed(request, Some(json));
                return call.finish(tx, &caller, Answer::ok(done)).await;
            }
            // Somebody added a record after it was prepared: what was made of it is not whole.
            Err(Error::Changed { what: "subject" } | Error::StillOwned) => tx.rollback().await?,
            Err(error) => return Err(error.into()),
        }
    }
    let detail = "records of the subject were being added; nothing was erased, try again";
    Err(Problem::conflict("changed-meanwhile", detail))
}

async fn write<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    call: &Call,
    request: &Request,
    prepared: &Prepared,
) -> Result<(), Error> {
    let Caller { scope, actor, .. } = caller;
    let (id, subject) = (request.request_id, request.subject_id);
    let step = Transition {
        from: request.state,
        event: RequestEvent::Start,
        at: call.at,
        evidence: Evidence::default(),
    };
    requests::transition(tx, scope, actor, id, &step).await?;
    prepared.held.still(tx, scope).await?;
    if let Some(Staying {
        placeholder,
        key,
        rows,
    }) = &prepared.staying
    {
        subjects::create_placeholder(tx, scope, *placeholder).await?;
        subject_keys::insert_many(tx, scope, key).await?;
        // A record that went meanwhile makes the preparation as stale as one that came.
        records::replace_many(tx, scope, Processing::Erasure, rows)
            .await
            .map_err(|error| match error {
                Error::Missing { .. } => Error::Changed { what: "subject" },
                other => other,
            })?;
    }
    for collection in &prepared.deleted {
        records::delete_by_subject(tx, scope, Processing::Erasure, subject, collection).await?;
    }
    if prepared.held.is_any() {
        let erasure = HeldErasure {
            subject_id: subject,
            request_id: id,
            at: call.at,
        };
        let names = prepared.plans.iter().map(|plan| &plan.collection);
        let gone = names.filter(|name| !prepared.held.keeps(name));
        let (held, revision) = (&prepared.held, prepared.revision);
        held.leave(tx, scope, &erasure, revision, gone).await?;
    } else {
        blind_index::delete_by_subject(tx, scope, subject).await?;
        subjects::erase(tx, scope, subject, prepared.revision).await?;
        subject_keys::delete(tx, scope, subject).await?;
    }
    receipts::insert_many(tx, scope, &prepared.receipts).await?;
    kit::quotas::charge(tx, scope, &prepared.receipts).await
}

async fn finish<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    call: &Call,
    request: &Request,
    outcome: &Outcome,
    subjects: u64,
) -> Result<serde_json::Value, Problem> {
    let Caller { scope, actor, .. } = caller;
    let id = request.request_id;
    let json = serde_json::to_value(outcome).map_err(|e| Problem::internal(e.to_string()))?;
    requests::finish(tx, scope, actor, id, &json, call.at).await?;
    let count = |outcome: &CollectionOutcome| match outcome.plan.outcome {
        domain::erasure::Outcome::Hold { .. } => 0,
        _ => outcome.plan.records,
    };
    // A hold leaves the subject until it is released.
    let action = if subjects > 0 {
        "subject.erased"
    } else {
        "subject.held"
    };
    // The object is the request, which names the subject: no row of records does.
    Event::new(action, "request", &id)
        .count("subjects", subjects)
        .count("collections", outcome.collections.len() as u64)
        .count("records", outcome.collections.iter().map(count).sum())
        .append(tx, caller)
        .await?;
    Ok(json)
}

fn outcome(prepared: Prepared) -> Outcome {
    let Prepared {
        plans,
        plugins,
        receipts,
        ..
    } = prepared;
    let collections = plans.into_iter().map(|plan| {
        let of_it = receipts
            .iter()
            .filter(|receipt| receipt.collection == plan.collection);
        let receipts = of_it.map(|receipt| Receipt {
            id: receipt.receipt_id,
            plugin_digest: receipt.plugin_digest.clone(),
            fuel: receipt.fuel,
            rows: receipt.rows,
        });
        CollectionOutcome {
            receipts: receipts.collect(),
            plan,
        }
    });
    Outcome {
        collections: collections.collect(),
        plugins,
    }
}

//! Carries out an erasure in one transaction.

use domain::request::{RequestEvent, RequestState};
use jiff::Timestamp;
use store::held_erasures::HeldErasure;
use store::requests::{Evidence, Request, Transition};
use store::{
    Error, Processing, Sql, Tx, blind_index, receipts, records, requests, restrictions,
    subject_keys, subjects,
};

use super::prepared::Prepared;
use super::{CollectionOutcome, Outcome, Receipt};
use crate::anonymization::Staying;
use crate::audit::Event;
use crate::door::Caller;
use crate::problem::Problem;

impl Prepared {
    /// Erases the subject of a request and completes it. Gives what was done, or nothing when the subject was changed
    /// after this was prepared: it is to be made again then, in another transaction.
    ///
    /// # Errors
    /// The request is not in a state in which it is carried out, or the database fails.
    pub async fn carry_out<S: Sql>(
        self,
        tx: &mut Tx<'_, S>,
        caller: &Caller,
        request: &Request,
        at: Timestamp,
    ) -> Result<Option<serde_json::Value>, Problem> {
        match write(tx, caller, at, request, &self).await {
            Ok(()) => {}
            // Somebody added a record after it was prepared: what was made of it is not whole.
            Err(Error::Changed { what: "subject" } | Error::StillOwned) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let subjects = u64::from(!self.held.is_any());
        finish(tx, caller, at, request, &outcome(self), subjects)
            .await
            .map(Some)
    }
}

async fn write<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    at: Timestamp,
    request: &Request,
    prepared: &Prepared,
) -> Result<(), Error> {
    let Caller { scope, actor, .. } = caller;
    let (id, subject) = (request.request_id, request.subject_id);
    // What could be undone has begun before.
    if request.state != RequestState::InProgress {
        let step = Transition {
            from: request.state,
            event: RequestEvent::Start,
            at,
            evidence: Evidence::default(),
        };
        requests::transition(tx, scope, actor, id, &step).await?;
    }
    restrictions::end_pending_erasure(tx, scope, subject, id, at).await?;
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
            at,
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
    crate::quotas::charge(tx, scope, &prepared.receipts).await
}

async fn finish<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    at: Timestamp,
    request: &Request,
    outcome: &Outcome,
    subjects: u64,
) -> Result<serde_json::Value, Problem> {
    let Caller { scope, actor, .. } = caller;
    let id = request.request_id;
    let json = serde_json::to_value(outcome).map_err(|e| Problem::internal(e.to_string()))?;
    requests::finish(tx, scope, actor, id, &json, at).await?;
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

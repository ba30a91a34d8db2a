//! Requests of data subjects (Art. 12 and 15 to 22 GDPR) and the steps taken for them.

mod content;

use domain::deadline::Due;
use domain::request::{RequestEvent, RequestKind, RequestState, Template};
use domain::{RequestId, Role, SubjectId};
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::deadlines::{self, Deadline};
use crate::decode::{Columns, json_of, name_of};
use crate::insert::one;
use crate::{Actor, Error, Page, Row, Sql, TenantScope, Tx, Value};

pub use content::{Content, Fee, charge, check_steps, content, documented, fee};

const TABLE: &str = "request";

/// Requests with their deadlines, as [`read`] reads them.
pub(crate) const SELECT: &str = "SELECT r.request_id, r.kind, r.subject_id, r.state, \
    r.received_at_ms, r.changed_at_ms, r.outcome, d.rules, d.due_at_ms, d.due_on, d.paused_at_ms, \
    d.stood_ms, d.extended_at_ms, d.settled_at_ms FROM request r LEFT JOIN request_deadline d \
    ON d.tenant_id = r.tenant_id AND d.request_id = r.request_id";

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Its id.
    pub request_id: RequestId,
    /// What is asked for.
    pub kind: RequestKind,
    /// Who asks; the id stays when the subject is erased.
    pub subject_id: SubjectId,
    /// Where it stands.
    pub state: RequestState,
    /// When it was received: the deadline of Art. 12(3) GDPR counts from here.
    pub received_at: Timestamp,
    /// When the last step was taken.
    pub changed_at: Timestamp,
    /// What was done, once it is completed: ids, names of fields, counts and grounds.
    pub outcome: Option<Json>,
    /// Until when it must be answered.
    pub deadline: Option<Deadline>,
}

/// A step that was taken for a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What happened; `None` for the receipt of the request.
    pub event: Option<RequestEvent>,
    /// Where the request stood afterwards.
    pub state: RequestState,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// How it was done, for example how the identity was verified: a word, not prose.
    pub method: Option<String>,
    /// Prose or references, sealed: they may be about the subject.
    pub note: Option<Vec<u8>>,
}

/// What can be said about a step besides that it happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evidence<'a> {
    /// See [`Step::method`].
    pub method: Option<&'a str>,
    /// See [`Step::note`].
    pub note: Option<&'a [u8]>,
}

/// What is to happen to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition<'a> {
    /// The state in which the caller saw the request.
    pub from: RequestState,
    /// What happens.
    pub event: RequestEvent,
    /// When.
    pub at: Timestamp,
    /// What there is to be said about it.
    pub evidence: Evidence<'a>,
}

/// A request to be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewRequest<'a> {
    /// Its id.
    pub request_id: RequestId,
    /// What is asked for.
    pub kind: RequestKind,
    /// Who asks.
    pub subject_id: SubjectId,
    /// When it was received.
    pub received_at: Timestamp,
    /// Until when it must be answered.
    pub due: Due,
    /// The steps to be taken for it.
    pub template: &'a Template,
    /// What is asked for beyond the kind, sealed.
    pub content: Option<&'a [u8]>,
}

/// Creates a request in state `received`, with its first step.
///
/// # Errors
/// [`Error::Exists`] when the id is in use.
pub async fn create<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    actor: &Actor,
    request: &NewRequest<'_>,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO request (tenant_id, request_id, kind, subject_id, state, received_at_ms, \
             changed_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                request.request_id.into(),
                name_of(&request.kind)?,
                request.subject_id.into(),
                name_of(&RequestState::Received)?,
                request.received_at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })?;
    let id = request.request_id;
    content::insert(tx, scope, id, request.template, request.content).await?;
    deadlines::insert(tx, scope, id, request.due).await?;
    let step = NewStep {
        event: None,
        state: RequestState::Received,
        at: request.received_at,
        evidence: Evidence::default(),
    };
    insert_step(tx, scope, actor, id, &step).await
}

/// Finds a request by its id.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    request: RequestId,
) -> Result<Option<Request>, Error> {
    let statement = format!("{SELECT} WHERE r.tenant_id = $1 AND r.request_id = $2");
    let parameters = [scope.parameter(), request.into()];
    let rows = sql.query(&statement, &parameters).await?;
    rows.into_iter().next().map(read).transpose()
}

/// Lists the steps of a request in the order they were taken.
pub async fn list_steps<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    request: RequestId,
) -> Result<Vec<Step>, Error> {
    let rows = sql
        .query(
            "SELECT event, state, at_ms, token_id, label, role, method, note FROM request_step \
             WHERE tenant_id = $1 AND request_id = $2 ORDER BY step",
            &[scope.parameter(), request.into()],
        )
        .await?;
    rows.into_iter().map(read_step).collect()
}

/// Lists requests by id, which is the order of their receipt.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    page: &Page,
) -> Result<(Vec<Request>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let statement = format!(
        "{SELECT} WHERE r.tenant_id = $1 AND r.request_id > $2 ORDER BY r.request_id LIMIT $3"
    );
    let parameters = [scope.parameter(), after.into(), page.rows().into()];
    let rows = sql.query(&statement, &parameters).await?;
    let requests = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, requests, |request: &Request| {
        [request.request_id.to_string()]
    }))
}

/// Lists the requests of a kind that were carried out for a subject, by id.
pub async fn list_completed<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    subject: SubjectId,
    kind: RequestKind,
) -> Result<Vec<Request>, Error> {
    let statement = format!(
        "{SELECT} WHERE r.tenant_id = $1 AND r.subject_id = $2 AND r.kind = $3 AND r.state = $4 \
         ORDER BY r.request_id"
    );
    let parameters = [
        scope.parameter(),
        subject.into(),
        name_of(&kind)?,
        name_of(&RequestState::Completed)?,
    ];
    let rows = sql.query(&statement, &parameters).await?;
    rows.into_iter().map(read).collect()
}

/// Lets an event happen to a request, if it still is in the state that the caller saw, and gives the
/// state after it.
///
/// # Errors
/// [`Error::Transition`] when the event cannot happen in that state, [`Error::Changed`] when the
/// request is in another state or not there.
pub async fn transition<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    actor: &Actor,
    request: RequestId,
    transition: &Transition<'_>,
) -> Result<RequestState, Error> {
    let Transition {
        from,
        event,
        at,
        evidence,
    } = *transition;
    let step = NewStep {
        event: Some(event),
        state: from.apply(event)?,
        at,
        evidence,
    };
    advance(tx, scope, actor, request, from, &step, None).await?;
    Ok(step.state)
}

/// Completes a request that is in progress, with its outcome.
///
/// # Errors
/// [`Error::Changed`] when the request is not in progress, [`Error::StepsOpen`] when a required step
/// of its template was not documented.
pub async fn finish<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    actor: &Actor,
    request: RequestId,
    outcome: &Json,
    at: Timestamp,
) -> Result<(), Error> {
    check_steps(tx, scope, request).await?;
    let step = NewStep {
        event: Some(RequestEvent::Complete),
        state: RequestState::Completed,
        at,
        evidence: Evidence::default(),
    };
    advance(
        tx,
        scope,
        actor,
        request,
        RequestState::InProgress,
        &step,
        Some(outcome),
    )
    .await
}

/// A step to be taken.
struct NewStep<'a> {
    event: Option<RequestEvent>,
    state: RequestState,
    at: Timestamp,
    evidence: Evidence<'a>,
}

async fn advance<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    actor: &Actor,
    request: RequestId,
    from: RequestState,
    step: &NewStep<'_>,
    outcome: Option<&Json>,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "UPDATE request SET state = $1, changed_at_ms = $2, outcome = $3 \
             WHERE tenant_id = $4 AND request_id = $5 AND state = $6",
            &[
                name_of(&step.state)?,
                step.at.into(),
                outcome.map(json_of).transpose()?.unwrap_or(Value::Null),
                scope.parameter(),
                request.into(),
                name_of(&from)?,
            ],
        )
        .await?;
    one(changed, Error::Changed { what: TABLE })?;
    if step.state.is_final() {
        deadlines::settle(tx, scope, request, step.at).await?;
    }
    insert_step(tx, scope, actor, request, step).await
}

/// Adds a step. The row of the request was written in this transaction, so nobody else counts.
async fn insert_step<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    actor: &Actor,
    request: RequestId,
    step: &NewStep<'_>,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO request_step (tenant_id, request_id, step, event, state, at_ms, \
             token_id, label, role, method, note) \
             VALUES ($1, $2, (SELECT coalesce(max(step), 0) + 1 FROM request_step \
             WHERE tenant_id = $1 AND request_id = $2), $3, $4, $5, $6, $7, $8, $9, $10)",
            &[
                scope.parameter(),
                request.into(),
                step.event
                    .as_ref()
                    .map(name_of)
                    .transpose()?
                    .unwrap_or(Value::Null),
                name_of(&step.state)?,
                step.at.into(),
                actor.token_id.into(),
                actor.label.as_str().into(),
                name_of(&actor.role)?,
                step.evidence.method.into(),
                step.evidence.note.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: "step" })
}

pub(crate) fn read(row: Row) -> Result<Request, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Request {
        request_id: columns.parsed("request_id")?,
        kind: columns.named("kind")?,
        subject_id: columns.parsed("subject_id")?,
        state: columns.named("state")?,
        received_at: columns.time("received_at_ms")?,
        changed_at: columns.time("changed_at_ms")?,
        outcome: columns.optional_json("outcome")?,
        deadline: deadlines::read(&mut columns)?,
    })
}

fn read_step(row: Row) -> Result<Step, Error> {
    let mut columns = Columns::of("request_step", row);
    Ok(Step {
        event: columns.optional_named("event")?,
        state: columns.named("state")?,
        at: columns.time("at_ms")?,
        actor: Actor {
            token_id: columns.parsed("token_id")?,
            label: columns.text("label")?,
            role: columns.named::<Role>("role")?,
            session: None,
        },
        method: columns.optional_text("method")?,
        note: columns.optional_blob("note")?,
    })
}

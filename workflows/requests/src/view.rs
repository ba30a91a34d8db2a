//! A request and its steps as answers.

use domain::request::{RequestEvent, RequestKind, RequestState};
use domain::{Permission, RequestId, Role, SubjectId, TokenId};
use jiff::Timestamp;
use kit::door::Caller;
use kit::notes;
use kit::problem::Problem;
use serde::Serialize;
use serde_json::Value as Json;
use store::requests::{Request, Step};
use store::{Actor, Sql};

/// The kind of thing that notes of requests belong to.
pub(crate) const NOTES: &str = "request";

/// A request.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RequestView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    request_id: RequestId,
    /// What is asked for.
    #[schema(value_type = String)]
    kind: RequestKind,
    /// Who asks; the id stays when the subject is erased.
    #[schema(value_type = String, format = Uuid)]
    subject_id: SubjectId,
    /// Where it stands.
    #[schema(value_type = String)]
    state: RequestState,
    /// When it was received: the month of Art. 12(3) counts from here.
    #[schema(value_type = String, format = DateTime)]
    received_at: Timestamp,
    /// When the last step was taken.
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
}

/// A request with everything that happened to it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RequestDetails {
    #[serde(flatten)]
    request: RequestView,
    /// The steps taken, in order.
    steps: Vec<StepView>,
    /// What was done, once it is completed.
    #[schema(value_type = Option<Object>)]
    outcome: Option<Json>,
}

/// A step taken for a request.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct StepView {
    /// What happened; null for the receipt.
    #[schema(value_type = Option<String>)]
    event: Option<RequestEvent>,
    /// Where the request stood afterwards.
    #[schema(value_type = String)]
    state: RequestState,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// By whom.
    actor: ActorView,
    /// How, in a word.
    method: Option<String>,
    /// What was written about it; for those who handle requests, until the subject is erased.
    note: Option<String>,
}

/// Who took a step.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ActorView {
    /// The token.
    #[schema(value_type = String, format = Uuid)]
    token_id: TokenId,
    /// What the token is for.
    label: String,
    /// Its role.
    #[schema(value_type = String)]
    role: Role,
}

/// Where a request stands after a step.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Standing {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub(crate) request_id: RequestId,
    /// Where it stands.
    #[schema(value_type = String)]
    pub(crate) state: RequestState,
}

/// Gets a request.
pub(crate) async fn get<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    request: RequestId,
) -> Result<Request, Problem> {
    let found = store::requests::find(sql, &caller.scope, request).await?;
    found.ok_or_else(|| Problem::not_found("request"))
}

/// Reads the steps of a request.
pub(crate) async fn details<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    request: Request,
) -> Result<RequestDetails, Problem> {
    let mut steps = Vec::new();
    for step in store::requests::list_steps(sql, &caller.scope, request.request_id).await? {
        steps.push(view(sql, caller, &request, step).await?);
    }
    let outcome = request.outcome.clone();
    Ok(RequestDetails {
        request: request.into(),
        steps,
        outcome,
    })
}

async fn view<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    request: &Request,
    step: Step,
) -> Result<StepView, Problem> {
    let may_read = caller.actor.role.may(Permission::HandleRequests);
    let note = match (step.note.filter(|_| may_read), step.event) {
        (Some(sealed), Some(event)) => {
            let place = notes::Place {
                subject_id: request.subject_id,
                kind: NOTES,
                id: request.request_id.to_string(),
                name: event.as_str(),
            };
            notes::open(sql, &caller.scope, &place, sealed).await?
        }
        _ => None,
    };
    Ok(StepView {
        event: step.event,
        state: step.state,
        at: step.at,
        actor: step.actor.into(),
        method: step.method,
        note,
    })
}

impl From<Request> for RequestView {
    fn from(request: Request) -> Self {
        Self {
            request_id: request.request_id,
            kind: request.kind,
            subject_id: request.subject_id,
            state: request.state,
            received_at: request.received_at,
            changed_at: request.changed_at,
        }
    }
}

impl From<Actor> for ActorView {
    fn from(actor: Actor) -> Self {
        Self {
            token_id: actor.token_id,
            label: actor.label,
            role: actor.role,
        }
    }
}

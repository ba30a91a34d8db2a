//! A request and its steps as answers.

mod deadline;

use domain::request::{Content, REMEDIES, RequestEvent, RequestKind, RequestState};
use domain::{Permission, RequestId, RestrictionId, Role, SubjectId, TokenId};
use jiff::Timestamp;
use kit::door::Caller;
use kit::filing::note_name;
use kit::notes;
use kit::problem::Problem;
use serde::Serialize;
use serde_json::Value as Json;
use store::requests::{Request, Step};
use store::{Actor, Sql};

use self::deadline::DeadlineView;
use crate::step::place;

pub(crate) use kit::filing::NOTES;

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
    /// Until when it must be answered.
    deadline: Option<DeadlineView>,
}

/// A request with everything that happened to it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RequestDetails {
    #[serde(flatten)]
    request: RequestView,
    /// What is asked for beyond the kind; for those who handle requests, until the subject is erased.
    #[schema(value_type = Option<Object>)]
    content: Option<Content>,
    /// The steps that the tenant's template asks for.
    template: Vec<TemplateStepView>,
    /// The steps taken, in order.
    steps: Vec<StepView>,
    /// The fee for a further copy (Art. 15(3)).
    fee: Option<FeeView>,
    /// Until when it can be undone: of an erasure that was executed, and waits.
    #[schema(value_type = Option<String>, format = DateTime)]
    undo_until: Option<Timestamp>,
    /// The restriction that was imposed for it.
    #[schema(value_type = Option<String>, format = Uuid)]
    restriction_id: Option<RestrictionId>,
    /// What the subject of a refused request can do (Art. 12(4)).
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    remedies: &'static [&'static str],
    /// What was done, once it is completed.
    #[schema(value_type = Option<Object>)]
    outcome: Option<Json>,
}

/// A step that the template asks for.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct TemplateStepView {
    /// Its name.
    name: String,
    /// What is to be done.
    title: String,
    /// Whether the request cannot be completed without it.
    required: bool,
    /// Whether it was done.
    done: bool,
}

/// A fee.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct FeeView {
    /// The amount, in the smallest unit of the currency.
    minor_units: u32,
    /// The currency (ISO 4217).
    currency: String,
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
    /// What the subject of a refused request can do (Art. 12(4)).
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    remedies: &'static [&'static str],
}

impl Standing {
    /// Where a request stands.
    pub(crate) fn new(request_id: RequestId, state: RequestState) -> Self {
        Self {
            request_id,
            state,
            remedies: remedies(state),
        }
    }
}

fn remedies(state: RequestState) -> &'static [&'static str] {
    if state == RequestState::Refused {
        &REMEDIES
    } else {
        &[]
    }
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
    let (scope, id) = (&caller.scope, request.request_id);
    let mut steps = Vec::new();
    for step in store::requests::list_steps(sql, scope, id).await? {
        steps.push(view(sql, caller, &request, step).await?);
    }
    let content = if caller.actor.role.may(Permission::HandleRequests) {
        crate::content::open(sql, scope, &request).await?
    } else {
        None
    };
    let done = store::requests::documented(sql, scope, id).await?;
    let template = store::requests::content(sql, scope, id).await?.template;
    let template = template.0.into_iter().map(|step| TemplateStepView {
        done: done.contains(&step.name),
        name: step.name,
        title: step.title,
        required: step.required,
    });
    let fee = store::requests::fee(sql, scope, id).await?;
    let undo_until = store::jobs::erasure_due(sql, scope, id).await?;
    let restriction = store::restrictions::find_by_request(sql, scope, request.subject_id, id);
    Ok(RequestDetails {
        content,
        template: template.collect(),
        steps,
        fee: fee.map(|fee| FeeView {
            minor_units: fee.minor_units,
            currency: fee.currency,
        }),
        restriction_id: restriction.await?.map(|found| found.restriction_id),
        undo_until,
        remedies: remedies(request.state),
        outcome: request.outcome.clone(),
        request: request.into(),
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
            let name = note_name(event.as_str(), step.method.as_deref());
            notes::open(sql, &caller.scope, &place(request, &name), sealed).await?
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
            deadline: request.deadline.map(Into::into),
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

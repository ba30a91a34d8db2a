//! Requests as they are filed: when they must be answered, where what they ask for is kept, and those that others file
//! for a subject.

use domain::deadline::{Due, RequestClock};
use domain::request::{Content, RequestEvent, RequestKind, RequestState};
use domain::{RequestId, SubjectId};
use jiff::Timestamp;
use store::requests::{Evidence, NewRequest, Transition};
use store::{Sql, TenantScope, Tx};

use crate::audit::Event;
use crate::door::Caller;
use crate::notes;
use crate::problem::Problem;

/// The kind of thing that notes of requests belong to.
pub const NOTES: &str = "request";

/// A request that somebody else than the tenant files for a subject.
pub struct Filing<'a> {
    /// What is asked for.
    pub kind: RequestKind,
    /// What is asked for beyond the kind.
    pub content: &'a Content,
    /// Who asks.
    pub subject_id: SubjectId,
    /// When the subject asked: the period counts from here.
    pub received_at: Timestamp,
    /// In a word, how the identity was verified; none when it was not.
    pub verified_by: Option<&'a str>,
}

/// Until when a request that is received now must be answered, by the tenant's time zone, member state and holidays
/// (Art. 12(3)).
pub async fn due<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    received_at: Timestamp,
) -> Result<Due, Problem> {
    // Settings are checked when they are kept, so a failure is nothing that a caller can mend.
    let failed = |error: domain::deadline::DeadlineError| Problem::internal(error.to_string());
    let settings = store::settings::find(sql, scope).await?;
    let calendar = settings.calendar().map_err(failed)?;
    RequestClock::start(received_at)
        .due(&calendar)
        .map_err(failed)
}

/// Seals the content of a request that is filed; none when the kind says all.
pub async fn seal_content<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    (request, subject): (RequestId, SubjectId),
    content: &Content,
) -> Result<Option<Vec<u8>>, Problem> {
    if content.is_empty() {
        return Ok(None);
    }
    let text = serde_json::to_string(content).map_err(|e| Problem::internal(e.to_string()))?;
    let sealed = notes::seal(sql, scope, &content_place(request, subject), &text).await?;
    Ok(Some(sealed))
}

/// Where the content of a request is kept.
pub fn content_place(request: RequestId, subject: SubjectId) -> notes::Place<'static> {
    notes::Place {
        subject_id: subject,
        kind: NOTES,
        id: request.to_string(),
        name: "content",
    }
}

/// What the note about a step is called. Only steps of the template happen more than once.
pub fn note_name(event: &str, method: Option<&str>) -> String {
    match method {
        Some(step) if event == RequestEvent::Document.as_str() => format!("document/{step}"),
        _ => event.to_owned(),
    }
}

/// Files a request, as verified if it is, and gives its id and where it stands.
pub async fn file<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    filing: &Filing<'_>,
    at: Timestamp,
) -> Result<(RequestId, RequestState), Problem> {
    let Caller { scope, actor, .. } = caller;
    let request_id = RequestId::generate(at, crate::entropy::bytes()?);
    let ids = (request_id, filing.subject_id);
    let content = seal_content(tx, scope, ids, filing.content).await?;
    let template = store::templates::find(tx, scope, filing.kind).await?;
    let request = NewRequest {
        request_id,
        kind: filing.kind,
        subject_id: filing.subject_id,
        received_at: filing.received_at,
        due: due(tx, scope, filing.received_at).await?,
        template: &template,
        content: content.as_deref(),
    };
    store::requests::create(tx, scope, actor, &request).await?;
    Event::new("request.received", "request", &request_id)
        .append(tx, caller)
        .await?;
    let Some(method) = filing.verified_by else {
        return Ok((request_id, RequestState::Received));
    };
    let step = Transition {
        from: RequestState::Received,
        event: RequestEvent::VerifyIdentity,
        at,
        evidence: Evidence {
            method: Some(method),
            note: None,
        },
    };
    let state = store::requests::transition(tx, scope, actor, request_id, &step).await?;
    Event::new("request.verified", "request", &request_id)
        .append(tx, caller)
        .await?;
    Ok((request_id, state))
}

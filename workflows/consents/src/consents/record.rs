//! Records what a subject said.

use axum::body::Body;
use axum::http::Response;
use domain::consent::{ConsentEvent, ConsentState};
use domain::{ConsentId, LawfulBasis, Permission, PurposeName, RequestId, SubjectId};
use jiff::Timestamp;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::{Caller, Session};
use kit::idempotent::{Answer, Call, Seen, admit};
use kit::notes;
use kit::path::Captured;
use kit::problem::{Place, Problem};
use kit::words::{PROSE_LIMIT, check_prose, check_word};
use serde::{Deserialize, Serialize};
use store::consents::{Happened, Shown};
use store::purposes::Purpose;
use store::{Sql, Tx};

use super::place;
use crate::ground::{self, Ungrounded};
use crate::policies::particulars::Particulars;

/// Something that happened to a consent, to be recorded.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ConsentSaid)]
pub(crate) struct Said {
    /// The purpose.
    #[schema(value_type = String)]
    purpose: PurposeName,
    /// "request", "defer", "give", "refuse", "renew", "withdraw", "expire", "terminate" or "invalidate".
    #[schema(value_type = String)]
    pub(super) event: ConsentEvent,
    /// How it was said: a word such as "web-form".
    pub(super) method: String,
    /// The version of the policy that was shown; a yes needs one.
    policy_version: Option<u64>,
    /// Until when a yes holds; what the policy says when left out.
    #[schema(value_type = Option<String>, format = DateTime)]
    valid_until: Option<Timestamp>,
    /// What proves it: prose or a reference. It is sealed.
    evidence: Option<String>,
}

/// Where a consent stands after an event.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Recorded {
    /// The event.
    #[schema(value_type = String, format = Uuid)]
    consent_id: ConsentId,
    /// The purpose.
    purpose: String,
    /// Where the consent stands.
    #[schema(value_type = String)]
    state: ConsentState,
    /// What has no ground any more, and must go unless another is found (Art. 17(1)(b)).
    ungrounded: Vec<Ungrounded>,
    /// The erasure that was filed, when nothing that is kept about the subject has a ground any more.
    #[schema(value_type = Option<String>, format = Uuid)]
    erasure_request: Option<RequestId>,
}

/// Record what a subject said, or what became of it. Nothing is overwritten.
#[utoipa::path(
    post,
    path = "/v1/subjects/{subject}/consents",
    operation_id = "record_consent",
    tag = "consents",
    params(("subject" = String, Path, format = Uuid, description = "Id of the subject")),
    request_body = Said,
    responses((status = 201, description = "Recorded", body = Recorded), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    session: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    let Session { caller, mut db } = session;
    caller.require(Permission::RecordConsents)?;
    let subject: SubjectId = path.get("subject")?;
    let sent = incoming.json().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let said: Said = sent.parse()?;
    check(&said, call.at)?;
    carry_out(Session { caller, db }, call, subject, said).await
}

impl Said {
    /// A withdrawal of which nothing else is said.
    pub(super) fn withdrawal(purpose: PurposeName) -> Self {
        Self {
            purpose,
            event: ConsentEvent::Withdraw,
            method: "withdrawal-call".to_owned(),
            policy_version: None,
            valid_until: None,
            evidence: None,
        }
    }
}

/// Records it, with what it takes the ground from.
pub(super) async fn carry_out(
    Session { caller, mut db }: Session,
    call: Call,
    subject: SubjectId,
    said: Said,
) -> Result<Response<Body>, Problem> {
    let mut tx = call.begin(&mut db, &caller).await?;
    let purpose = crate::purposes::get(&mut tx, &caller.scope, &said.purpose).await?;
    // An erasure that has read the subject before finds it changed.
    let found = store::subjects::find(&mut tx, &caller.scope, subject).await?;
    let found = found.filter(|subject| subject.created_at.is_some());
    found.ok_or_else(|| Problem::not_found("subject"))?;
    store::subjects::bump_revision(&mut tx, &caller.scope, &[subject]).await?;
    let happened = happened(&mut tx, &caller, &call, subject, &purpose, &said).await?;
    let state = store::consents::append(
        &mut tx,
        &caller.scope,
        &caller.actor,
        subject,
        &purpose.name,
        &happened,
    )
    .await?;
    Event::new(&format!("consent.{}", state.as_str()), "subject", &subject)
        .append(&mut tx, &caller)
        .await?;
    let mut recorded = Recorded {
        consent_id: happened.consent_id,
        purpose: purpose.name.to_string(),
        state,
        ungrounded: Vec::new(),
        erasure_request: None,
    };
    if !state.is_valid() {
        let lost = ground::lost(&mut tx, &caller, subject, &purpose.name, call.at).await?;
        recorded.ungrounded = lost.collections;
        if state == ConsentState::Withdrawn && lost.is_everything {
            let filed = ground::file_erasure(&mut tx, &caller, subject, call.at).await?;
            recorded.erasure_request = Some(filed);
        }
    }
    let location = format!("/v1/subjects/{subject}/consents/history");
    call.finish(tx, &caller, Answer::created(location, recorded))
        .await
}

/// Puts together what happened: a yes holds as long as its policy says, unless the call says otherwise.
async fn happened<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    call: &Call,
    subject: SubjectId,
    purpose: &Purpose,
    said: &Said,
) -> Result<Happened, Problem> {
    let says_yes = matches!(said.event, ConsentEvent::Give | ConsentEvent::Renew);
    if says_yes && purpose.lawful_basis != LawfulBasis::Consent {
        let detail = "the purpose does not rest on consent, so none can be given to it";
        return Err(Problem::conflict("not-by-consent", detail));
    }
    let policy = match said.policy_version {
        Some(version) => {
            let found = store::policies::find(tx, &caller.scope, &purpose.name, version).await?;
            let shown = found.filter(|policy| policy.in_force_from <= call.at);
            Some(shown.ok_or_else(|| wrong("/policy_version", "no such policy is in force"))?)
        }
        None => None,
    };
    let mut valid_until = said.valid_until;
    if says_yes && valid_until.is_none() {
        let particulars = policy.as_ref().map(|policy| policy.particulars.clone());
        let particulars: Particulars =
            serde_json::from_value(particulars.unwrap_or_default()).unwrap_or_default();
        valid_until = particulars.valid_until(call.at);
    }
    let consent_id = ConsentId::generate(call.at, kit::entropy::bytes()?);
    let evidence = match &said.evidence {
        Some(text) => {
            let place = place(subject, consent_id);
            Some(notes::seal(tx, &caller.scope, &place, text).await?)
        }
        None => None,
    };
    Ok(Happened {
        consent_id,
        event: said.event,
        at: call.at,
        valid_until,
        shown: policy.map(|policy| Shown {
            version: policy.version,
            digest: policy.digest,
        }),
        method: said.method.clone(),
        evidence,
    })
}

fn check(said: &Said, now: Timestamp) -> Result<(), Problem> {
    check_word("/method", &said.method)?;
    if let Some(text) = &said.evidence {
        check_prose("/evidence", text, PROSE_LIMIT)?;
    }
    let says_yes = matches!(said.event, ConsentEvent::Give | ConsentEvent::Renew);
    if says_yes && said.policy_version.is_none() {
        let message = "say what the subject was shown: a yes to nothing proves nothing";
        return Err(wrong("/policy_version", message));
    }
    match said.valid_until {
        Some(_) if !says_yes => Err(wrong("/valid_until", "only a yes has a time")),
        Some(until) if until <= now => Err(wrong("/valid_until", "this time is over")),
        _ => Ok(()),
    }
}

fn wrong(pointer: &str, message: &str) -> Problem {
    let place = Place::pointer(pointer, message);
    Problem::invalid("this cannot be recorded", vec![place])
}

//! Consent of subjects: its events and where it stands.

pub(crate) mod current;
pub(crate) mod history;
pub(crate) mod receipt;
pub(crate) mod record;
pub(crate) mod withdraw;

use domain::consent::{ConsentEvent, ConsentState};
use domain::{ConsentId, Permission, Role, SubjectId, TokenId};
use jiff::Timestamp;
use kit::door::Caller;
use kit::notes;
use kit::problem::Problem;
use serde::Serialize;
use store::consents::Logged;
use store::{Page, Sql};

/// The kind of thing that evidence belongs to.
const NOTES: &str = "consent";

/// Something that happened to a consent.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ConsentEventView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    consent_id: ConsentId,
    /// The purpose that it is about.
    purpose: String,
    /// What happened.
    #[schema(value_type = String)]
    event: ConsentEvent,
    /// Where the consent stood afterwards.
    #[schema(value_type = String)]
    state: ConsentState,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Until when a yes holds; null without end.
    #[schema(value_type = Option<String>, format = DateTime)]
    valid_until: Option<Timestamp>,
    /// The version of the policy that was shown.
    policy_version: Option<u64>,
    /// SHA-256 of its text, hexadecimal.
    policy_digest: Option<String>,
    /// How it was said, in a word.
    method: String,
    /// Who recorded it.
    actor: ActorView,
    /// What proves it; for those who record consents, until the subject is erased.
    evidence: Option<String>,
}

/// Who recorded something.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ConsentActor)]
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

/// Where evidence is kept.
fn place(subject_id: SubjectId, consent_id: ConsentId) -> notes::Place<'static> {
    notes::Place {
        subject_id,
        kind: NOTES,
        id: consent_id.to_string(),
        name: "evidence",
    }
}

/// An event as an answer. Evidence is opened for those who may see it.
async fn view<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    subject: SubjectId,
    logged: Logged,
) -> Result<ConsentEventView, Problem> {
    let Logged {
        purpose,
        happened,
        state,
        actor,
    } = logged;
    let may_read = caller.actor.role.may(Permission::RecordConsents);
    let evidence = match happened.evidence.filter(|_| may_read) {
        Some(sealed) => {
            let place = place(subject, happened.consent_id);
            notes::open(sql, &caller.scope, &place, sealed).await?
        }
        None => None,
    };
    let (policy_version, policy_digest) = happened
        .shown
        .map(|shown| (shown.version, shown.digest))
        .unzip();
    Ok(ConsentEventView {
        consent_id: happened.consent_id,
        purpose: purpose.into(),
        event: happened.event,
        state,
        at: happened.at,
        valid_until: happened.valid_until,
        policy_version,
        policy_digest,
        method: happened.method,
        actor: ActorView {
            token_id: actor.token_id,
            label: actor.label,
            role: actor.role,
        },
        evidence,
    })
}

/// Refuses a subject of whom nothing is known. One that was erased is known as long as its history is.
async fn known<S: Sql>(sql: &mut S, caller: &Caller, subject: SubjectId) -> Result<(), Problem> {
    let found = store::subjects::find(sql, &caller.scope, subject).await?;
    if found.is_some() {
        return Ok(());
    }
    let first = Page::new(1, None);
    let (events, _) = store::consents::list(sql, &caller.scope, subject, &first).await?;
    if events.is_empty() {
        Err(Problem::not_found("subject"))
    } else {
        Ok(())
    }
}

//! Consent (Art. 7 GDPR): what subjects were asked and what they said, only ever added to.

use std::collections::HashSet;

use domain::consent::{ConsentEvent, ConsentState, state_at};
use domain::{ConsentId, PurposeName, SubjectId};
use jiff::Timestamp;

use crate::decode::{Columns, name_of};
use crate::insert::{PARAMETERS, list as placeholders, one};
use crate::line::{self, Place};
use crate::{Actor, Error, Page, Sql, TenantScope, Tx, Value};

const TABLE: &str = "consent_event";

/// What the subject was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The version of the policy.
    pub version: u64,
    /// SHA-256 of its text, hexadecimal.
    pub digest: String,
}

/// Something that happened to a consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// Its id.
    pub consent_id: ConsentId,
    /// What happened.
    pub event: ConsentEvent,
    /// When.
    pub at: Timestamp,
    /// Until when a yes holds; `None` without end.
    pub valid_until: Option<Timestamp>,
    /// What the subject was shown, where something was.
    pub shown: Option<Shown>,
    /// How the subject said it: a word, not prose.
    pub method: String,
    /// Prose or references, sealed: they are about the subject.
    pub evidence: Option<Vec<u8>>,
}

/// An event in its place in the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// What it was said about.
    pub purpose: PurposeName,
    /// What happened.
    pub happened: Happened,
    /// Where the consent stood afterwards.
    pub state: ConsentState,
    /// Who recorded it.
    pub actor: Actor,
}

impl Logged {
    /// Where the consent stands at a time, if this is its last event.
    pub fn state_at(&self, now: Timestamp) -> ConsentState {
        state_at(self.state, self.happened.valid_until, now)
    }
}

const COLUMNS: &str = "purpose, consent_id, event, state, at_ms, valid_until_ms, policy_version, \
                       policy_digest, method, token_id, label, role, evidence";

/// Appends an event to the history of a subject's consent to a purpose, and gives the state after it.
///
/// # Errors
/// [`Error::ConsentTransition`] when the event cannot happen in the state in which the consent is.
pub async fn append<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    actor: &Actor,
    subject: SubjectId,
    purpose: &PurposeName,
    happened: &Happened,
) -> Result<ConsentState, Error> {
    line::wait(tx, scope, &format!("consent {subject}"), Place::Alone).await?;
    let (number, from) = last(tx, scope, subject, purpose, happened.at).await?;
    let state = from.apply(happened.event)?;
    let shown = happened.shown.as_ref();
    let version = shown.map(|shown| i64::try_from(shown.version).unwrap_or(i64::MAX));
    let inserted = tx
        .execute(
            "INSERT INTO consent_event (tenant_id, subject_id, purpose, event_no, consent_id, \
             event, state, at_ms, valid_until_ms, policy_version, policy_digest, method, \
             token_id, label, role, evidence) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            &[
                scope.parameter(),
                subject.into(),
                purpose.as_str().into(),
                (number + 1).into(),
                happened.consent_id.into(),
                name_of(&happened.event)?,
                name_of(&state)?,
                happened.at.into(),
                happened.valid_until.into(),
                version.into(),
                shown.map(|shown| shown.digest.as_str()).into(),
                happened.method.as_str().into(),
                actor.token_id.into(),
                actor.label.as_str().into(),
                name_of(&actor.role)?,
                happened.evidence.as_deref().into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })?;
    Ok(state)
}

/// The number of the last event, and where the consent stands.
async fn last<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    subject: SubjectId,
    purpose: &PurposeName,
    now: Timestamp,
) -> Result<(i64, ConsentState), Error> {
    let rows = sql
        .query(
            "SELECT event_no, state, valid_until_ms FROM consent_event \
             WHERE tenant_id = $1 AND subject_id = $2 AND purpose = $3 \
             ORDER BY event_no DESC LIMIT 1",
            &[scope.parameter(), subject.into(), purpose.as_str().into()],
        )
        .await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok((0, ConsentState::Unknown));
    };
    let mut columns = Columns::of(TABLE, row);
    let number = columns.integer("event_no")?;
    let state = columns.named("state")?;
    let until = columns.optional_time("valid_until_ms")?;
    Ok((number, state_at(state, until, now)))
}

/// Lists the history of a subject, purpose by purpose in the order of events.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    subject: SubjectId,
    page: &Page,
) -> Result<(Vec<Logged>, Option<String>), Error> {
    let [purpose, number] = page.key(TABLE, ["", "0"])?;
    let number: i64 = number.parse().map_err(|_| Error::MalformedCursor)?;
    let statement = format!(
        "SELECT {COLUMNS}, event_no FROM consent_event WHERE tenant_id = $1 AND subject_id = $2 \
         AND (purpose, event_no) > ($3, $4) ORDER BY purpose, event_no LIMIT $5"
    );
    let parameters = [
        scope.parameter(),
        subject.into(),
        purpose.into(),
        number.into(),
        page.rows().into(),
    ];
    let rows = sql.query(&statement, &parameters).await?;
    let events = rows
        .into_iter()
        .map(|row| {
            let mut columns = Columns::of(TABLE, row);
            let logged = read(&mut columns)?;
            Ok((logged, columns.integer::<i64>("event_no")?))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let key = |(logged, number): &(Logged, i64)| [logged.purpose.to_string(), number.to_string()];
    let (events, next) = page.cut(TABLE, events, key);
    Ok((events.into_iter().map(|(logged, _)| logged).collect(), next))
}

/// The last event of each purpose of a subject, by purpose.
pub async fn current<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    subject: SubjectId,
) -> Result<Vec<Logged>, Error> {
    let statement = format!(
        "SELECT {COLUMNS} FROM consent_event WHERE tenant_id = $1 AND subject_id = $2 \
         AND event_no = (SELECT max(later.event_no) FROM consent_event later \
         WHERE later.tenant_id = consent_event.tenant_id \
         AND later.subject_id = consent_event.subject_id \
         AND later.purpose = consent_event.purpose) ORDER BY purpose"
    );
    let rows = sql
        .query(&statement, &[scope.parameter(), subject.into()])
        .await?;
    rows.into_iter()
        .map(|row| read(&mut Columns::of(TABLE, row)))
        .collect()
}

/// Those of these subjects whose consent to a purpose is in force.
pub async fn in_force<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    purpose: &str,
    subjects: &[SubjectId],
    now: Timestamp,
) -> Result<HashSet<SubjectId>, Error> {
    let mut agreed = HashSet::new();
    for chunk in subjects.chunks(PARAMETERS - 2) {
        let statement = format!(
            "SELECT subject_id, state, valid_until_ms FROM consent_event \
             WHERE tenant_id = $1 AND purpose = $2 AND subject_id IN ({}) \
             AND event_no = (SELECT max(later.event_no) FROM consent_event later \
             WHERE later.tenant_id = consent_event.tenant_id \
             AND later.subject_id = consent_event.subject_id \
             AND later.purpose = consent_event.purpose)",
            placeholders(3, chunk.len())
        );
        let mut parameters = vec![scope.parameter(), purpose.into()];
        parameters.extend(chunk.iter().map(|subject| Value::from(*subject)));
        for row in sql.query(&statement, &parameters).await? {
            let mut columns = Columns::of(TABLE, row);
            let subject = columns.parsed("subject_id")?;
            let state = columns.named("state")?;
            let until = columns.optional_time("valid_until_ms")?;
            if state_at(state, until, now).is_valid() {
                agreed.insert(subject);
            }
        }
    }
    Ok(agreed)
}

fn read(columns: &mut Columns) -> Result<Logged, Error> {
    let purpose = columns.parsed("purpose")?;
    let consent_id = columns.parsed("consent_id")?;
    let event = columns.named("event")?;
    let state = columns.named("state")?;
    let at = columns.time("at_ms")?;
    let valid_until = columns.optional_time("valid_until_ms")?;
    let version = columns.optional_integer("policy_version")?;
    let digest = columns.optional_text("policy_digest")?;
    let method = columns.text("method")?;
    let actor = Actor {
        token_id: columns.parsed("token_id")?,
        label: columns.text("label")?,
        role: columns.named("role")?,
        session: None,
    };
    let shown = version.zip(digest);
    Ok(Logged {
        purpose,
        happened: Happened {
            consent_id,
            event,
            at,
            valid_until,
            shown: shown.map(|(version, digest)| Shown { version, digest }),
            method,
            evidence: columns.optional_blob("evidence")?,
        },
        state,
        actor,
    })
}

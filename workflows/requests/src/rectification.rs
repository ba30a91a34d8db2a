//! Rectification (Art. 16): puts a record right, and its blind index with it.

use axum::body::Body;
use axum::http::Response;
use domain::request::{Rectification, RequestEvent};
use domain::{Collection, Fields, Shortcoming};
use jiff::Timestamp;
use kit::audit::Event;
use kit::door::{Caller, Session};
use kit::idempotent::{Answer, Call};
use kit::index;
use kit::keys::Keyring;
use kit::problem::{Place, Problem};
use kit::sealing::{self, Record};
use serde_json::json;
use store::blind_index::{self, Entry};
use store::records::RecordRow;
use store::requests::{Evidence, Request, Transition};
use store::{Error, Processing, Sql, TenantScope};

use crate::content;
use crate::execute::Executed;

/// A record that is put right, and what was known of it.
pub(crate) struct Rectified {
    collection: String,
    row: RecordRow,
    revisions: Revisions,
    gone: Vec<Entry>,
    new: Vec<Entry>,
}

/// What must be the same when it is written: else somebody changed the record meanwhile.
struct Revisions {
    declaration: u64,
    subject: u64,
}

/// Makes the record that a rectification wants; nothing is changed yet.
///
/// # Errors
/// When the record is not there, or the changes do not fit its collection.
pub(crate) async fn prepare<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    rectification: &Rectification,
) -> Result<Option<Rectified>, Problem> {
    let Some(place) = &rectification.record else {
        return Ok(None);
    };
    let (name, id) = (&place.collection, place.record_id);
    let missing = || Problem::not_found("record");
    let declared = store::collections::find(sql, scope, name).await?;
    let declared = declared.ok_or_else(missing)?;
    let row = store::records::find(sql, scope, Processing::Subject, name, id).await?;
    let row = row.ok_or_else(missing)?;
    let subject_id = row.subject_id.ok_or_else(missing)?;
    let subject = store::subjects::find(sql, scope, subject_id).await?;
    let subject = subject.ok_or_else(missing)?;
    let keys = Keyring::get(sql, scope, [subject_id]).await?;
    let collection = declared.collection;
    let declarations = collection.clone().into();
    let opened = sealing::open(scope, &keys, &declarations, vec![row])?;
    let old = opened.into_iter().next().ok_or_else(missing)?;
    let fields = rectification
        .apply(&collection, &old.fields)
        .map_err(unfit)?;
    let new = Record {
        fields,
        ..old.clone()
    };
    let changes = Changes {
        scope,
        collection: &collection,
        names: rectification.changes.keys().collect(),
    };
    let sealed = sealing::seal(scope, &keys, &declarations, std::slice::from_ref(&new))?;
    Ok(Some(Rectified {
        gone: changes.entries(&old, &old.fields)?,
        new: changes.entries(&old, &new.fields)?,
        row: sealed.into_iter().next().ok_or_else(missing)?,
        collection: name.clone(),
        revisions: Revisions {
            declaration: declared.revision,
            subject: subject.revision,
        },
    }))
}

/// Carries out a rectification: the change, and the statement that stays with the subject's data.
pub(crate) async fn execute(
    Session { caller, mut db }: Session,
    call: Call,
    request: &Request,
) -> Result<Response<Body>, Problem> {
    let wanted = content::open(&mut db, &caller.scope, request).await?;
    let wanted = wanted.and_then(|content| content.rectification);
    let wanted = wanted.ok_or_else(kit::erasure::erased)?;
    let prepared = prepare(&mut db, &caller.scope, &wanted).await?;
    let mut tx = call.begin(&mut db, &caller).await?;
    let Caller { scope, actor, .. } = &caller;
    let id = request.request_id;
    let step = Transition {
        from: request.state,
        event: RequestEvent::Start,
        at: call.at,
        evidence: Evidence::default(),
    };
    store::requests::transition(&mut tx, scope, actor, id, &step).await?;
    let mut event = Event::new("request.completed", "request", &id);
    if let Some(rectified) = &prepared {
        write(&mut tx, scope, request, rectified, call.at).await?;
        for field in wanted.changes.keys() {
            event = event.count(&format!("{}.{field}", rectified.collection), 1);
        }
    }
    // The names of what was changed confirm it; the record's id would outlive an erasure here.
    let outcome = json!({
        "collection": prepared.as_ref().map(|rectified| &rectified.collection),
        "fields": wanted.changes.keys().collect::<Vec<_>>(),
        "statement": wanted.statement.is_some(),
    });
    store::requests::finish(&mut tx, scope, actor, id, &outcome, call.at).await?;
    event.append(&mut tx, &caller).await?;
    let done = Executed::completed(request, Some(outcome));
    call.finish(tx, &caller, Answer::ok(done)).await
}

async fn write<S: Sql>(
    tx: &mut store::Tx<'_, S>,
    scope: &TenantScope,
    request: &Request,
    rectified: &Rectified,
    at: Timestamp,
) -> Result<(), Problem> {
    store::collections::hold(tx, scope).await?;
    // The subject's row first: a restriction that comes at the same time waits, or is seen below.
    store::subjects::bump_revision(tx, scope, &[request.subject_id])
        .await
        .map_err(meanwhile)?;
    let subject = store::subjects::find(tx, scope, request.subject_id).await?;
    let declared = store::collections::find(tx, scope, &rectified.collection).await?;
    let Revisions {
        declaration,
        subject: seen,
    } = rectified.revisions;
    if subject.is_none_or(|subject| subject.revision != seen + 1)
        || declared.is_none_or(|declared| declared.revision != declaration)
    {
        let detail = "the record or its collection was changed meanwhile; try again";
        return Err(Problem::conflict("changed-meanwhile", detail));
    }
    let rows = std::slice::from_ref(&rectified.row);
    store::records::replace_many(tx, scope, Processing::Any, rows).await?;
    let (collection, id) = (&rectified.collection, rectified.row.record_id);
    store::disposal::note_change(tx, scope, collection, &[id], at).await?;
    blind_index::delete_many(tx, scope, &rectified.gone).await?;
    blind_index::insert_many(tx, scope, &rectified.new).await?;
    Ok(())
}

/// The changed fields of a collection.
struct Changes<'a> {
    scope: &'a TenantScope,
    collection: &'a Collection,
    names: Vec<&'a String>,
}

impl Changes<'_> {
    /// The entries of the blind index for the values of the changed fields.
    fn entries(&self, record: &Record, fields: &Fields) -> Result<Vec<Entry>, Problem> {
        let mut entries = Vec::new();
        for (name, value) in fields.iter().filter(|(name, _)| self.names.contains(name)) {
            let Some(field) = self.collection.field(name) else {
                continue;
            };
            if !field.unique && !field.lookup {
                continue;
            }
            let forms = [index::normal_form(value)];
            for digest in index::digests(self.scope, &record.collection, name, &forms)? {
                entries.push(Entry {
                    collection: record.collection.clone(),
                    field: name.clone(),
                    digest,
                    unique: field.unique,
                    record_id: record.record_id,
                    subject_id: record.subject_id,
                });
            }
        }
        Ok(entries)
    }
}

fn unfit(found: Vec<Shortcoming>) -> Problem {
    let place = |found: Shortcoming| {
        let pointer = format!("/rectification/changes{}", found.pointer);
        Place::pointer(pointer, found.message)
    };
    let places = found.into_iter().map(place).collect();
    Problem::invalid("the changes do not fit the collection", places)
}

fn meanwhile(error: Error) -> Problem {
    match error {
        Error::Missing { .. } => kit::erasure::erased(),
        other => other.into(),
    }
}

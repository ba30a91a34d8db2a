//! Finds data subjects by a personal value, without reading any record.

use std::collections::BTreeSet;

use axum::Json;
use domain::{Permission, SubjectId, Value};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::index;
use kit::problem::{Place, Problem};
use kit::sight::Sight;
use serde::{Deserialize, Serialize};
use store::{Tx, blind_index};

/// What is looked for.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lookup {
    /// The collection.
    collection: String,
    /// A field of it that can be looked up.
    field: String,
    /// The value, in any spelling.
    value: serde_json::Value,
}

/// Who was found.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Found {
    /// The subject, or the first of them.
    #[schema(value_type = String, format = Uuid)]
    subject_id: SubjectId,
    /// All of them: a telephone number can be several people's.
    #[schema(value_type = Vec<String>)]
    subject_ids: BTreeSet<SubjectId>,
}

/// Find subjects by a value, in records that are not restricted. It changes nothing, so a repeated call with an idempotency key simply looks again.
#[utoipa::path(
    post,
    path = "/v1/subjects/lookup",
    operation_id = "look_up_subject",
    tag = "subjects",
    request_body = Lookup,
    responses((status = 200, description = "Found", body = Found), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Json<Found>, Problem> {
    let sent = incoming.json().await;
    let mut tx = Tx::begin(&mut db).await?;
    let sight = Sight::of(&mut tx, &caller).await?;
    sight.require_any()?;
    let lookup: Lookup = sent?.parse()?;
    if sight.is_limited(&lookup.collection) {
        sight.require(&lookup.collection)?;
    } else {
        caller.require(Permission::ReadSubjects)?;
    }
    let declared = crate::collections::get(&mut tx, &caller.scope, &lookup.collection).await?;
    let Some(field) = declared
        .collection
        .field(&lookup.field)
        .filter(|field| field.lookup)
    else {
        return Err(wrong(
            "/field",
            "the collection has no field of this name that can be looked up",
        ));
    };
    let value = Value::from_json(field.value_type, &lookup.value)
        .map_err(|error| wrong("/value", &error.to_string()))?
        .ok_or_else(|| wrong("/value", "there is nothing to look for"))?;
    let Lookup {
        collection, field, ..
    } = &lookup;
    let digests = index::digests(
        &caller.scope,
        collection,
        field,
        &[index::normal_form(&value)],
    )?;
    let hits = blind_index::find(&mut tx, &caller.scope, collection, field, &digests).await?;
    let view = sight.view(&declared.collection);
    let shown = |subject: &SubjectId| view.shows(field, Some(*subject));
    let subjects = hits.iter().filter_map(|hit| hit.subject_id);
    let subject_ids: BTreeSet<SubjectId> = subjects.filter(shown).collect();
    Event::new("subject.looked-up", "collection", collection)
        .count("subjects", subject_ids.len() as u64)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    match subject_ids.first() {
        Some(subject_id) => Ok(Json(Found {
            subject_id: *subject_id,
            subject_ids,
        })),
        None => Err(Problem::not_found("subject")),
    }
}

fn wrong(pointer: &str, message: &str) -> Problem {
    Problem::invalid(
        "this cannot be looked up",
        vec![Place::pointer(pointer, message)],
    )
}

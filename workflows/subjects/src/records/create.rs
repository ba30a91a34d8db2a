//! Adds a record to a collection.

use axum::body::Body;
use axum::http::Response;
use domain::{Permission, RecordId};
use kit::audit::Event;
use kit::body::{Incoming, Object};
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::path::Captured;
use kit::problem::{Place, Problem};
use serde::Serialize;

use crate::intake::{Intake, Refusal};

/// A record that was added.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Created {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    record_id: RecordId,
}

/// Add a record: an object of fields.
#[utoipa::path(
    post,
    path = "/v1/collections/{collection}/records",
    operation_id = "create_record",
    tag = "records",
    params(("collection" = String, Path, description = "Name of the collection")),
    request_body(content = Object, description = "The fields", content_type = "application/json"),
    responses(
        (status = 201, description = "Added", body = Created),
        kit::openapi::BodyRefusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::WriteRecords)?;
    let name: String = path.get("collection")?;
    let sent = incoming.json().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let declared = crate::collections::get(&mut db, &caller.scope, &name).await?;
    crate::intake::permitted(&mut db, &caller, &declared.collection).await?;
    let fields = declared
        .collection
        .read_json(&sent.parse::<Object>()?.0)
        .map_err(|found| {
            let place = |found: domain::Shortcoming| Place::pointer(found.pointer, found.message);
            wrong(found.into_iter().map(place).collect())
        })?;
    let intake = Intake::prepare(&mut db, &caller.scope, declared, vec![fields], call.at).await?;
    let intake = intake.map_err(|refusals| refused(&refusals))?;
    let record_id = intake
        .first()
        .ok_or_else(|| Problem::internal("a record without id"))?;
    let mut tx = call.begin(&mut db, &caller).await?;
    let counts = intake.write(&mut tx, &caller.scope, call.at).await?;
    Event::new("record.created", "record", &record_id)
        .count("records", counts.records)
        .count("subjects", counts.subjects)
        .append(&mut tx, &caller)
        .await?;
    let location = format!("/v1/collections/{name}/records/{record_id}");
    call.finish(
        tx,
        &caller,
        Answer::created(location, Created { record_id }),
    )
    .await
}

fn wrong(places: Vec<Place>) -> Problem {
    Problem::invalid("the record does not fit its collection", places)
}

fn refused(refusals: &[Refusal]) -> Problem {
    let place = |refusal: &Refusal| {
        let pointer = format!("/{}", kit::body::escape(&refusal.field));
        Place::pointer(pointer, refusal.reason.to_string())
    };
    let places: Vec<Place> = refusals.iter().map(place).collect();
    if refusals.iter().all(|refusal| refusal.reason.is_conflict()) {
        let detail = "another record has this value in a unique field";
        return Problem::conflict("not-unique", detail).at_all(places);
    }
    wrong(places)
}

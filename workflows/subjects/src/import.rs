//! Imports a file of records: everything is checked before anything is written.

mod csv_file;
mod errors;
mod mapping;
mod ndjson;
mod text;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use domain::{Collection, Fields, Permission};
use kit::audit::Event;
use kit::body::{Incoming, Sent};
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::path::Captured;
use kit::problem::{Place, Problem};
use kit::query::Query;
use serde::{Deserialize, Serialize};

use crate::intake::{Intake, Refusal};

use self::errors::Errors;
use self::mapping::Mapping;

/// The largest file: the runtime's limit for an upload.
const FILE_LIMIT: usize = 10 << 20;
/// The most records: sealed and indexed they fit the 128 MiB that a Spin cloud gives a component.
const RECORD_LIMIT: usize = 10_000;
const CSV: &str = "text/csv";
const NDJSON: &str = "application/x-ndjson";

/// A record of a file.
struct Row {
    line: u64,
    fields: Fields,
}

/// The records of a file.
#[derive(Default)]
struct Rows(Vec<Row>);

/// The query of an import.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportQuery {
    /// A JSON object of column names to a field, or to null for a column that is not wanted.
    /// A column that is not listed is the field of the same name.
    mapping: Option<String>,
    /// Only check the file.
    #[serde(default)]
    dry_run: bool,
}

/// What was imported.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Imported {
    /// Records added.
    records: u64,
    /// Subjects that are new with them.
    subjects: u64,
    /// Whether nothing was written because only a check was asked for.
    dry_run: bool,
}

/// Import a CSV or NDJSON file, all or nothing. Errors name line and field, up to a hundred.
#[utoipa::path(
    post,
    path = "/v1/collections/{collection}/import",
    operation_id = "import_records",
    tag = "records",
    params(("collection" = String, Path, description = "Name of the collection"), ImportQuery),
    request_body(content(
        (String = "text/csv"),
        (String = "application/x-ndjson"),
    )),
    responses((status = 200, description = "Imported", body = Imported), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    Query(query): Query<ImportQuery>,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::WriteRecords)?;
    let name: String = path.get("collection")?;
    let mapping = Mapping::parse(query.mapping.as_deref())?;
    let sent = incoming.read(&[CSV, NDJSON], FILE_LIMIT).await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let declared = crate::collections::get(&mut db, &caller.scope, &name).await?;
    crate::intake::permitted(&mut db, &caller, &declared.collection).await?;
    let (lines, records) = read(&sent, &mapping, &declared.collection)?.unzip();
    let intake = Intake::prepare(&mut db, &caller.scope, declared, records, call.at).await?;
    let intake = intake.map_err(|refusals| refused(&lines, refusals))?;
    if query.dry_run {
        let counts = intake.counts();
        let checked = Imported {
            records: counts.records,
            subjects: counts.subjects,
            dry_run: true,
        };
        return Ok(Answer::ok(checked).into_response());
    }
    let mut tx = call.begin(&mut db, &caller).await?;
    let counts = intake.write(&mut tx, &caller.scope, call.at).await?;
    Event::new("records.imported", "collection", &name)
        .count("records", counts.records)
        .count("subjects", counts.subjects)
        .append(&mut tx, &caller)
        .await?;
    let done = Imported {
        records: counts.records,
        subjects: counts.subjects,
        dry_run: false,
    };
    call.finish(tx, &caller, Answer::ok(done)).await
}

fn read(sent: &Sent, mapping: &Mapping, collection: &Collection) -> Result<Rows, Problem> {
    let text = text::utf8(&sent.bytes)?;
    let rows = match sent.media_type.as_str() {
        CSV => csv_file::read(text, mapping, collection)?,
        _ => ndjson::read(text, mapping, collection)?,
    };
    if rows.0.is_empty() {
        let problem = Problem::malformed("no-records", "the file has no records");
        return Err(problem.at(Place::line(1, "expected at least one record")));
    }
    Ok(rows)
}

fn refused(lines: &[u64], refusals: Vec<Refusal>) -> Problem {
    let mut errors = Errors::default();
    let is_conflict = refusals.iter().all(|refusal| refusal.reason.is_conflict());
    for Refusal {
        index,
        field,
        reason,
    } in refusals
    {
        let line = lines.get(index).copied().unwrap_or_default();
        errors.add(Place::line(line, reason.to_string()).in_field(field));
    }
    if is_conflict {
        return errors.conflict();
    }
    match errors.check() {
        Err(problem) => problem,
        Ok(()) => Problem::internal("records were refused without a reason"),
    }
}

impl Rows {
    fn push(&mut self, row: Row) -> Result<(), Problem> {
        if self.0.len() >= RECORD_LIMIT {
            let detail = format!("the file has more than {RECORD_LIMIT} records");
            return Err(
                Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail)
                    .at(Place::line(row.line, "cut the file before this line")),
            );
        }
        self.0.push(row);
        Ok(())
    }

    fn unzip(self) -> (Vec<u64>, Vec<Fields>) {
        self.0.into_iter().map(|row| (row.line, row.fields)).unzip()
    }
}

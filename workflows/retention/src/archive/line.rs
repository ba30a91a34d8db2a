//! Rows as lines of JSON, with what is sealed opened.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::SubjectId;
use jiff::Timestamp;
use kit::declarations::Declarations;
use kit::filing;
use kit::keys::Keyring;
use kit::notes::{self, Place};
use kit::problem::Problem;
use kit::sealing;
use serde_json::{Map, Value as Json, json};
use store::holdings::{Column, Form, Holding, Table};
use store::{Sql, TenantScope, Value};

/// Rows of a table as JSON objects, in their order.
pub(super) async fn of<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    table: &Table,
    rows: &[Holding],
) -> Result<Vec<Map<String, Json>>, Problem> {
    let columns: Vec<Column> = table.columns().collect();
    let sealed = columns
        .iter()
        .position(|column| column.form == Form::Sealed);
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let mut line = Map::new();
        for (column, value) in columns.iter().zip(&row.values) {
            line.insert(name_of(*column), json_of(column.form, value)?);
        }
        lines.push(line);
    }
    let Some((at, column)) = sealed.and_then(|at| Some((at, columns.get(at)?))) else {
        return Ok(lines);
    };
    let names: Vec<Option<Named>> = lines
        .iter()
        .zip(rows)
        .map(|(line, row)| Named::of(table, line, row.holder))
        .collect();
    let mut notes = Vec::new();
    for (row, named) in rows.iter().zip(&names) {
        if let (Some(Value::Blob(bytes)), Some(named)) = (row.values.get(at), named) {
            notes.push((named.place(), bytes.clone()));
        }
    }
    let mut opened = notes::open_many(sql, scope, notes).await?.into_iter();
    for ((line, row), named) in lines.iter_mut().zip(rows).zip(&names) {
        let is_sealed = matches!(row.values.get(at), Some(Value::Blob(_))) && named.is_some();
        let text = opened
            .by_ref()
            .take(usize::from(is_sealed))
            .next()
            .flatten();
        let value = text.map_or(Json::Null, |text| as_is(table, text));
        line.insert(column.name.to_owned(), value);
    }
    Ok(lines)
}

/// Records of collections as JSON objects.
pub(super) async fn of_records<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    rows: Vec<Holding>,
) -> Result<Vec<Map<String, Json>>, Problem> {
    let declarations = Declarations::all(sql, scope).await?;
    let (mut kept, mut changes) = (
        Vec::with_capacity(rows.len()),
        Vec::with_capacity(rows.len()),
    );
    for row in rows {
        let (record, changed_at) = store::holdings::record(row)?;
        kept.push(record);
        changes.push(changed_at);
    }
    let owners = kept.iter().filter_map(|record| record.subject_id);
    let keys = Keyring::get(sql, scope, owners).await?;
    let records = sealing::open(scope, &keys, &declarations, kept)?;
    let line = |(record, changed_at): (sealing::Record, Option<Timestamp>)| {
        let mut line = Map::new();
        line.insert("collection".to_owned(), record.collection.into());
        line.insert("record_id".to_owned(), json!(record.record_id));
        line.insert("subject_id".to_owned(), json!(record.subject_id));
        line.insert("changed_at".to_owned(), json!(changed_at));
        line.insert("fields".to_owned(), sealing::to_json(&record.fields).into());
        line
    };
    Ok(records.into_iter().zip(changes).map(line).collect())
}

/// The name of a column in JSON: times say what they are by their form.
pub(super) fn name_of(column: Column) -> String {
    let name = match column.form {
        Form::Time => column.name.trim_end_matches("_ms"),
        _ => column.name,
    };
    name.to_owned()
}

fn json_of(form: Form, value: &Value) -> Result<Json, Problem> {
    let damaged = || Problem::internal("a row does not hold what its table has");
    Ok(match (form, value) {
        (_, Value::Null) | (Form::Sealed, _) => Json::Null,
        (Form::Time, Value::Integer(ms)) => {
            json!(Timestamp::from_millisecond(*ms).map_err(|_| damaged())?)
        }
        (Form::Json, Value::Text(text)) => serde_json::from_str(text).map_err(|_| damaged())?,
        (_, Value::Integer(number)) => json!(number),
        (_, Value::Real(number)) => json!(number),
        (_, Value::Text(text)) => json!(text),
        (_, Value::Blob(bytes)) => json!(STANDARD.encode(bytes)),
    })
}

/// Where the sealed value of a row is kept: as the workflows that write it say.
struct Named {
    subject_id: SubjectId,
    kind: String,
    id: String,
    name: String,
}

impl Named {
    fn of(table: &Table, line: &Map<String, Json>, holder: Option<SubjectId>) -> Option<Self> {
        let text = |name: &str| line.get(name).and_then(Json::as_str).unwrap_or_default();
        let (kind, id, name) = match table.name {
            "request_content" => (filing::NOTES, "request_id", "content".to_owned()),
            "request_step" => {
                let method = line.get("method").and_then(Json::as_str);
                let name = filing::note_name(text("event"), method);
                (filing::NOTES, "request_id", name)
            }
            "restriction" => ("restriction", "restriction_id", "notice".to_owned()),
            "legal_hold" => ("legal-hold", "hold_id", "reason".to_owned()),
            "account" => ("account", "account_id", "profile".to_owned()),
            "consent_event" => ("consent", "consent_id", "evidence".to_owned()),
            "document" => {
                let version = line.get("version").and_then(Json::as_i64)?;
                (text("kind"), "document_id", format!("version {version}"))
            }
            _ => return None,
        };
        Some(Self {
            subject_id: holder?,
            kind: kind.to_owned(),
            id: text(id).to_owned(),
            name,
        })
    }

    fn place(&self) -> Place<'_> {
        Place {
            subject_id: self.subject_id,
            kind: &self.kind,
            id: self.id.clone(),
            name: &self.name,
        }
    }
}

/// What was opened, as JSON where it is. A private key is never given out, not even to its owner.
fn as_is(table: &Table, text: String) -> Json {
    if !matches!(table.name, "account" | "document" | "request_content") {
        return Json::String(text);
    }
    let Ok(mut value) = serde_json::from_str::<Json>(&text) else {
        return Json::String(text);
    };
    if let Some(opendsr) = value.get_mut("opendsr").and_then(Json::as_object_mut) {
        opendsr.remove("private_key");
    }
    value
}

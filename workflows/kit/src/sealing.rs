//! Records in the clear and as they are kept: personal fields sealed under the key of the subject,
//! the others as JSON.

use std::collections::HashMap;

use domain::{Collection, Field, Fields, RecordId, SubjectId, Value};
use serde_json::{Map, Value as Json};
use store::TenantScope;
use store::records::RecordRow;

use crate::declarations::Declarations;
use crate::keys::{BATCH, Keyring, tenant_key};
use crate::platform::vault::{self, Cell, Sheet, SubjectKey};
use crate::problem::Problem;

/// A record in the clear.
#[derive(Clone)]
pub struct Record {
    /// Its id.
    pub record_id: RecordId,
    /// The name of its collection.
    pub collection: String,
    /// Whom it is about.
    pub subject_id: Option<SubjectId>,
    /// What it holds.
    pub fields: Fields,
}

/// Seals records, in as few calls of the vault as its limits allow.
pub fn seal(
    scope: &TenantScope,
    keys: &Keyring,
    declarations: &Declarations,
    records: &[Record],
) -> Result<Vec<RecordRow>, Problem> {
    let tenant = tenant_key(scope);
    let mut rows = Vec::with_capacity(records.len());
    for batch in records.chunks(BATCH) {
        let mut sheets = Sheets::default();
        let first = rows.len();
        for record in batch {
            let collection = declarations.get(&record.collection)?;
            let (personal, plain) = split(record, collection);
            rows.push(RecordRow {
                record_id: record.record_id,
                collection: record.collection.clone(),
                subject_id: record.subject_id,
                plain: Json::Object(plain).to_string(),
                sealed: personal
                    .iter()
                    .map(|cell| (cell.field.clone(), Vec::new()))
                    .collect(),
            });
            sheets.add(
                keys,
                record.subject_id,
                &record.collection,
                record.record_id,
                personal,
            )?;
        }
        let mut sealed = vault::seal(&tenant, &sheets.keys, &sheets.list)?.into_iter();
        for row in rows
            .iter_mut()
            .skip(first)
            .filter(|row| !row.sealed.is_empty())
        {
            let cells = sealed.next().unwrap_or_default();
            if cells.len() != row.sealed.len() {
                return Err(miscounted());
            }
            row.sealed
                .iter_mut()
                .zip(cells)
                .for_each(|((_, sealed), bytes)| *sealed = bytes);
        }
    }
    Ok(rows)
}

/// Opens records, in as few calls of the vault as its limits allow.
pub fn open(
    scope: &TenantScope,
    keys: &Keyring,
    declarations: &Declarations,
    rows: Vec<RecordRow>,
) -> Result<Vec<Record>, Problem> {
    let tenant = tenant_key(scope);
    let mut records = Vec::with_capacity(rows.len());
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let mut sheets = Sheets::default();
        let mut batch = Vec::with_capacity(BATCH);
        for row in rows.by_ref().take(BATCH) {
            let fields = read_plain(&row, declarations.get(&row.collection)?)?;
            let cells = row
                .sealed
                .into_iter()
                .map(|(field, bytes)| Cell { field, bytes });
            let cells = cells.collect();
            sheets.add(keys, row.subject_id, &row.collection, row.record_id, cells)?;
            batch.push(Record {
                record_id: row.record_id,
                collection: row.collection,
                subject_id: row.subject_id,
                fields,
            });
        }
        let opened = vault::open(&tenant, &sheets.keys, &sheets.list)?;
        if opened.len() != sheets.list.len() {
            return Err(miscounted());
        }
        let mut opened = sheets.list.into_iter().zip(opened).peekable();
        for mut record in batch {
            let id = record.record_id.to_string();
            if let Some((sheet, cells)) = opened.next_if(|(sheet, _)| sheet.id == id) {
                let collection = declarations.get(&record.collection)?;
                read_sealed(&mut record.fields, collection, sheet, cells)?;
            }
            records.push(record);
        }
    }
    Ok(records)
}

/// The fields of a record as JSON.
pub fn to_json(fields: &Fields) -> Map<String, Json> {
    fields
        .iter()
        .map(|(name, value)| (name.clone(), value.to_json()))
        .collect()
}

/// The sheets of one call, and the keys that they are under.
#[derive(Default)]
struct Sheets {
    keys: Vec<SubjectKey>,
    numbers: HashMap<SubjectId, u32>,
    list: Vec<Sheet>,
}

impl Sheets {
    /// Adds a record that has personal fields.
    fn add(
        &mut self,
        keys: &Keyring,
        subject: Option<SubjectId>,
        collection: &str,
        record: RecordId,
        cells: Vec<Cell>,
    ) -> Result<(), Problem> {
        if cells.is_empty() {
            return Ok(());
        }
        let subject = subject.ok_or_else(|| Problem::internal("personal fields of nobody"))?;
        let number = if let Some(number) = self.numbers.get(&subject) {
            *number
        } else {
            let number = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
            self.keys.push(keys.key(subject)?);
            self.numbers.insert(subject, number);
            number
        };
        let (collection, id) = (collection.to_owned(), record.to_string());
        self.list.push(Sheet {
            subject: number,
            collection,
            id,
            cells,
        });
        Ok(())
    }
}

/// What is sealed of a record, and what is not.
fn split(record: &Record, collection: &Collection) -> (Vec<Cell>, Map<String, Json>) {
    let is_personal = |name: &str| collection.field(name).is_none_or(is_sealed);
    let (personal, plain): (Vec<_>, Vec<_>) = record
        .fields
        .iter()
        .partition(|(name, _)| is_personal(name));
    let cell = |(name, value): (&String, &Value)| Cell {
        field: name.clone(),
        bytes: value.to_text().into_bytes(),
    };
    let member = |(name, value): (&String, &Value)| (name.clone(), value.to_json());
    (
        personal.into_iter().map(cell).collect(),
        plain.into_iter().map(member).collect(),
    )
}

fn is_sealed(field: &Field) -> bool {
    field.class.is_personal()
}

fn read_plain(row: &RecordRow, collection: &Collection) -> Result<Fields, Problem> {
    let plain: Map<String, Json> = serde_json::from_str(&row.plain).map_err(|_| damaged())?;
    let mut fields = Fields::new();
    for (name, json) in plain {
        let Some(field) = collection.field(&name) else {
            continue;
        };
        if let Some(value) = Value::from_json(field.value_type, &json).map_err(|_| damaged())? {
            fields.insert(name, value);
        }
    }
    Ok(fields)
}

fn read_sealed(
    fields: &mut Fields,
    collection: &Collection,
    sheet: Sheet,
    cells: Vec<Vec<u8>>,
) -> Result<(), Problem> {
    if cells.len() != sheet.cells.len() {
        return Err(miscounted());
    }
    for (cell, bytes) in sheet.cells.into_iter().zip(cells) {
        let Some(field) = collection.field(&cell.field) else {
            continue;
        };
        let text = String::from_utf8(bytes).map_err(|_| damaged())?;
        if let Some(value) = Value::from_text(field.value_type, &text).map_err(|_| damaged())? {
            fields.insert(cell.field, value);
        }
    }
    Ok(())
}

fn damaged() -> Problem {
    Problem::internal("a record does not hold what its collection declares")
}

fn miscounted() -> Problem {
    Problem::internal("the vault gave another number of cells than it was given")
}

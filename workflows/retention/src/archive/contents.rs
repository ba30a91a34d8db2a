//! What the archive holds, in the order in which it is handed over: first how to read it, then table by table, at last
//! the manifest.

use jiff::Timestamp;
use kit::door::Caller;
use kit::problem::Problem;
use serde_json::{Map, Value as Json};
use store::holdings::{self, Holding, TABLES, Table};
use store::{Sql, Value};

use super::cursor::{Cursor, key_of};
use super::part::Part;
use super::{line, readme};

/// The most rows that are read at once, and with how many it begins: rows can be large.
const ROWS: std::ops::RangeInclusive<u32> = 16..=1_000;
/// The bytes of lines that are read at once when rows are small.
const STEP_BYTES: usize = 256 << 10;
/// About how many bytes a file has.
const FILE_BYTES: usize = 1 << 20;
/// The tables whose rows are not lines of a file.
const RECORDS: &str = "record";
const PLUGINS: &str = "plugin_component";

/// The table that is handed over first.
pub(super) fn first_table() -> Option<String> {
    let first = delivered().next();
    first.map(|table| table.name.to_owned())
}

fn delivered() -> impl Iterator<Item = &'static Table> {
    // From what others refer to, to what refers to others.
    TABLES.iter().rev().filter(|table| table.is_delivered())
}

fn table_after(table: &Table) -> Option<String> {
    let after = delivered().skip_while(|other| other.name != table.name);
    after.skip(1).map(|table| table.name.to_owned()).next()
}

/// Writes the part that a cursor stands before, and moves the cursor behind it.
pub(super) async fn write<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    cursor: &mut Cursor,
    at: Timestamp,
) -> Result<Part, Problem> {
    let mut part = Part::new(cursor.file, at.as_second());
    if cursor.file == 1 {
        part.add("README.txt", readme::text().as_bytes(), 0)?;
    }
    while let Some(table) = cursor.table()? {
        if part.is_full() {
            break;
        }
        let mut writing = Writing::of(table);
        let mut after = cursor.after()?;
        let mut limit = *ROWS.start();
        loop {
            let wanted = if table.name == PLUGINS { 1 } else { limit };
            let rows = holdings::rows(sql, &caller.scope, table, after.take(), wanted).await?;
            let is_last = u32::try_from(rows.len()).unwrap_or(u32::MAX) < wanted;
            let Some(last) = rows.last().map(|row| row.key.clone()) else {
                writing.close(&mut part)?;
                cursor.table = table_after(table);
                cursor.after = None;
                break;
            };
            let bytes = writing.rows(sql, caller, &mut part, rows).await?;
            limit = if bytes < STEP_BYTES {
                limit * 2
            } else {
                limit / 2
            };
            limit = limit.clamp(*ROWS.start(), *ROWS.end());
            if is_last {
                writing.close(&mut part)?;
                cursor.table = table_after(table);
                cursor.after = None;
                break;
            }
            cursor.after = Some(key_of(&last));
            after = Some(last);
            if part.is_full() {
                writing.close(&mut part)?;
                break;
            }
        }
    }
    cursor.file = part.next();
    Ok(part)
}

/// A file of lines that is being written.
struct Writing {
    table: &'static Table,
    /// The folder, for records of a collection.
    folder: String,
    lines: Vec<u8>,
    rows: u64,
}

impl Writing {
    fn of(table: &'static Table) -> Self {
        Self {
            table,
            folder: format!("tables/{}", table.name),
            lines: Vec::new(),
            rows: 0,
        }
    }

    /// Writes rows and gives how many bytes they had.
    async fn rows<S: Sql>(
        &mut self,
        sql: &mut S,
        caller: &Caller,
        part: &mut Part,
        rows: Vec<Holding>,
    ) -> Result<usize, Problem> {
        let scope = &caller.scope;
        match self.table.name {
            PLUGINS => plugins(part, &rows),
            RECORDS => {
                let lines = line::of_records(sql, scope, rows).await?;
                let mut bytes = 0;
                for record in lines {
                    let collection = record.get("collection").and_then(Json::as_str);
                    let folder = format!("records/{}", collection.unwrap_or_default());
                    if self.folder != folder {
                        self.close(part)?;
                        self.folder = folder;
                    }
                    bytes += self.line(part, &record)?;
                }
                Ok(bytes)
            }
            _ => {
                let mut bytes = 0;
                for row in line::of(sql, scope, self.table, &rows).await? {
                    bytes += self.line(part, &row)?;
                }
                Ok(bytes)
            }
        }
    }

    fn line(&mut self, part: &mut Part, row: &Map<String, Json>) -> Result<usize, Problem> {
        let before = self.lines.len();
        serde_json::to_writer(&mut self.lines, row)
            .map_err(|e| Problem::internal(e.to_string()))?;
        self.lines.push(b'\n');
        self.rows += 1;
        let bytes = self.lines.len() - before;
        if self.lines.len() >= FILE_BYTES {
            self.close(part)?;
        }
        Ok(bytes)
    }

    /// Ends the file, if it has lines.
    fn close(&mut self, part: &mut Part) -> Result<(), Problem> {
        if self.lines.is_empty() {
            return Ok(());
        }
        let name = format!("{}/{:06}.ndjson", self.folder, part.next());
        part.add(&name, &self.lines, self.rows)?;
        self.lines.clear();
        self.rows = 0;
        Ok(())
    }
}

/// Writes plugins: a file each.
fn plugins(part: &mut Part, rows: &[Holding]) -> Result<usize, Problem> {
    let mut bytes = 0;
    for row in rows {
        let (Some(Value::Text(digest)), Some(Value::Blob(component))) =
            (row.values.first(), row.values.get(1))
        else {
            return Err(Problem::internal("a plugin is not what its table has"));
        };
        part.add(&format!("plugins/{digest}.wasm"), component, 1)?;
        bytes += component.len();
    }
    Ok(bytes)
}

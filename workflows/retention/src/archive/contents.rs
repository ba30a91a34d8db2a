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

/// The most rows that are read at once; fewer when they are large.
const ROWS: u32 = 1_000;
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
        while !part.is_full() {
            let rows = holdings::rows(sql, &caller.scope, table, after.take(), ROWS).await?;
            let Some(last) = rows.last().map(|row| row.key.clone()) else {
                cursor.table = table_after(table);
                cursor.after = None;
                break;
            };
            cursor.after = Some(key_of(&last));
            after = Some(last);
            writing.rows(sql, caller, &mut part, rows).await?;
        }
        writing.close(&mut part)?;
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

    /// Writes rows.
    async fn rows<S: Sql>(
        &mut self,
        sql: &mut S,
        caller: &Caller,
        part: &mut Part,
        rows: Vec<Holding>,
    ) -> Result<(), Problem> {
        let scope = &caller.scope;
        match self.table.name {
            PLUGINS => plugins(part, &rows),
            RECORDS => {
                for record in line::of_records(sql, scope, rows).await? {
                    let collection = record.get("collection").and_then(Json::as_str);
                    let folder = format!("records/{}", collection.unwrap_or_default());
                    if self.folder != folder {
                        self.close(part)?;
                        self.folder = folder;
                    }
                    self.line(part, &record)?;
                }
                Ok(())
            }
            _ => {
                for row in line::of(sql, scope, self.table, &rows).await? {
                    self.line(part, &row)?;
                }
                Ok(())
            }
        }
    }

    fn line(&mut self, part: &mut Part, row: &Map<String, Json>) -> Result<(), Problem> {
        serde_json::to_writer(&mut self.lines, row)
            .map_err(|e| Problem::internal(e.to_string()))?;
        self.lines.push(b'\n');
        self.rows += 1;
        if self.lines.len() >= FILE_BYTES {
            self.close(part)?;
        }
        Ok(())
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
fn plugins(part: &mut Part, rows: &[Holding]) -> Result<(), Problem> {
    for row in rows {
        let (Some(Value::Text(digest)), Some(Value::Blob(component))) =
            (row.values.first(), row.values.get(1))
        else {
            return Err(Problem::internal("a plugin is not what its table has"));
        };
        part.add(&format!("plugins/{digest}.wasm"), component, 1)?;
    }
    Ok(())
}

//! Everything that is kept of a tenant, table by table: to be handed over, and to be deleted.

mod tables;

use std::collections::BTreeMap;

use domain::SubjectId;
use jiff::Timestamp;

pub use self::tables::TABLES;
use crate::decode::Columns;
use crate::records::RecordRow;
use crate::{Dialect, Error, Sql, TenantScope, Tx, Value, residue};

/// A table with rows of tenants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The columns of its key besides the tenant.
    pub(crate) key: &'static [&'static str],
    /// What it holds; of one that is not handed over, why not.
    pub about: &'static str,
    /// The columns that are handed over, each with its form.
    columns: &'static str,
    /// SQL for whose key its values are sealed under.
    holder: Option<&'static str>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text.
    Text,
    /// A whole number.
    Number,
    /// Milliseconds since 1970.
    Time,
    /// A text that is JSON.
    Json,
    /// Bytes.
    Bytes,
    /// What is sealed under the key of the row's holder.
    Sealed,
}

/// A column that is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub form: Form,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Holding {
    /// Its key without the tenant, as [`rows`] takes it.
    pub key: Vec<Value>,
    /// The values of [`Table::columns`].
    pub values: Vec<Value>,
    /// Whose key it is sealed under, if the table is sealed and the row is.
    pub holder: Option<SubjectId>,
}

impl Table {
    /// The table of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// Whether its rows are handed over.
    pub const fn is_delivered(&self) -> bool {
        !self.columns.is_empty()
    }

    /// The columns that are handed over.
    pub fn columns(&self) -> impl Iterator<Item = Column> {
        self.columns.split_whitespace().map(|column| {
            let (name, form) = column.split_once(':').unwrap_or((column, ""));
            let form = match form {
                "number" => Form::Number,
                "time" => Form::Time,
                "json" => Form::Json,
                "bytes" => Form::Bytes,
                "sealed" => Form::Sealed,
                _ => Form::Text,
            };
            Column { name, form }
        })
    }
}

/// The most bytes of values that can be long that are read at once, unless a single row has more.
const MOST_BYTES: u64 = 4 << 20;

/// Reads at most `limit` rows of a table in the order of their keys, after one; fewer when they are large, and none when
/// there are no more. What is restricted is among them:
/// handing back what somebody stores is no other processing than storing it (Art. 18(2), 28(3)(g) GDPR).
///
/// # Errors
/// [`Error::MalformedCursor`] when `after` is no key of the table.
pub async fn rows<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    table: &'static Table,
    after: Option<Vec<Value>>,
    limit: u32,
) -> Result<Vec<Holding>, Error> {
    let mut parameters = vec![scope.parameter()];
    let mut from = String::new();
    if let Some(after) = after {
        if after.len() != table.key.len() {
            return Err(Error::MalformedCursor);
        }
        if after.is_empty() {
            // A tenant has one row of such a table.
            return Ok(Vec::new());
        }
        let places = crate::insert::list(2, after.len());
        from = format!(" AND ({}) > ({places})", table.key.join(", "));
        parameters.extend(after);
    }
    let limit = fitting(sql, table, &from, &parameters, limit).await?;
    parameters.push(limit.into());
    let mut selected: Vec<&str> = table.key.to_vec();
    selected.extend(table.columns().map(|column| column.name));
    selected.extend(table.holder);
    let statement = format!(
        "SELECT {} FROM {} WHERE tenant_id = $1{from} ORDER BY {} LIMIT ${}",
        selected.join(", "),
        table.name,
        order(table.key),
        parameters.len(),
    );
    let rows = sql.query(&statement, &parameters).await?;
    rows.into_iter()
        .map(|row| {
            let mut key = row.0;
            let mut values = key.split_off(table.key.len().min(key.len()));
            let holder = match table.holder {
                Some(_) => {
                    let last = values.pop().unwrap_or(Value::Null);
                    let mut columns = Columns::of(table.name, crate::Row(vec![last]));
                    columns.optional_parsed("holder")?
                }
                None => None,
            };
            Ok(Holding {
                key,
                values,
                holder,
            })
        })
        .collect()
}

/// How many of the next rows have no more than [`MOST_BYTES`], one at least.
async fn fitting<S: Sql>(
    sql: &mut S,
    table: &'static Table,
    from: &str,
    parameters: &[Value],
    limit: u32,
) -> Result<u32, Error> {
    let is_heavy = |column: &Column| matches!(column.form, Form::Sealed | Form::Bytes | Form::Json);
    let length = match sql.dialect() {
        Dialect::Sqlite => "length",
        Dialect::Postgres => "octet_length",
    };
    let heavy = table.columns().filter(is_heavy);
    let lengths: Vec<String> = heavy
        .map(|column| format!("coalesce({length}({}), 0)", column.name))
        .collect();
    if lengths.is_empty() {
        return Ok(limit);
    }
    let statement = format!(
        "SELECT CAST({} AS BIGINT) AS bytes FROM {} \
         WHERE tenant_id = $1{from} ORDER BY {} LIMIT ${}",
        lengths.join(" + "),
        table.name,
        order(table.key),
        parameters.len() + 1,
    );
    let parameters = [parameters, &[limit.into()]].concat();
    let (mut count, mut bytes) = (0, 0_u64);
    for row in sql.query(&statement, &parameters).await? {
        let more: u64 = Columns::of(table.name, row).integer("bytes")?;
        bytes = bytes.saturating_add(more);
        if count > 0 && bytes > MOST_BYTES {
            break;
        }
        count += 1;
    }
    Ok(count.max(1))
}

/// The record that a row of the table `record` holds, and when it was changed.
///
/// # Errors
/// [`Error::Inconsistent`] when the row is of another table, or damaged.
pub fn record(holding: Holding) -> Result<(RecordRow, Option<Timestamp>), Error> {
    let mut columns = Columns::of("record", crate::Row(holding.values));
    let row = RecordRow {
        collection: columns.text("collection")?,
        record_id: columns.parsed("record_id")?,
        subject_id: columns.optional_parsed("subject_id")?,
        plain: columns.text("plain")?,
        sealed: postcard::from_bytes(&columns.blob("sealed")?).map_err(|_| {
            Error::Inconsistent {
                table: "record",
                column: "sealed",
            }
        })?,
    };
    Ok((row, columns.optional_time("changed_at_ms")?))
}

/// Deletes at most about `limit` rows of the tenant, whichever table they are in, and gives how many of which. The
/// tenant itself, its keys and its job stay; once nothing is deleted any more, there is nothing else.
pub async fn delete<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    limit: u32,
) -> Result<BTreeMap<&'static str, u64>, Error> {
    let mut deleted = BTreeMap::new();
    let mut left = u64::from(limit);
    for table in TABLES.iter().filter(|table| !stays(table.name)) {
        if left == 0 {
            break;
        }
        let rows = delete_from(tx, scope, table, left).await?;
        if rows > 0 {
            deleted.insert(table.name, rows);
        }
        left = left.saturating_sub(rows);
    }
    if !deleted.is_empty() {
        residue::note(tx, scope).await?;
    }
    Ok(deleted)
}

/// What goes last: what the deletion itself goes by.
fn stays(table: &str) -> bool {
    matches!(
        table,
        "residue" | "tombstone" | "job" | "tenant_key" | "tenant"
    )
}

async fn delete_from<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    table: &Table,
    limit: u64,
) -> Result<u64, Error> {
    if table.key.is_empty() {
        let statement = format!("DELETE FROM {} WHERE tenant_id = $1", table.name);
        return tx.execute(&statement, &[scope.parameter()]).await;
    }
    let key = table.key.join(", ");
    // Neither database can limit a DELETE.
    let statement = format!(
        "DELETE FROM {name} WHERE tenant_id = $1 AND ({key}) IN \
         (SELECT {key} FROM {name} WHERE tenant_id = $1 ORDER BY {key} LIMIT $2)",
        name = table.name,
    );
    let limit = Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX));
    tx.execute(&statement, &[scope.parameter(), limit]).await
}

fn order(key: &[&str]) -> String {
    if key.is_empty() {
        "tenant_id".to_owned()
    } else {
        key.join(", ")
    }
}

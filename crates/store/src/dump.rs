//! All rows as they are kept, sealed values sealed, for a backup and back from it: one form for both databases.
//!
//! What a backup must not hold stays out: keys, because a backup that outlives an erasure would bring the person
//! back, and what can be made again.

use domain::TenantId;

use crate::decode::Columns;
use crate::holdings::{TABLES, Table};
use crate::insert::{PARAMETERS, list};
use crate::{Dialect, Error, Row, Sql, Tx, Value};

/// Tables that no backup holds.
const LEFT_OUT: [&str; 6] = [
    // The keys, which are kept elsewhere.
    "tenant_key",
    "subject_key",
    // Answers to calls, which can say what was in them.
    "idempotency",
    // What is compiled for one machine.
    "plugin_artifact",
    // Instructions to this database, and to the program that serves it.
    "residue",
    "tombstone",
];

/// The tables of a backup, in an order in which rows can be inserted.
pub fn tables() -> impl Iterator<Item = &'static Table> {
    // What can be deleted first refers to what can be deleted later.
    let held = |table: &&Table| !LEFT_OUT.contains(&table.name);
    TABLES.iter().rev().filter(held)
}

/// All tenants that have rows: those there are, and those that have left and are remembered by their ids.
pub async fn tenants<S: Sql>(sql: &mut S) -> Result<Vec<TenantId>, Error> {
    let rows = sql
        .query(
            "SELECT tenant_id FROM tenant UNION SELECT tenant_id FROM offboarding ORDER BY tenant_id",
            &[],
        )
        .await?;
    let read = |row| Columns::of("tenant", row).parsed("tenant_id");
    rows.into_iter().map(read).collect()
}

/// The columns of a table in this database, in their order.
pub async fn columns<S: Sql>(sql: &mut S, table: &Table) -> Result<Vec<String>, Error> {
    let statement = match sql.dialect() {
        Dialect::Sqlite => "SELECT name FROM pragma_table_info($1) ORDER BY cid",
        Dialect::Postgres => {
            "SELECT CAST(attname AS TEXT) FROM pg_catalog.pg_attribute \
             WHERE attrelid = CAST($1 AS TEXT)::regclass AND attnum > 0 AND NOT attisdropped \
             ORDER BY attnum"
        }
    };
    let rows = sql.query(statement, &[table.name.into()]).await?;
    rows.into_iter()
        .map(|row| Columns::of("columns of a table", row).text("name"))
        .collect()
}

/// Reads the next rows of a tenant, at most `limit` in the order of their keys, after the last one that was read; the
/// columns are those of [`columns`].
///
/// # Errors
/// [`Error::Inconsistent`] when `after` is no row of the table.
pub async fn rows<S: Sql>(
    sql: &mut S,
    tenant: TenantId,
    table: &'static Table,
    columns: &[String],
    after: Option<&Row>,
    limit: u32,
) -> Result<Vec<Row>, Error> {
    let mut parameters: Vec<Value> = vec![tenant.into()];
    let mut from = String::new();
    if let Some(after) = after {
        if table.key.is_empty() {
            // A tenant has one row of such a table.
            return Ok(Vec::new());
        }
        for key in table.key {
            let place = columns.iter().position(|column| column == key);
            let value = place.and_then(|place| after.0.get(place));
            parameters.push(value.cloned().ok_or(Error::Inconsistent {
                table: table.name,
                column: key,
            })?);
        }
        let places = list(2, table.key.len());
        from = format!(" AND ({}) > ({places})", table.key.join(", "));
    }
    parameters.push(limit.into());
    let order = if table.key.is_empty() {
        "tenant_id".to_owned()
    } else {
        table.key.join(", ")
    };
    let statement = format!(
        "SELECT {} FROM {} WHERE tenant_id = $1{from} ORDER BY {order} LIMIT ${}",
        columns.join(", "),
        table.name,
        parameters.len(),
    );
    sql.query(&statement, &parameters).await
}

/// Inserts rows of a table; the connection must have entered their tenant.
///
/// # Errors
/// [`Error::Inconsistent`] when the table has no such columns here.
pub async fn insert<S: Sql>(
    tx: &mut Tx<'_, S>,
    table: &'static Table,
    named: &[String],
    rows: &[Row],
) -> Result<(), Error> {
    let wrong = Error::Inconsistent {
        table: table.name,
        column: "columns",
    };
    let known = columns(tx, table).await?;
    let width = named.len();
    let fits = |row: &Row| row.0.len() == width;
    if width == 0 || !named.iter().all(|name| known.contains(name)) || !rows.iter().all(fits) {
        return Err(wrong);
    }
    for chunk in rows.chunks((PARAMETERS / width).max(1)) {
        let tuples = (0..chunk.len())
            .map(|row| format!("({})", list(row * width + 1, width)))
            .collect::<Vec<_>>();
        let statement = format!(
            "INSERT INTO {} ({}) VALUES {}",
            table.name,
            named.join(", "),
            tuples.join(", ")
        );
        let parameters: Vec<Value> = chunk.iter().flat_map(|row| row.0.clone()).collect();
        tx.execute(&statement, &parameters).await?;
    }
    Ok(())
}

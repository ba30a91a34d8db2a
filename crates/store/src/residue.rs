//! What erasures leave between the rows until the database is rewritten.
//!
//! SQLite's `secure_delete` zeroes a row where it lies. But rows move between pages as a table grows
//! and shrinks, and a page that is rebuilt keeps stale copies in its free space (`rebuildPage` in
//! SQLite's `btree.c` does not zero it): measured on SQLite 3.51, about one deleted row in a
//! thousand leaves such a piece, and one in ten thousand a whole value. A piece of a sealed value is
//! worthless without its key; a wrapped key is not. So each erasure is noted here, in its own
//! transaction, until the file was rewritten ([`scrub`]).

use crate::decode::Columns;
use crate::insert::one;
use crate::{Dialect, Error, Sql, TenantScope, Tx, Value};

const TABLE: &str = "residue";

/// Notes an erasure.
pub(crate) async fn note<S: Sql>(tx: &mut Tx<'_, S>, scope: &TenantScope) -> Result<(), Error> {
    let noted = tx
        .execute(
            "INSERT INTO residue (tenant_id, erasures) VALUES ($1, 1) \
             ON CONFLICT (tenant_id) DO UPDATE SET erasures = residue.erasures + 1",
            &[scope.parameter()],
        )
        .await?;
    one(noted, Error::Missing { what: TABLE })
}

/// Rewrites the database if subjects were erased since the last time, so that no byte of them is
/// left between the rows or in the write-ahead log; tells whether it did.
///
/// Takes time and memory in proportion to the file (temporary data is kept in memory), and other
/// writers wait. To be called soon after an erasure, and when a program starts, because the last one
/// may have died before. PostgreSQL sees to dead rows itself (autovacuum): there nothing is done.
///
/// # Errors
/// [`Error::Busy`] when somebody writes, or still reads the old pages: call again later.
pub async fn scrub<S: Sql>(sql: &mut S) -> Result<bool, Error> {
    if sql.dialect() != Dialect::Sqlite || !is_due(sql).await? {
        return Ok(false);
    }
    let notes = read(sql).await?;
    // Otherwise the copy that is made on the way would be a file.
    sql.execute("PRAGMA temp_store = MEMORY", &[]).await?;
    sql.execute("VACUUM", &[]).await?;
    checkpoint(sql).await?;
    strike(sql, notes).await?;
    Ok(true)
}

/// Moves everything from SQLite's write-ahead log into the database file and empties the log, which
/// until then holds pages as they were before a deletion.
///
/// # Errors
/// [`Error::Busy`] when somebody still reads the old pages.
pub async fn checkpoint<S: Sql>(sql: &mut S) -> Result<(), Error> {
    let rows = sql.query("PRAGMA wal_checkpoint(TRUNCATE)", &[]).await?;
    match rows.first().and_then(|row| row.0.first()) {
        Some(Value::Integer(0)) => Ok(()),
        _ => Err(Error::Busy),
    }
}

/// Tells whether subjects were erased since the database was last rewritten.
pub async fn is_due<S: Sql>(sql: &mut S) -> Result<bool, Error> {
    let rows = sql.query("SELECT 1 FROM residue LIMIT 1", &[]).await?;
    Ok(!rows.is_empty())
}

/// What was noted at one moment.
#[derive(Debug)]
pub struct Notes(Vec<(String, i64)>);

/// Reads what is noted, before the database is rewritten.
pub async fn read<S: Sql>(sql: &mut S) -> Result<Notes, Error> {
    let rows = sql
        .query(
            "SELECT tenant_id, erasures FROM residue ORDER BY tenant_id",
            &[],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            let mut columns = Columns::of(TABLE, row);
            Ok((columns.text("tenant_id")?, columns.integer("erasures")?))
        })
        .collect::<Result<_, _>>()
        .map(Notes)
}

/// Strikes what was noted before the database was rewritten, but no erasure that came meanwhile.
pub async fn strike<S: Sql>(sql: &mut S, notes: Notes) -> Result<(), Error> {
    for (tenant_id, erasures) in notes.0 {
        sql.execute(
            "DELETE FROM residue WHERE tenant_id = $1 AND erasures = $2",
            &[Value::from(tenant_id), erasures.into()],
        )
        .await?;
    }
    Ok(())
}

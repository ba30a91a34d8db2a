//! What erasures leave between the rows until the database is rewritten.
//!
//! SQLite's `secure_delete` zeroes a row where it lies. But rows move between pages as a table grows
//! and shrinks, and a page that is rebuilt keeps stale copies in its free space (`rebuildPage` in
//! SQLite's `btree.c` does not zero it): measured on SQLite 3.51, about one deleted row in a
//! thousand leaves such a piece, and one in ten thousand a whole value. A piece of a sealed value is
//! worthless without its key; a wrapped key is not. So each erasure is noted here, in its own
//! transaction, until the file was rewritten (`SqliteSql::scrub`).

use crate::decode::Columns;
use crate::insert::one;
use crate::{Error, Sql, TenantScope, Tx, Value};

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

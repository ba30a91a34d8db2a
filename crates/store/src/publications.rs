//! What tenants publish at the discovery addresses of protocols. It is for everybody.

use domain::TenantId;
use domain::protocols::Protocol;
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::decode::{Columns, json_of, name_of};
use crate::{Dialect, Error, Sql, TenantScope, Tx};

const TABLE: &str = "protocol_publication";

/// Publishes what a tenant says of itself by a protocol, in place of what it said before.
pub async fn put<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    protocol: Protocol,
    content: &Json,
    at: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO protocol_publication (tenant_id, protocol, content, changed_at_ms) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, protocol) DO UPDATE SET \
         content = excluded.content, changed_at_ms = excluded.changed_at_ms",
        &[
            scope.parameter(),
            name_of(&protocol)?,
            json_of(content)?,
            at.into(),
        ],
    )
    .await
    .map(drop)
}

/// Takes back what a tenant published.
pub async fn remove<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    protocol: Protocol,
) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM protocol_publication WHERE tenant_id = $1 AND protocol = $2",
        &[scope.parameter(), name_of(&protocol)?],
    )
    .await
    .map(drop)
}

/// Gives what a tenant publishes, to whoever asks.
pub async fn find<S: Sql>(
    sql: &mut S,
    tenant_id: TenantId,
    protocol: Protocol,
) -> Result<Option<Json>, Error> {
    let statement = match sql.dialect() {
        Dialect::Sqlite => {
            "SELECT content FROM protocol_publication WHERE tenant_id = $1 AND protocol = $2"
        }
        // The same, for somebody who is no tenant's.
        Dialect::Postgres => "SELECT content FROM publication_door($1, $2)",
    };
    let rows = sql
        .query(statement, &[tenant_id.into(), name_of(&protocol)?])
        .await?;
    let row = rows.into_iter().next();
    row.map(|row| Columns::of(TABLE, row).json("content"))
        .transpose()
}

//! Tombstones on their way into the ledger.

use domain::TenantId;

use super::{Tombstone, TombstoneKind};
use crate::decode::Columns;
use crate::insert::{PARAMETERS, list};
use crate::{Dialect, Error, Row, Sql, Value};

const TABLE: &str = "tombstone";

/// Lists tombstones of whichever tenant that wait for the ledger, for the program that writes it.
pub async fn waiting<S: Sql>(sql: &mut S, most: u32) -> Result<Vec<(TenantId, Tombstone)>, Error> {
    let statement = match sql.dialect() {
        Dialect::Sqlite => {
            "SELECT tenant_id, commitment, kind FROM tombstone \
             ORDER BY tenant_id, commitment LIMIT $1"
        }
        // The same, but here nobody sees a row before it is known whose it is.
        Dialect::Postgres => "SELECT tenant_id, commitment, kind FROM tombstone_door($1)",
    };
    let rows = sql.query(statement, &[most.into()]).await?;
    rows.into_iter().map(read).collect()
}

/// Takes tombstones of a tenant away that stand in the ledger; enters the tenant.
pub async fn settle<S: Sql>(
    sql: &mut S,
    tenant: TenantId,
    tombstones: &[Tombstone],
) -> Result<(), Error> {
    sql.enter(tenant).await?;
    for chunk in tombstones.chunks(PARAMETERS - 1) {
        let statement = format!(
            "DELETE FROM tombstone WHERE tenant_id = $1 AND commitment IN ({})",
            list(2, chunk.len())
        );
        let mut parameters = vec![tenant.into()];
        parameters.extend(
            chunk
                .iter()
                .map(|tombstone| Value::from(tombstone.commitment.as_slice())),
        );
        sql.execute(&statement, &parameters).await?;
    }
    Ok(())
}

fn read(row: Row) -> Result<(TenantId, Tombstone), Error> {
    let mut columns = Columns::of(TABLE, row);
    let tenant = columns.parsed("tenant_id")?;
    let commitment = columns.blob("commitment")?;
    let wrong = |column| Error::Inconsistent {
        table: TABLE,
        column,
    };
    let commitment = commitment.try_into().map_err(|_| wrong("commitment"))?;
    let kind = match columns.text("kind")?.as_str() {
        "subject" => TombstoneKind::Subject,
        "tenant" => TombstoneKind::Tenant,
        _ => return Err(wrong("kind")),
    };
    Ok((tenant, Tombstone { kind, commitment }))
}

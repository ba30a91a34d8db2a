//! Wrong guesses in a row, and the devices that owners are known by. Who guesses waits in a row of the table, so that
//! many at once are counted one after the other, and what was counted outlives the process.

use domain::AccountId;
use jiff::Timestamp;

use crate::decode::Columns;
use crate::{Error, Sql, TenantScope, Tx};

const TABLE: &str = "guess";

/// Waits until nobody else guesses for this holder, and gives how many wrong guesses there were in a row, and when the
/// last was.
pub async fn lock<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    holder: &str,
) -> Result<(u32, Option<Timestamp>), Error> {
    // Writing it as it is locks the row.
    tx.execute(
        "INSERT INTO guess (tenant_id, holder, in_a_row) VALUES ($1, $2, 0) \
         ON CONFLICT (tenant_id, holder) DO UPDATE SET in_a_row = guess.in_a_row",
        &[scope.parameter(), holder.into()],
    )
    .await?;
    let rows = tx
        .query(
            "SELECT in_a_row, last_at_ms FROM guess WHERE tenant_id = $1 AND holder = $2",
            &[scope.parameter(), holder.into()],
        )
        .await?;
    let missing = Error::Missing { what: TABLE };
    let mut columns = Columns::of(TABLE, rows.into_iter().next().ok_or(missing)?);
    Ok((
        columns.integer("in_a_row")?,
        columns.optional_time("last_at_ms")?,
    ))
}

/// Counts a guess of a holder that is locked.
pub async fn count<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    holder: &str,
    in_a_row: u32,
    at: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE guess SET in_a_row = $1, last_at_ms = $2 WHERE tenant_id = $3 AND holder = $4",
        &[in_a_row.into(), at.into(), scope.parameter(), holder.into()],
    )
    .await
    .map(drop)
}

/// Forgets the guesses of a holder: the last one was right.
pub async fn forget<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    holder: &str,
) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM guess WHERE tenant_id = $1 AND holder = $2",
        &[scope.parameter(), holder.into()],
    )
    .await
    .map(drop)
}

/// Forgets the guesses that were last made before a time: logins that nobody has fill no table.
pub async fn forget_old<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    before: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM guess WHERE tenant_id = $1 AND last_at_ms < $2",
        &[scope.parameter(), before.into()],
    )
    .await
    .map(drop)
}

/// Remembers a device of an account by the hash of what it holds.
pub async fn know_device<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    account_id: AccountId,
    device_hash: &str,
    at: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO known_device (tenant_id, device_hash, account_id, seen_at_ms) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, device_hash) DO UPDATE SET \
         seen_at_ms = excluded.seen_at_ms",
        &[
            scope.parameter(),
            device_hash.into(),
            account_id.into(),
            at.into(),
        ],
    )
    .await
    .map(drop)
}

/// Whether a device is one of an account's.
pub async fn knows_device<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    account_id: AccountId,
    device_hash: &str,
) -> Result<bool, Error> {
    let rows = sql
        .query(
            "SELECT 1 FROM known_device \
             WHERE tenant_id = $1 AND device_hash = $2 AND account_id = $3",
            &[scope.parameter(), device_hash.into(), account_id.into()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Forgets the devices of an account: somebody else may have one.
pub async fn forget_devices<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    account_id: AccountId,
) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM known_device WHERE tenant_id = $1 AND account_id = $2",
        &[scope.parameter(), account_id.into()],
    )
    .await
    .map(drop)
}

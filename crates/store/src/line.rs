//! Lines in which the transactions of a tenant wait for each other.
//!
//! SQLite has one writer, so what a transaction has read still holds when it writes. PostgreSQL has
//! many: where a decision rests on rows that are not locked by being written, its transaction waits
//! in a line first. Leaving it happens with the end of the transaction.

use crate::{Dialect, Error, Sql, TenantScope, Tx, Value};

/// Who may be in front at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// One alone.
    Alone,
    /// Any number, as long as nobody is alone.
    Shared,
}

/// Waits until this transaction is in front of the line with this name.
///
/// # Errors
/// [`Error::Busy`] when that takes longer than the connection waits for locks.
pub(crate) async fn wait<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    line: &str,
    place: Place,
) -> Result<(), Error> {
    if tx.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    // Two lines of the same hash are one line: then somebody waits for nothing.
    let statement = match place {
        Place::Alone => "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
        Place::Shared => "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))",
    };
    let name = format!("lethe {} {line}", scope.tenant_id());
    tx.execute(statement, &[Value::from(name)]).await?;
    Ok(())
}

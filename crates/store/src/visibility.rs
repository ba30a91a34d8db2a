//! Who sees which fields of a collection.

use std::collections::BTreeMap;

use domain::visibility::Visibility;
use jiff::Timestamp;

use crate::decode::{Columns, json_of};
use crate::insert::one;
use crate::{Error, Sql, TenantScope, Tx};

const TABLE: &str = "visibility";

/// What is said of each collection of which anything is said.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
) -> Result<BTreeMap<String, Visibility>, Error> {
    let statement = "SELECT collection, rules FROM visibility WHERE tenant_id = $1";
    let rows = sql.query(statement, &[scope.parameter()]).await?;
    rows.into_iter()
        .map(|row| {
            let mut columns = Columns::of(TABLE, row);
            Ok((columns.text("collection")?, columns.json("rules")?))
        })
        .collect()
}

/// Says who sees what of a collection, instead of what was said before.
pub async fn put<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    collection: &str,
    visibility: &Visibility,
    at: Timestamp,
) -> Result<(), Error> {
    let put = tx
        .execute(
            "INSERT INTO visibility (tenant_id, collection, rules, changed_at_ms) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, collection) DO UPDATE SET \
             rules = excluded.rules, changed_at_ms = excluded.changed_at_ms",
            &[
                scope.parameter(),
                collection.into(),
                json_of(visibility)?,
                at.into(),
            ],
        )
        .await?;
    one(put, Error::Missing { what: TABLE })
}

/// Says nothing more of a collection: roles decide again.
///
/// # Errors
/// [`Error::Missing`] when nothing was said.
pub async fn remove<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    collection: &str,
) -> Result<(), Error> {
    let removed = tx
        .execute(
            "DELETE FROM visibility WHERE tenant_id = $1 AND collection = $2",
            &[scope.parameter(), collection.into()],
        )
        .await?;
    one(removed, Error::Missing { what: TABLE })
}

//! What tenants declare about their data.

use domain::Collection;
use jiff::Timestamp;

use crate::decode::{Columns, json_of};
use crate::insert::one;
use crate::line::{self, Place};
use crate::{Error, Page, Row, Sql, TenantScope, Tx};

const TABLE: &str = "collection";

/// A declaration that is in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Declared {
    /// What was declared.
    pub collection: Collection,
    /// Counts the replacements from 1.
    pub revision: u64,
    /// When it was declared first.
    pub created_at: Timestamp,
    /// When it was replaced last, or declared.
    pub changed_at: Timestamp,
}

/// Keeps declarations as they are until the transaction ends, for one that adds records by them.
pub async fn hold<S: Sql>(tx: &mut Tx<'_, S>, scope: &TenantScope) -> Result<(), Error> {
    line::wait(tx, scope, TABLE, Place::Shared).await
}

/// Waits until nobody else declares a collection or adds records, for a transaction that looks at
/// both before it changes a declaration.
pub async fn hold_alone<S: Sql>(tx: &mut Tx<'_, S>, scope: &TenantScope) -> Result<(), Error> {
    line::wait(tx, scope, TABLE, Place::Alone).await
}

/// Declares a collection.
///
/// # Errors
/// [`Error::Exists`] when the name is taken.
pub async fn create<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    collection: &Collection,
    at: Timestamp,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO collection (tenant_id, name, declaration, revision, created_at_ms, \
             changed_at_ms) VALUES ($1, $2, $3, 1, $4, $4) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                collection.name.as_str().into(),
                json_of(collection)?,
                at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })
}

/// Replaces the declaration that has this revision.
///
/// Whether the new one fits the records that exist is the caller's question
/// (`Collection::compatible_with`, [`records::is_empty`](crate::records::is_empty)), to be asked in
/// the same transaction.
///
/// # Errors
/// [`Error::Changed`] when there is no such declaration, or it has another revision.
pub async fn replace<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    collection: &Collection,
    revision: u64,
    at: Timestamp,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "UPDATE collection SET declaration = $1, revision = revision + 1, changed_at_ms = $2 \
             WHERE tenant_id = $3 AND name = $4 AND revision = $5",
            &[
                json_of(collection)?,
                at.into(),
                scope.parameter(),
                collection.name.as_str().into(),
                i64::try_from(revision).unwrap_or(i64::MAX).into(),
            ],
        )
        .await?;
    one(changed, Error::Changed { what: TABLE })
}

/// Finds a declaration by the name of the collection.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    name: &str,
) -> Result<Option<Declared>, Error> {
    let rows = sql
        .query(
            "SELECT declaration, revision, created_at_ms, changed_at_ms FROM collection \
             WHERE tenant_id = $1 AND name = $2",
            &[scope.parameter(), name.into()],
        )
        .await?;
    rows.into_iter().next().map(declared).transpose()
}

/// Lists declarations by name.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    page: &Page,
) -> Result<(Vec<Declared>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let rows = sql
        .query(
            "SELECT declaration, revision, created_at_ms, changed_at_ms FROM collection \
             WHERE tenant_id = $1 AND name > $2 ORDER BY name LIMIT $3",
            &[scope.parameter(), after.into(), page.rows().into()],
        )
        .await?;
    let declarations = rows.into_iter().map(declared).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, declarations, |declared| {
        [declared.collection.name.to_string()]
    }))
}

fn declared(row: Row) -> Result<Declared, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Declared {
        collection: columns.json("declaration")?,
        revision: columns.integer("revision")?,
        created_at: columns.time("created_at_ms")?,
        changed_at: columns.time("changed_at_ms")?,
    })
}

//! Purposes (Art. 5(1)(b) GDPR) that a tenant declares, so that subjects can agree to them.

use domain::{LawfulBasis, PurposeName};
use jiff::Timestamp;

use crate::decode::{Columns, name_of};
use crate::insert::one;
use crate::{Error, Page, Row, Sql, TenantScope, Tx};

const TABLE: &str = "purpose";

/// A purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose {
    /// Its name, as collections have it.
    pub name: PurposeName,
    /// What it is, for a human.
    pub description: String,
    /// What makes processing for it lawful.
    pub lawful_basis: LawfulBasis,
    /// When it was declared.
    pub created_at: Timestamp,
}

/// Declares a purpose.
///
/// # Errors
/// [`Error::Exists`] when the name is taken.
pub async fn create<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    purpose: &Purpose,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO purpose (tenant_id, name, description, lawful_basis, created_at_ms) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                purpose.name.as_str().into(),
                purpose.description.as_str().into(),
                name_of(&purpose.lawful_basis)?,
                purpose.created_at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })
}

/// Finds a purpose by its name.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    name: &PurposeName,
) -> Result<Option<Purpose>, Error> {
    let rows = sql
        .query(
            "SELECT name, description, lawful_basis, created_at_ms FROM purpose \
             WHERE tenant_id = $1 AND name = $2",
            &[scope.parameter(), name.as_str().into()],
        )
        .await?;
    rows.into_iter().next().map(read).transpose()
}

/// Lists purposes by name.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    page: &Page,
) -> Result<(Vec<Purpose>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let rows = sql
        .query(
            "SELECT name, description, lawful_basis, created_at_ms FROM purpose \
             WHERE tenant_id = $1 AND name > $2 ORDER BY name LIMIT $3",
            &[scope.parameter(), after.into(), page.rows().into()],
        )
        .await?;
    let purposes = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, purposes, |purpose: &Purpose| {
        [purpose.name.to_string()]
    }))
}

fn read(row: Row) -> Result<Purpose, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Purpose {
        name: columns.parsed("name")?,
        description: columns.text("description")?,
        lawful_basis: columns.named("lawful_basis")?,
        created_at: columns.time("created_at_ms")?,
    })
}

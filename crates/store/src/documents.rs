//! Documents of a tenant, such as records of processing and breaches: versions that are only ever added to,
//! each sealed.

use domain::DocumentId;
use jiff::Timestamp;

use crate::decode::{Columns, name_of};
use crate::insert::one;
use crate::{Actor, Error, Page, Row, Sql, TenantScope, Tx};

const TABLE: &str = "document";

/// A version of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The document.
    pub document_id: DocumentId,
    /// Its number: 1, 2, 3 and so on.
    pub version: u64,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub actor: Actor,
    /// What it says, sealed.
    pub content: Vec<u8>,
}

/// A version to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewVersion<'a> {
    /// What kind of document it is.
    pub kind: &'a str,
    /// See [`Version::document_id`].
    pub document_id: DocumentId,
    /// See [`Version::version`].
    pub version: u64,
    /// See [`Version::at`].
    pub at: Timestamp,
    /// See [`Version::content`].
    pub content: &'a [u8],
}

const COLUMNS: &str = "document_id, version, at_ms, token_id, label, role, content";

/// Keeps a version.
///
/// # Errors
/// [`Error::Changed`] when somebody else wrote the version with this number.
pub async fn append<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    actor: &Actor,
    version: &NewVersion<'_>,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO document (tenant_id, kind, document_id, version, at_ms, token_id, \
             label, role, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                version.kind.into(),
                version.document_id.into(),
                i64::try_from(version.version).unwrap_or(i64::MAX).into(),
                version.at.into(),
                actor.token_id.into(),
                actor.label.as_str().into(),
                name_of(&actor.role)?,
                version.content.into(),
            ],
        )
        .await?;
    one(inserted, Error::Changed { what: TABLE })
}

/// Finds the newest version of a document.
pub async fn latest<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    kind: &str,
    document: DocumentId,
) -> Result<Option<Version>, Error> {
    let statement = format!(
        "SELECT {COLUMNS} FROM document WHERE tenant_id = $1 AND kind = $2 AND document_id = $3 \
         ORDER BY version DESC LIMIT 1"
    );
    let parameters = [scope.parameter(), kind.into(), document.into()];
    let rows = sql.query(&statement, &parameters).await?;
    rows.into_iter().next().map(read).transpose()
}

/// Lists the versions of a document by number.
pub async fn versions<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    kind: &str,
    document: DocumentId,
    page: &Page,
) -> Result<(Vec<Version>, Option<String>), Error> {
    const LIST: &str = "version of document";
    let [after] = page.key(LIST, ["0"])?;
    let after: i64 = after.parse().map_err(|_| Error::MalformedCursor)?;
    let statement = format!(
        "SELECT {COLUMNS} FROM document WHERE tenant_id = $1 AND kind = $2 AND document_id = $3 \
         AND version > $4 ORDER BY version LIMIT $5"
    );
    let parameters = [
        scope.parameter(),
        kind.into(),
        document.into(),
        after.into(),
        page.rows().into(),
    ];
    let rows = sql.query(&statement, &parameters).await?;
    let versions = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(LIST, versions, |version: &Version| {
        [version.version.to_string()]
    }))
}

/// Lists the newest version of each document of a kind, by id, which is the order in which they were begun.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    kind: &str,
    page: &Page,
) -> Result<(Vec<Version>, Option<String>), Error> {
    let [after] = page.key(kind, [""])?;
    let statement = format!(
        "SELECT {COLUMNS} FROM document WHERE tenant_id = $1 AND kind = $2 AND document_id > $3 \
         AND version = (SELECT max(later.version) FROM document later \
         WHERE later.tenant_id = document.tenant_id AND later.kind = document.kind \
         AND later.document_id = document.document_id) ORDER BY document_id LIMIT $4"
    );
    let parameters = [
        scope.parameter(),
        kind.into(),
        after.into(),
        page.rows().into(),
    ];
    let rows = sql.query(&statement, &parameters).await?;
    let versions = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(kind, versions, |version: &Version| {
        [version.document_id.to_string()]
    }))
}

fn read(row: Row) -> Result<Version, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Version {
        document_id: columns.parsed("document_id")?,
        version: columns.integer("version")?,
        at: columns.time("at_ms")?,
        actor: Actor {
            token_id: columns.parsed("token_id")?,
            label: columns.text("label")?,
            role: columns.named("role")?,
            session: None,
        },
        content: columns.blob("content")?,
    })
}

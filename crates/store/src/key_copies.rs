//! A copy of the keys beside the database: backups of the data hold none, and need them to be read again.
//!
//! It is a SQLite file of its own that is written anew with each backup, so that it has exactly the keys that the newest
//! backup needs, and from which a key is deleted as soon as its subject is forgotten. There is one state of it and no
//! history: an old key copy is what must not exist.

use domain::{SubjectId, TenantId};
use jiff::Timestamp;

use crate::decode::Columns;
use crate::insert::{PARAMETERS, list};
use crate::tombstones::{self, Tombstone};
use crate::{Dialect, Error, Row, Sql, Tx, Value};

const TABLE: &str = "kept_key";

/// A key as it is kept: wrapped, a subject's under the tenant's, a tenant's under the root key.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptKey {
    /// Whose it is, or whose subject's.
    pub tenant_id: TenantId,
    /// Whose it is; none for the tenant's own.
    pub subject_id: Option<SubjectId>,
    /// Counts the keys of one holder from 1.
    pub version: u32,
    /// The wrapped key.
    pub wrapped: Vec<u8>,
    /// When the tenant's key was made.
    pub created_at: Option<Timestamp>,
}

impl std::fmt::Debug for KeptKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptKey")
            .field("tenant_id", &self.tenant_id)
            .field("subject_id", &self.subject_id)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl KeptKey {
    /// What its tombstone would hold.
    pub fn commitment(&self) -> [u8; 32] {
        match self.subject_id {
            Some(subject) => tombstones::of_subject(self.tenant_id, subject),
            None => tombstones::of_tenant(self.tenant_id),
        }
    }
}

/// Reads keys of a tenant from the database: its own first, then those of subjects by id, at most `limit` after one.
pub async fn read<S: Sql>(
    sql: &mut S,
    tenant: TenantId,
    after: Option<&KeptKey>,
    limit: u32,
) -> Result<Vec<KeptKey>, Error> {
    let mut found = Vec::new();
    if after.is_none() {
        let statement = "SELECT tenant_id, NULL AS subject_id, version, wrapped_key, created_at_ms \
                         FROM tenant_key WHERE tenant_id = $1 ORDER BY version";
        let rows = sql.query(statement, &[tenant.into()]).await?;
        for row in rows {
            found.push(key(row)?);
        }
    }
    let after = after.and_then(|key| key.subject_id);
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let statement = "SELECT tenant_id, subject_id, version, wrapped_key, NULL AS created_at_ms \
                     FROM subject_key WHERE tenant_id = $1 AND subject_id > $2 \
                     ORDER BY subject_id LIMIT $3";
    let rows = sql
        .query(statement, &[tenant.into(), after.into(), limit.into()])
        .await?;
    for row in rows {
        found.push(key(row)?);
    }
    Ok(found)
}

/// Puts keys back into the database; the connection must have entered their tenant.
pub async fn put_back<S: Sql>(tx: &mut Tx<'_, S>, keys: &[KeptKey]) -> Result<(), Error> {
    let tenants = keys.iter().filter(|key| key.subject_id.is_none());
    for key in tenants {
        tx.execute(
            "INSERT INTO tenant_key (tenant_id, version, wrapped_key, created_at_ms) \
             VALUES ($1, $2, $3, $4)",
            &[
                key.tenant_id.into(),
                key.version.into(),
                key.wrapped.as_slice().into(),
                key.created_at.into(),
            ],
        )
        .await?;
    }
    let subjects: Vec<&KeptKey> = keys.iter().filter(|key| key.subject_id.is_some()).collect();
    let head = "INSERT INTO subject_key (tenant_id, subject_id, version, wrapped_key)";
    write(tx, head, 4, &subjects, |key| {
        vec![
            key.tenant_id.into(),
            key.subject_id.into(),
            key.version.into(),
            key.wrapped.as_slice().into(),
        ]
    })
    .await
}

/// Whether every record of the tenant that belongs to somebody, and every document, has a key.
pub async fn is_whole<S: Sql>(sql: &mut S, tenant: TenantId) -> Result<bool, Error> {
    let without = "AND NOT EXISTS (SELECT 1 FROM subject_key \
                   WHERE subject_key.tenant_id = $1 AND subject_key.subject_id =";
    let statement = format!(
        "SELECT 1 FROM record WHERE tenant_id = $1 AND subject_id IS NOT NULL \
         {without} record.subject_id) \
         UNION ALL SELECT 1 FROM document WHERE tenant_id = $1 {without} document.document_id) \
         LIMIT 1"
    );
    let missing = sql.query(&statement, &[tenant.into()]).await?;
    Ok(missing.is_empty())
}

/// Deletes keys of the tenant that nothing is sealed under: of subjects and documents that came after the backup which the
/// rows are of.
pub async fn delete_strays<S: Sql>(tx: &mut Tx<'_, S>, tenant: TenantId) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM subject_key WHERE tenant_id = $1 \
         AND NOT EXISTS (SELECT 1 FROM subject WHERE subject.tenant_id = $1 \
         AND subject.subject_id = subject_key.subject_id) \
         AND NOT EXISTS (SELECT 1 FROM document WHERE document.tenant_id = $1 \
         AND document.document_id = subject_key.subject_id)",
        &[tenant.into()],
    )
    .await
}

/// Makes the table of a new copy.
///
/// # Errors
/// [`Error::Database`] when it is no SQLite file.
pub async fn create<S: Sql>(sql: &mut S) -> Result<(), Error> {
    if sql.dialect() != Dialect::Sqlite {
        return Err(Error::database("a key copy is a SQLite file"));
    }
    let statement = "CREATE TABLE kept_key (commitment BLOB NOT NULL, version INTEGER NOT NULL, \
         tenant_id TEXT NOT NULL, subject_id TEXT, wrapped_key BLOB NOT NULL, \
         created_at_ms INTEGER, PRIMARY KEY (tenant_id, commitment, version)) STRICT, WITHOUT ROWID";
    sql.execute(statement, &[]).await?;
    // Forgotten is who has this commitment, whoever the tenant is.
    let index = "CREATE INDEX kept_key_commitment_idx ON kept_key (commitment)";
    sql.execute(index, &[]).await.map(drop)
}

/// Adds keys to a copy.
pub async fn insert<S: Sql>(tx: &mut Tx<'_, S>, keys: &[KeptKey]) -> Result<(), Error> {
    let head = "INSERT INTO kept_key \
        (commitment, version, tenant_id, subject_id, wrapped_key, created_at_ms)";
    let keys: Vec<&KeptKey> = keys.iter().collect();
    write(tx, head, 6, &keys, |key| {
        vec![
            key.commitment().as_slice().into(),
            key.version.into(),
            key.tenant_id.into(),
            key.subject_id.into(),
            key.wrapped.as_slice().into(),
            key.created_at.into(),
        ]
    })
    .await
}

/// Deletes the keys of who was forgotten from a copy, with a tenant's those of its subjects, and gives their number.
pub async fn forget<S: Sql>(tx: &mut Tx<'_, S>, forgotten: &[Tombstone]) -> Result<u64, Error> {
    let mut deleted = 0;
    for chunk in forgotten.chunks(PARAMETERS) {
        let places = list(1, chunk.len());
        let statement = format!(
            "DELETE FROM kept_key WHERE commitment IN ({places}) OR tenant_id IN \
             (SELECT tenant_id FROM kept_key WHERE subject_id IS NULL AND commitment IN ({places}))"
        );
        let commitments = chunk.iter().map(|one| one.commitment.as_slice().into());
        let parameters: Vec<Value> = commitments.collect();
        deleted += tx.execute(&statement, &parameters).await?;
    }
    Ok(deleted)
}

/// Lists the keys of a tenant in a copy, at most `limit` after one.
pub async fn list_of<S: Sql>(
    sql: &mut S,
    tenant: TenantId,
    after: Option<&KeptKey>,
    limit: u32,
) -> Result<Vec<KeptKey>, Error> {
    let (commitment, version) = match after {
        Some(key) => (key.commitment().to_vec(), key.version),
        None => (Vec::new(), 0),
    };
    let statement = "SELECT tenant_id, subject_id, version, wrapped_key, created_at_ms \
         FROM kept_key WHERE tenant_id = $1 AND (commitment, version) > ($2, $3) \
         ORDER BY commitment, version LIMIT $4";
    let parameters = [
        tenant.into(),
        commitment.into(),
        version.into(),
        limit.into(),
    ];
    let rows = sql.query(statement, &parameters).await?;
    rows.into_iter().map(key).collect()
}

/// Lists the keys in a copy that are tenants' own.
pub async fn of_tenants<S: Sql>(sql: &mut S) -> Result<Vec<KeptKey>, Error> {
    let statement = "SELECT tenant_id, subject_id, version, wrapped_key, created_at_ms \
                     FROM kept_key WHERE subject_id IS NULL ORDER BY tenant_id, version";
    let rows = sql.query(statement, &[]).await?;
    rows.into_iter().map(key).collect()
}

/// Puts a tenant's key in a copy in place of the same one that was wrapped otherwise.
pub async fn rewrap<S: Sql>(
    tx: &mut Tx<'_, S>,
    before: &KeptKey,
    wrapped: &[u8],
) -> Result<(), Error> {
    let parameters = [
        wrapped.into(),
        before.tenant_id.into(),
        before.version.into(),
    ];
    let statement = "UPDATE kept_key SET wrapped_key = $1 \
                     WHERE tenant_id = $2 AND subject_id IS NULL AND version = $3";
    tx.execute(statement, &parameters).await.map(drop)
}

/// Inserts rows of `width` values each in as few statements as possible.
async fn write<S: Sql>(
    tx: &mut Tx<'_, S>,
    head: &str,
    width: usize,
    keys: &[&KeptKey],
    values: impl Fn(&KeptKey) -> Vec<Value>,
) -> Result<(), Error> {
    for chunk in keys.chunks(PARAMETERS / width) {
        let tuple = |row| format!("({})", list(row * width + 1, width));
        let tuples: Vec<String> = (0..chunk.len()).map(tuple).collect();
        let statement = format!("{head} VALUES {}", tuples.join(", "));
        let parameters: Vec<Value> = chunk.iter().flat_map(|key| values(key)).collect();
        tx.execute(&statement, &parameters).await?;
    }
    Ok(())
}

pub(crate) fn key(row: Row) -> Result<KeptKey, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(KeptKey {
        tenant_id: columns.parsed("tenant_id")?,
        subject_id: columns.optional_parsed("subject_id")?,
        version: columns.integer("version")?,
        wrapped: columns.blob("wrapped_key")?,
        created_at: columns.optional_time("created_at_ms")?,
    })
}

//! Deliveries: that everything was handed over, file by file (Art. 28(3)(g) GDPR).

use domain::DeliveryId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::decode::Columns;
use crate::insert::{all, insert, one};
use crate::{Error, Row, Sql, TenantScope, Tx, Value};

const TABLE: &str = "delivery";

/// A delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub delivery_id: DeliveryId,
    /// When its first part was fetched.
    pub begun_at: Timestamp,
    /// When its last part was fetched.
    pub finished_at: Option<Timestamp>,
    /// SHA-256 of its manifest, hexadecimal; there once it is finished.
    pub manifest_digest: Option<String>,
}

/// A file of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveredFile {
    /// Its number in the delivery, from 1 on.
    pub number: u32,
    /// Its name in the archive.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub digest: String,
    /// Its size in bytes.
    pub size: u64,
    /// How many rows it holds.
    pub rows: u64,
}

/// What a finished delivery held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// The delivery.
    pub delivery_id: DeliveryId,
    /// When its last part was fetched.
    pub finished_at: Timestamp,
    /// How many files it had.
    pub files: u64,
    /// How many bytes they had.
    pub bytes: u64,
    /// SHA-256 of its manifest, hexadecimal.
    pub manifest_digest: String,
}

/// Begins a delivery.
///
/// # Errors
/// [`Error::Exists`] when the id is in use.
pub async fn begin<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    delivery: DeliveryId,
    at: Timestamp,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO delivery (tenant_id, delivery_id, begun_at_ms) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING",
            &[scope.parameter(), delivery.into(), at.into()],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })
}

/// Keeps the files of a part, the first of which has this number. When a part is fetched once more, they replace
/// those of the first time and what came after.
///
/// # Errors
/// [`Error::Missing`] when there is no such delivery.
pub async fn put_files<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    delivery: DeliveryId,
    first: u32,
    files: &[DeliveredFile],
) -> Result<(), Error> {
    if find(tx, scope, delivery).await?.is_none() {
        return Err(Error::Missing { what: TABLE });
    }
    tx.execute(
        "DELETE FROM delivered_file WHERE tenant_id = $1 AND delivery_id = $2 AND file_no >= $3",
        &[scope.parameter(), delivery.into(), first.into()],
    )
    .await?;
    let number = |number: u64| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    let rows = files.iter().map(|file| {
        [
            delivery.into(),
            file.number.into(),
            file.name.as_str().into(),
            file.digest.as_str().into(),
            number(file.size),
            number(file.rows),
        ]
    });
    let head = "INSERT INTO delivered_file (tenant_id, delivery_id, file_no, name, digest, \
                size_bytes, row_count)";
    let inserted = insert(tx, scope, head, "", rows.collect()).await?;
    all(inserted, files.len(), "delivered file")
}

/// Ends a delivery: its last part was made.
///
/// # Errors
/// [`Error::Missing`] when there is no such delivery.
pub async fn finish<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    delivery: DeliveryId,
    manifest_digest: &str,
    at: Timestamp,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "UPDATE delivery SET finished_at_ms = $1, manifest_digest = $2 \
             WHERE tenant_id = $3 AND delivery_id = $4",
            &[
                at.into(),
                manifest_digest.into(),
                scope.parameter(),
                delivery.into(),
            ],
        )
        .await?;
    one(changed, Error::Missing { what: TABLE })
}

/// Finds a delivery.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    delivery: DeliveryId,
) -> Result<Option<Delivery>, Error> {
    let rows = sql
        .query(
            "SELECT delivery_id, begun_at_ms, finished_at_ms, manifest_digest FROM delivery \
             WHERE tenant_id = $1 AND delivery_id = $2",
            &[scope.parameter(), delivery.into()],
        )
        .await?;
    rows.into_iter().next().map(read).transpose()
}

/// The delivery that was finished last.
pub async fn last_finished<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
) -> Result<Option<Delivered>, Error> {
    let rows = sql
        .query(
            "SELECT delivery_id, finished_at_ms, manifest_digest, \
             (SELECT count(*) FROM delivered_file WHERE delivered_file.tenant_id = delivery.tenant_id \
             AND delivered_file.delivery_id = delivery.delivery_id) AS files, \
             (SELECT CAST(coalesce(sum(size_bytes), 0) AS BIGINT) FROM delivered_file \
             WHERE delivered_file.tenant_id = delivery.tenant_id \
             AND delivered_file.delivery_id = delivery.delivery_id) AS bytes \
             FROM delivery WHERE tenant_id = $1 AND finished_at_ms IS NOT NULL \
             ORDER BY finished_at_ms DESC, delivery_id DESC LIMIT 1",
            &[scope.parameter()],
        )
        .await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let mut columns = Columns::of(TABLE, row);
    Ok(Some(Delivered {
        delivery_id: columns.parsed("delivery_id")?,
        finished_at: columns.time("finished_at_ms")?,
        manifest_digest: columns.text("manifest_digest")?,
        files: columns.integer("files")?,
        bytes: columns.integer("bytes")?,
    }))
}

/// The files of a delivery, by number.
pub async fn files<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    delivery: DeliveryId,
) -> Result<Vec<DeliveredFile>, Error> {
    let rows = sql
        .query(
            "SELECT file_no, name, digest, size_bytes, row_count FROM delivered_file \
             WHERE tenant_id = $1 AND delivery_id = $2 ORDER BY file_no",
            &[scope.parameter(), delivery.into()],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            let mut columns = Columns::of("delivered_file", row);
            Ok(DeliveredFile {
                number: columns.integer("file_no")?,
                name: columns.text("name")?,
                digest: columns.text("digest")?,
                size: columns.integer("size_bytes")?,
                rows: columns.integer("row_count")?,
            })
        })
        .collect()
}

fn read(row: Row) -> Result<Delivery, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Delivery {
        delivery_id: columns.parsed("delivery_id")?,
        begun_at: columns.time("begun_at_ms")?,
        finished_at: columns.optional_time("finished_at_ms")?,
        manifest_digest: columns.optional_text("manifest_digest")?,
    })
}

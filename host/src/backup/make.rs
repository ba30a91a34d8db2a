//! Makes a backup.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use domain::TenantId;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use store::{Row, Sql, Value, dump, key_copies, migrations};
use uuid::Uuid;
use vault::FileKey;
use vault::stream::Sealer;

use super::chain::{Chained, Made};
use super::content::Frame;
use super::keys::{NewCopies, sync_folder};
use super::{Error, Safe};

/// About how many bytes of values are read at once.
const PART: usize = 4 << 20;

/// The most rows that are read at once.
const MOST_ROWS: u32 = 2_000;

/// How many rows are read at first, before anybody knows how large they are.
const FIRST_ROWS: u32 = 32;

/// What the name of a file ends with until it is a backup.
const UNFINISHED: &str = "partial";

/// The keys that are copied at once.
const KEYS: u32 = 5_000;

/// Makes a backup of everything in a folder, and a copy of the keys in the safe. The database is served meanwhile; the
/// backup holds it as it was at one moment; nobody else may make one with this safe meanwhile. PostgreSQL must be connected to as the role that owns the tables.
///
/// # Errors
/// Nothing is left that looks like a backup, unless it is whole.
pub async fn make<S: Sql>(
    sql: &mut S,
    safe: &Safe,
    folder: &Path,
    id: Uuid,
    now: Timestamp,
) -> Result<Made, Error> {
    let (mut chain, _) = safe.backups(folder)?;
    // Who is forgotten from now on is in the backup, and out of the copy of the keys once it is there.
    let (mut ledger, _) = safe.tombstones()?;
    let before = ledger.head();
    let stamp = now.strftime("%Y%m%dT%H%M%SZ");
    let file = format!("lethe-{stamp}-{}.backup", id.simple());
    let (path, unfinished) = (
        folder.join(&file),
        folder.join(format!("{file}.{UNFINISHED}")),
    );
    let failed = || Error::file(&unfinished);

    remove_unfinished(folder)?;
    let mut copies = NewCopies::begin(safe.keys()).await?;
    let out = Digesting::new(create(&unfinished)?);
    let root = safe.roots().current();
    let key = FileKey::derive(root, *id.as_bytes());
    let sealer = Sealer::begin(&key, *id.as_bytes(), BufWriter::new(out));
    let mut writing = Writing {
        out: sealer.map_err(failed())?,
        rows: BTreeMap::new(),
        keys: 0,
    };
    sql.begin_snapshot().await?;
    let written = writing.everything(sql, &mut copies, &unfinished).await;
    // It was only read.
    let ended = sql.rollback().await;
    if let Err(error) = written {
        drop(writing);
        // The first error is the one that tells what happened.
        let _ = std::fs::remove_file(&unfinished);
        return Err(error);
    }
    ended?;
    let Writing { out, rows, keys } = writing;
    let out = out.finish().map_err(failed())?;
    let out = out
        .into_inner()
        .map_err(|error| failed()(error.into_error()))?;
    let (bytes, sha256) = out.finish().map_err(failed())?;
    let mut held = ledger.hold()?;
    let since = held
        .lines()?
        .into_iter()
        .filter(|line| line.seq > before.size);
    let forgotten: Vec<_> = since.map(|line| line.entry.into()).collect();
    copies.finish(&forgotten).await?;
    drop(held);
    // There is no backup without a copy of its keys.
    std::fs::rename(&unfinished, &path).map_err(Error::file(&path))?;
    sync_folder(&path)?;
    let made = Made {
        id,
        file,
        bytes,
        sha256,
        schema: migrations::latest(),
        rows,
        keys,
        tombstones: before,
        root_key: Some(hex::encode(root.name())),
    };
    chain.append(&[Chained::Made(made.clone())], now)?;
    Ok(made)
}

/// Removes what backups left behind that were cut off.
fn remove_unfinished(folder: &Path) -> Result<(), Error> {
    for entry in std::fs::read_dir(folder).map_err(Error::file(folder))? {
        let path = entry.map_err(Error::file(folder))?.path();
        if path.extension().is_some_and(|found| found == UNFINISHED) {
            std::fs::remove_file(&path).map_err(Error::file(&path))?;
        }
    }
    Ok(())
}

/// A backup that is being written.
struct Writing {
    out: Sealer<BufWriter<Digesting>>,
    rows: BTreeMap<String, u64>,
    keys: u64,
}

impl Writing {
    async fn everything<S: Sql>(
        &mut self,
        sql: &mut S,
        copies: &mut NewCopies,
        path: &Path,
    ) -> Result<(), Error> {
        for tenant in dump::tenants(sql).await? {
            sql.enter(tenant).await?;
            self.write(&Frame::Tenant(tenant.to_string()), path)?;
            for table in dump::tables() {
                self.table(sql, tenant, table, path).await?;
            }
            self.keys(sql, tenant, copies).await?;
        }
        self.write(&Frame::End, path)
    }

    async fn table<S: Sql>(
        &mut self,
        sql: &mut S,
        tenant: TenantId,
        table: &'static store::holdings::Table,
        path: &Path,
    ) -> Result<(), Error> {
        let columns = dump::columns(sql, table).await?;
        let (mut last, mut limit) = (None::<Row>, FIRST_ROWS);
        loop {
            let rows = dump::rows(sql, tenant, table, &columns, last.as_ref(), limit).await?;
            let Some(end) = rows.last().cloned() else {
                return Ok(());
            };
            if last.is_none() {
                let (name, columns) = (table.name.to_owned(), columns.clone());
                self.write(&Frame::Table { name, columns }, path)?;
            }
            *self.rows.entry(table.name.to_owned()).or_default() += rows.len() as u64;
            limit = fitting(&rows, limit);
            last = Some(end);
            self.write(&Frame::rows(rows), path)?;
        }
    }

    async fn keys<S: Sql>(
        &mut self,
        sql: &mut S,
        tenant: TenantId,
        copies: &mut NewCopies,
    ) -> Result<(), Error> {
        let mut last = None;
        loop {
            let keys = key_copies::read(sql, tenant, last.as_ref(), KEYS).await?;
            let Some(end) = keys.last().cloned() else {
                return Ok(());
            };
            copies.insert(&keys).await?;
            self.keys += keys.len() as u64;
            if end.subject_id.is_none() {
                // A tenant without subjects.
                return Ok(());
            }
            last = Some(end);
        }
    }

    fn write(&mut self, frame: &Frame, path: &Path) -> Result<(), Error> {
        frame.write(&mut self.out).map_err(Error::file(path))
    }
}

/// How many rows to read next so that they have about [`PART`] bytes; at most twice as many as before.
fn fitting(rows: &[Row], limit: u32) -> u32 {
    let size = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        Value::Null | Value::Integer(_) | Value::Real(_) => 8,
    };
    let bytes: usize = rows.iter().flat_map(|row| &row.0).map(size).sum();
    let each = (bytes / rows.len().max(1)).max(1);
    let fits = u32::try_from(PART / each).unwrap_or(MOST_ROWS);
    fits.clamp(1, limit.saturating_mul(2).min(MOST_ROWS))
}

/// Makes a file that only its owner can read.
fn create(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    let made = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path);
    made.map_err(Error::file(path))
}

/// A file, and the hash of what was written to it.
struct Digesting {
    file: File,
    digest: Sha256,
    bytes: u64,
}

impl Digesting {
    fn new(file: File) -> Self {
        Self {
            file,
            digest: Sha256::new(),
            bytes: 0,
        }
    }

    /// Waits until it is on the disk.
    fn finish(self) -> io::Result<(u64, String)> {
        self.file.sync_all()?;
        Ok((self.bytes, hex::encode(self.digest.finalize())))
    }
}

impl Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.digest.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

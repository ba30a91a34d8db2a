//! The copies of the keys in the safe.

use std::fs::File;
use std::path::{Path, PathBuf};

use store::key_copies::{self, KeptKey};
use store::sqlx::SqliteSql;
use store::tombstones::Tombstone;
use store::{Sql as _, Tx, residue};

use super::Error;

/// New copies on their way into the safe.
pub(super) struct NewCopies(Vec<NewCopy>);

struct NewCopy {
    path: PathBuf,
    unfinished: PathBuf,
    sql: SqliteSql,
}

impl NewCopies {
    /// Begins copies that will take these places.
    pub(super) async fn begin(places: Vec<PathBuf>) -> Result<Self, Error> {
        let mut copies = Vec::with_capacity(places.len());
        for path in places {
            let unfinished = unfinished(&path);
            remove(&unfinished)?;
            let mut sql = SqliteSql::open(&unfinished).await?;
            key_copies::create(&mut sql).await?;
            copies.push(NewCopy {
                path,
                unfinished,
                sql,
            });
        }
        Ok(Self(copies))
    }

    /// Adds keys to each.
    pub(super) async fn insert(&mut self, keys: &[KeptKey]) -> Result<(), Error> {
        for copy in &mut self.0 {
            let mut tx = Tx::begin(&mut copy.sql).await?;
            key_copies::insert(&mut tx, keys).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Puts each in its place, without the keys of who was forgotten meanwhile. Nobody may add to the ledger until it is
    /// done.
    pub(super) async fn finish(self, forgotten: &[Tombstone]) -> Result<(), Error> {
        for mut copy in self.0 {
            delete(&mut copy.sql, forgotten).await?;
            residue::checkpoint(&mut copy.sql).await?;
            copy.sql.close().await?;
            let failed = Error::file;
            let moved = File::open(&copy.unfinished).and_then(|file| file.sync_all());
            moved.map_err(failed(&copy.unfinished))?;
            std::fs::rename(&copy.unfinished, &copy.path).map_err(failed(&copy.path))?;
            sync_folder(&copy.path)?;
        }
        Ok(())
    }
}

/// Where a copy is until it is finished.
pub(super) fn unfinished(path: &Path) -> PathBuf {
    path.with_extension("db.new")
}

/// Deletes the keys of who was forgotten from the copies that there are, so that no byte of them is left. Nobody may put
/// a new copy in place meanwhile.
pub(super) async fn forget(places: &[PathBuf], forgotten: &[Tombstone]) -> Result<(), Error> {
    for path in places {
        if path.exists() {
            let mut sql = SqliteSql::open(path).await?;
            delete(&mut sql, forgotten).await?;
            sql.close().await?;
        }
    }
    Ok(())
}

async fn delete(sql: &mut SqliteSql, forgotten: &[Tombstone]) -> Result<(), Error> {
    if forgotten.is_empty() {
        return Ok(());
    }
    let mut tx = Tx::begin(sql).await?;
    let deleted = key_copies::forget(&mut tx, forgotten).await?;
    tx.commit().await?;
    if deleted > 0 {
        // Pages that were rebuilt keep pieces of what was deleted.
        sql.execute("VACUUM", &[]).await?;
        residue::checkpoint(sql).await?;
    }
    Ok(())
}

/// Removes a SQLite file that was not finished, with what lies beside it.
///
/// # Errors
/// When it is there and cannot be removed.
pub fn remove(path: &Path) -> Result<(), Error> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut file = path.as_os_str().to_owned();
        file.push(suffix);
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::file(path)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Waits until the folder of a file is on the disk.
pub(super) fn sync_folder(path: &Path) -> Result<(), Error> {
    let Some(folder) = path.parent() else {
        return Ok(());
    };
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(Error::file(folder))
}

//! Restores a backup elsewhere, to see that it can be restored.

use std::path::Path;

use jiff::Timestamp;
use store::sqlx::SqliteSql;
use store::{Sql as _, Value};

use super::chain::{Chained, Standing};
use super::restore::put_back;
use super::{Error, Restored, Safe};

/// What the names of folders begin with in which backups are restored for a test.
pub(super) const TEST: &str = ".lethe-backup-test.";

/// What became of it.
#[derive(Debug)]
pub enum Checked {
    /// It was restored, and is whole.
    Whole(Box<Restored>),
    /// It cannot be restored, and why.
    Failed(Error),
}

/// Restores a backup into a file in a working folder, looks whether everything is whole, removes the file, and
/// writes what came of it into the list.
///
/// # Errors
/// When the list cannot be written, or the working folder.
pub async fn check(
    safe: &Safe,
    folder: &Path,
    backup: Standing,
    working: &Path,
    now: Timestamp,
) -> Result<Checked, Error> {
    let id = backup.made.id;
    let place = tempfile::Builder::new()
        .prefix(TEST)
        .tempdir_in(working)
        .map_err(Error::file(working))?;
    let tried = try_it(safe, folder, backup, &place.path().join("lethe.db"), now).await;
    place.close().map_err(Error::file(working))?;
    let (mut chain, _) = safe.backups(folder)?;
    match tried {
        Ok(restored) => {
            chain.append(&[Chained::Checked { id }], now)?;
            Ok(Checked::Whole(Box::new(restored)))
        }
        Err(error) => {
            let problem = error.to_string();
            chain.append(&[Chained::Failed { id, problem }], now)?;
            Ok(Checked::Failed(error))
        }
    }
}

async fn try_it(
    safe: &Safe,
    folder: &Path,
    backup: Standing,
    file: &Path,
    now: Timestamp,
) -> Result<Restored, Error> {
    let mut sql = SqliteSql::open(file).await?;
    let restored = put_back(&mut sql, safe, folder, backup, now).await?;
    let rows = sql.query("PRAGMA integrity_check", &[]).await?;
    let is_sound = matches!(rows.as_slice(), [row] if row.0 == [Value::Text("ok".to_owned())]);
    let dangling = sql.query("PRAGMA foreign_key_check", &[]).await?;
    if !is_sound || !dangling.is_empty() {
        let what = "SQLite finds the restored database damaged";
        return Err(Error::NotWhole(what.to_owned()));
    }
    sql.close().await?;
    Ok(restored)
}

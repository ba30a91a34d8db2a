//! `lethe backup restore`.

use std::fs::File;
use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;
use store::residue;
use store::sqlx::SqliteSql;

use super::Restore;
use crate::backup::{Forgotten, Restored, Safe, discard, restore};
use crate::cli::{arguments::Data, database, error::Error, folder, print};

/// What was restored, as JSON.
#[derive(Serialize)]
struct Shown {
    backup: uuid::Uuid,
    made_at: Timestamp,
    rows: u64,
    keys: u64,
    forgotten_again: Forgotten,
}

pub(super) async fn run(options: Restore) -> Result<(), Error> {
    let Data { data, database } = &options.place.data;
    if !options.from.is_dir() {
        let folder = options.from.display();
        return Err(Error::Refused(format!("there is no folder {folder}")));
    }
    folder::make(data)?;
    let keys = folder::keys_alone(data)?;
    let safe = options.place.safe(keys.roots.clone())?;
    let restored = if database.is_some() {
        let mut sql = database::connect(&options.place.data).await?;
        restore(
            &mut sql,
            &safe,
            &options.from,
            options.backup,
            Timestamp::now(),
        )
        .await?
    } else {
        into_file(&options, &safe).await?
    };
    let made = &restored.backup.made;
    let shown = Shown {
        backup: made.id,
        made_at: restored.backup.at,
        rows: made.rows.values().sum(),
        keys: restored.keys,
        forgotten_again: restored.forgotten,
    };
    if options.place.json {
        return Ok(print::json(&shown)?);
    }
    let Forgotten {
        subjects, tenants, ..
    } = shown.forgotten_again;
    Ok(print::line(&format!(
        "restored backup {} of {}: {} rows, {} keys; {subjects} subjects and {tenants} tenants that were forgotten since were forgotten again",
        shown.backup,
        shown.made_at.strftime("%Y-%m-%d %H:%M:%SZ"),
        shown.rows,
        shown.keys
    ))?)
}

/// Restores beside the place of the database, and moves it there when everything is whole.
async fn into_file(options: &Restore, safe: &Safe) -> Result<Restored, Error> {
    let folder = &options.place.data.data;
    let path = folder.join(database::FILE);
    if path.exists() {
        let path = path.display();
        return Err(Error::Refused(format!(
            "{path} is there: restore into another data folder, or move it away"
        )));
    }
    let unfinished = folder.join(".restoring.db");
    discard(&unfinished)?;
    let restored = restored(options, safe, &unfinished).await;
    if restored.is_err() {
        discard(&unfinished)?;
    }
    let restored = restored?;
    let failed = |source| Error::DataFolder {
        path: folder.clone(),
        source,
    };
    let kept = File::open(&unfinished).and_then(|file| file.sync_all());
    kept.and_then(|()| std::fs::rename(&unfinished, &path))
        .and_then(|()| File::open(folder)?.sync_all())
        .map_err(failed)?;
    Ok(restored)
}

async fn restored(options: &Restore, safe: &Safe, file: &Path) -> Result<Restored, Error> {
    let mut sql = SqliteSql::open(file).await?;
    let restored = restore(
        &mut sql,
        safe,
        &options.from,
        options.backup,
        Timestamp::now(),
    )
    .await?;
    // Rows that were put back and went again leave pieces.
    if !residue::scrub(&mut sql).await? {
        residue::checkpoint(&mut sql).await?;
    }
    sql.close().await?;
    Ok(restored)
}

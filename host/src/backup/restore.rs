//! Restores a backup into an empty database.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use domain::TenantId;
use jiff::Timestamp;
use ledger::Line;
use store::sqlx::SqliteSql;
use store::{Sql, Tx, dump, key_copies, migrations};
use uuid::Uuid;
use vault::Vault;

use super::chain::{Standing, State, standings};
use super::examine::{examine, nobody_is_back};
use super::load::load;
use super::log::{self, Act};
use super::replay::{Forgotten, commitments, replay};
use super::safe::Buried;
use super::{Error, Made, Safe};

/// The keys that are put back at once.
const KEYS: u32 = 5_000;

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The backup.
    pub backup: Standing,
    /// How many keys the safe still has for it.
    pub keys: u64,
    /// Who was forgotten since it was made, and is forgotten again.
    pub forgotten: Forgotten,
}

/// Restores a backup, the newest when none is named, and forgets who was forgotten since. Nothing is kept unless all of it
/// is whole.
///
/// # Errors
/// [`Error::NotEmpty`] when there are tenants already, [`Error::OldSafe`] when the safe is not the newest,
/// [`Error::Damaged`] and [`Error::NotWhole`] when the backup is of no use.
pub async fn restore<S: Sql>(
    sql: &mut S,
    safe: &Safe,
    folder: &Path,
    wanted: Option<Uuid>,
    now: Timestamp,
) -> Result<Restored, Error> {
    let (_, lines) = safe.backups(folder)?;
    let backup = choose(standings(folder, lines), wanted)?;
    let restored = put_back(sql, safe, folder, backup, now).await?;
    let act = Act {
        action: "backup.restored",
        object: "backup",
        id: Some(restored.backup.made.id),
        counts: &[("subjects_forgotten_again", restored.forgotten.subjects)],
        at: now,
    };
    log::append_for_all(sql, act).await?;
    Ok(restored)
}

/// Restores one backup, and says nothing of it in the logs.
pub(super) async fn put_back<S: Sql>(
    sql: &mut S,
    safe: &Safe,
    folder: &Path,
    backup: Standing,
    now: Timestamp,
) -> Result<Restored, Error> {
    let made = &backup.made;
    let (_, lines) = safe.tombstones()?;
    let buried = since(made, lines)?;
    prepare(sql, made, now).await?;
    let vault = Vault::new(safe.roots().clone());
    let mut tx = Tx::begin(sql).await?;
    let filled = fill(&mut tx, safe, folder, made, &buried).await;
    let (tenants, keys) = ended(&mut tx, filled).await?;
    if made.schema < migrations::latest() {
        tx.commit().await?;
        migrations::apply(sql, now).await?;
        tx = Tx::begin(sql).await?;
    }
    let replayed = replay(&mut tx, &vault, &buried, now).await;
    let forgotten = ended(&mut tx, replayed).await?;
    let whole = nobody_is_back(&mut tx, &tenants, &buried).await;
    ended(&mut tx, whole).await?;
    let whole = examine(&mut tx, &vault, &tenants, &buried).await;
    ended(&mut tx, whole).await?;
    tx.commit().await?;
    Ok(Restored {
        backup,
        keys,
        forgotten,
    })
}

/// Takes everything back that a transaction did, when something went wrong in it.
async fn ended<S: Sql, T>(tx: &mut Tx<'_, S>, done: Result<T, Error>) -> Result<T, Error> {
    if done.is_err() {
        // The first error is the one that tells what happened.
        let _ = Sql::rollback(tx).await;
    }
    done
}

/// The backup that is wanted, or the newest. One that is missing is not passed over in silence.
fn choose(mut standings: Vec<Standing>, wanted: Option<Uuid>) -> Result<Standing, Error> {
    let no = |why: String| Err(Error::NoSuchBackup(why));
    let found = if let Some(id) = wanted {
        standings.into_iter().find(|one| one.made.id == id)
    } else {
        standings.retain(|one| one.state != State::Expired);
        standings.pop()
    };
    let Some(found) = found else {
        return no("there is no such backup: lethe backup list shows them".to_owned());
    };
    let (id, at) = (found.made.id, found.at);
    match found.state {
        State::Unchecked | State::Checked => Ok(found),
        State::Missing => no(format!(
            "the backup {id} of {at} is missing: put its file back, or name another with --backup"
        )),
        State::Expired => no(format!(
            "the backup {id} of {at} was removed when it was old"
        )),
        State::Failed => no(format!(
            "the backup {id} of {at} could not be restored when it was made: name another with --backup"
        )),
    }
}

/// Who was forgotten, according to a ledger that is no older than the backup.
fn since(made: &Made, lines: Vec<Line<Buried>>) -> Result<BTreeSet<[u8; 32]>, Error> {
    let head = made.tombstones;
    let place = lines.iter().find(|line| line.seq == head.size);
    if head.size > 0 && place.is_none_or(|line| line.hash != head.hash) {
        let what = "its ledger of who was forgotten does not begin with that of the backup";
        return Err(Error::OldSafe(what.to_owned()));
    }
    Ok(commitments(lines.into_iter().map(|line| line.entry.into())))
}

/// Makes the tables that the backup has, and sees that they are empty.
async fn prepare<S: Sql>(sql: &mut S, made: &Made, now: Timestamp) -> Result<(), Error> {
    let known = migrations::of(sql.dialect());
    let had = known.iter().take_while(|one| one.version <= made.schema);
    let had: Vec<_> = had.copied().collect();
    if had.last().map(|one| one.version) != Some(made.schema) {
        let what = "the backup is of a newer version: use a newer lethe";
        return Err(Error::NotWhole(what.to_owned()));
    }
    migrations::apply_all(sql, &had, now).await?;
    if dump::tenants(sql).await?.is_empty() {
        Ok(())
    } else {
        Err(Error::NotEmpty)
    }
}

/// Inserts rows, and the keys of everybody who was not forgotten.
async fn fill<S: Sql>(
    tx: &mut Tx<'_, S>,
    safe: &Safe,
    folder: &Path,
    made: &Made,
    buried: &BTreeSet<[u8; 32]>,
) -> Result<(Vec<TenantId>, u64), Error> {
    let tenants = load(tx, &safe.file_key(made)?, folder, made).await?;
    let path = newest(safe.keys())?;
    let mut copy = SqliteSql::open(&path).await?;
    let mut count = 0;
    for tenant in &tenants {
        tx.enter(*tenant).await?;
        let mut last = None;
        loop {
            let mut keys = key_copies::list_of(&mut copy, *tenant, last.as_ref(), KEYS).await?;
            let Some(end) = keys.last().cloned() else {
                break;
            };
            keys.retain(|key| !buried.contains(&key.commitment()));
            key_copies::put_back(tx, &keys).await?;
            count += keys.len() as u64;
            last = Some(end);
        }
        count -= key_copies::delete_strays(tx, *tenant).await?;
    }
    copy.close().await?;
    Ok((tenants, count))
}

/// The copy of the keys that was written last.
fn newest(places: Vec<PathBuf>) -> Result<PathBuf, Error> {
    let written = |path: &PathBuf| path.metadata().and_then(|found| found.modified()).ok();
    let there = places.into_iter().filter(|path| path.is_file());
    let newest = there.max_by_key(written);
    newest.ok_or_else(|| Error::OldSafe("it has no copy of the keys".to_owned()))
}

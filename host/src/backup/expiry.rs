//! Removes backups that are old.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::chain::{Chained, State, standings};
use super::{Error, Safe};

/// Removes the files of backups that are older than so long, and notes it in the list. As long as no newer one was checked,
/// the newest that was stays, however old it is. Gives the names of the files.
pub fn expire(
    safe: &Safe,
    folder: &Path,
    keep: SignedDuration,
    now: Timestamp,
) -> Result<Vec<String>, Error> {
    let (mut chain, lines) = safe.backups(folder)?;
    let standings = standings(folder, lines);
    let checked = standings.iter().filter(|one| one.state == State::Checked);
    let Some(newest) = checked.map(|one| one.made.id).next_back() else {
        return Ok(Vec::new());
    };
    let (mut removed, mut expired) = (Vec::new(), Vec::new());
    for one in standings {
        let is_old = now.duration_since(one.at) > keep;
        let is_there = !matches!(one.state, State::Expired | State::Missing);
        if !is_old || !is_there || one.made.id == newest {
            continue;
        }
        // Noted first: a file that stays after a crash is no harm, one that is gone without a word looks like theft.
        chain.append(&[Chained::Expired { id: one.made.id }], now)?;
        let path = folder.join(&one.made.file);
        std::fs::remove_file(&path).map_err(Error::file(&path))?;
        removed.push(one.made.file);
        expired.push(one.made.id);
    }
    safe.forget_file_keys(&expired)?;
    Ok(removed)
}

//! Plugins that end this process, if there ever is one: what runs is written down before it runs, so that the next start
//! knows what ran when the one before ended. A plugin that ran at three such ends, each within a day of the one before,
//! is quarantined: it runs no more until an operator says so (`lethe plugin quarantine`).
//!
//! Nothing is flushed to the disk for it: the end of a process loses nothing that was written, and that of a machine is
//! no plugin's doing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, Write as _},
    os::unix::fs::{FileExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The file of what runs: a digest in each slot, or zeros.
const RUNNING: &str = "plugins-running";

/// The file of how often the process ended while a plugin ran, as JSON.
const DEATHS: &str = "plugin-deaths.json";

/// What they are, where one cannot be written.
pub(super) const FILES: &str = "cannot write down which plugins run in the data folder";

/// Nobody but the owner reads them.
const MODE: u32 = 0o600;

/// Ends of the process after which a plugin is quarantined.
pub const MOST: u32 = 3;

/// Ends further apart than this have nothing to do with each other.
const APART: SignedDuration = SignedDuration::from_hours(24);

/// Bytes of a slot: a SHA-256 digest.
const SLOT: usize = 32;

/// The ends of the process while plugins ran, by the digest of their components.
pub type Counts = BTreeMap<String, Count>;

/// The ends of the process while a plugin ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// How many there were, each within a day of the one before.
    pub deaths: u32,
    /// When the process that came after the last one began.
    pub last_at: Timestamp,
}

/// Writes down what runs.
pub struct Deaths {
    folder: PathBuf,
    running: File,
    state: Mutex<State>,
}

struct State {
    /// Slots that nothing runs in.
    free: Vec<usize>,
    counts: Counts,
}

/// A run, until it is dropped: whoever drops it has outlived it.
pub(super) struct Underway {
    deaths: Arc<Deaths>,
    slot: Option<usize>,
}

/// The plugin runs no more.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Quarantined;

impl Count {
    /// Whether the plugin runs no more.
    pub fn is_quarantined(self) -> bool {
        self.deaths >= MOST
    }

    /// One more end.
    fn again(before: Option<Self>, now: Timestamp) -> Self {
        let near = before.filter(|before| {
            before.is_quarantined() || now.duration_since(before.last_at) <= APART
        });
        let deaths = near.map_or(0, |before| before.deaths).saturating_add(1);
        Self {
            deaths,
            last_at: now,
        }
    }
}

impl Deaths {
    /// Counts what ran when the process before this one ended, and begins anew with so many runs at once.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn open(folder: &Path, slots: usize, now: Timestamp) -> io::Result<Self> {
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        let running = options.mode(MODE).open(folder.join(RUNNING))?;
        let mut counts = read(folder)?;
        let ran = digests(&fs::read(folder.join(RUNNING))?);
        for digest in &ran {
            let count = Count::again(counts.get(digest).copied(), now);
            tracing::warn!(
                digest,
                deaths = count.deaths,
                "this plugin ran when the host ended"
            );
            counts.insert(digest.clone(), count);
        }
        if !ran.is_empty() {
            write(folder, &counts)?;
        }
        running.set_len(0)?;
        running.set_len((slots * SLOT) as u64)?;
        Ok(Self {
            folder: folder.to_owned(),
            running,
            state: Mutex::new(State {
                free: (0..slots).collect(),
                counts,
            }),
        })
    }

    /// Writes down that a plugin runs from now on.
    pub(super) fn begin(self: &Arc<Self>, digest: &str) -> Result<Underway, Quarantined> {
        let mut state = self.state();
        if is_quarantined(&state.counts, digest) {
            // Somebody may have lifted it.
            if let Ok(counts) = read(&self.folder) {
                state.counts = counts;
            }
            if is_quarantined(&state.counts, digest) {
                return Err(Quarantined);
            }
        }
        let slot = state.free.pop();
        drop(state);
        let mut name = [0; SLOT];
        if hex::decode_to_slice(digest, &mut name).is_ok() {
            self.put(slot, &name);
        }
        Ok(Underway {
            deaths: Arc::clone(self),
            slot,
        })
    }

    fn put(&self, slot: Option<usize>, digest: &[u8; SLOT]) {
        let Some(slot) = slot else { return };
        if let Err(error) = self.running.write_all_at(digest, (slot * SLOT) as u64) {
            tracing::warn!(%error, FILES);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        self.deaths.put(self.slot, &[0; SLOT]);
        self.deaths.state().free.extend(self.slot);
    }
}

/// The ends of the process while plugins ran, as the files of a data folder have them.
///
/// # Errors
/// A file is there and cannot be read.
pub fn read(folder: &Path) -> io::Result<Counts> {
    match fs::read(folder.join(DEATHS)) {
        Ok(text) => serde_json::from_slice(&text).map_err(io::Error::other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Counts::new()),
        Err(error) => Err(error),
    }
}

/// Forgets the ends of the process while a plugin ran; gives whether there were any.
///
/// # Errors
/// The files cannot be read or written.
pub fn lift(folder: &Path, digest: &str) -> io::Result<bool> {
    let mut counts = read(folder)?;
    let was_there = counts.remove(digest).is_some();
    if was_there {
        write(folder, &counts)?;
    }
    Ok(was_there)
}

/// As a whole or not at all.
fn write(folder: &Path, counts: &Counts) -> io::Result<()> {
    let beside = folder.join(format!("{DEATHS}.new"));
    let mut options = File::options();
    options.write(true).create(true).truncate(true).mode(MODE);
    options
        .open(&beside)?
        .write_all(&serde_json::to_vec(counts)?)?;
    fs::rename(beside, folder.join(DEATHS))
}

fn is_quarantined(counts: &Counts, digest: &str) -> bool {
    counts
        .get(digest)
        .is_some_and(|count| count.is_quarantined())
}

fn digests(running: &[u8]) -> BTreeSet<String> {
    let slots = running.as_chunks::<SLOT>().0.iter();
    let taken = slots.filter(|slot| slot.iter().any(|byte| *byte != 0));
    taken.map(hex::encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(byte: u8) -> String {
        hex::encode([byte; SLOT])
    }

    fn hour(hour: i64) -> Timestamp {
        Timestamp::from_second(3_600 * hour).unwrap()
    }

    fn open(folder: &Path, at: Timestamp) -> Arc<Deaths> {
        Arc::new(Deaths::open(folder, 4, at).unwrap())
    }

    /// A process that begins then, and ends while the plugins run.
    fn dies_with(folder: &Path, at: Timestamp, plugins: &[u8]) {
        let deaths = open(folder, at);
        for plugin in plugins {
            std::mem::forget(deaths.begin(&digest(*plugin)).ok());
        }
    }

    fn runs(folder: &Path, at: Timestamp, plugin: u8) -> bool {
        open(folder, at).begin(&digest(plugin)).is_ok()
    }

    #[test]
    fn a_plugin_that_ran_at_three_ends_is_quarantined_until_it_is_lifted() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for at in 0..3 {
            dies_with(folder, hour(at), &[1, 2]);
        }
        assert!(!runs(folder, hour(4), 1) && !runs(folder, hour(400), 2));
        assert!(runs(folder, hour(4), 3));
        assert!(lift(folder, &digest(1)).unwrap());
        assert!(!lift(folder, &digest(1)).unwrap());
        assert!(runs(folder, hour(5), 1) && !runs(folder, hour(5), 2));
    }

    #[test]
    fn lifting_needs_no_restart() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for at in 0..3 {
            dies_with(folder, hour(at), &[1]);
        }
        let deaths = open(folder, hour(4));
        assert_eq!(deaths.begin(&digest(1)).err(), Some(Quarantined));
        lift(folder, &digest(1)).unwrap();
        assert!(deaths.begin(&digest(1)).is_ok());
    }

    #[test]
    fn ends_on_different_days_are_not_the_plugins() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for day in 0..10 {
            dies_with(folder, hour(25 * day), &[1]);
        }
        assert!(runs(folder, hour(250), 1));
        assert_eq!(read(folder).unwrap()[&digest(1)].deaths, 1);
    }

    #[test]
    fn ends_while_nothing_runs_are_nobodys() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for at in 0..3 {
            dies_with(folder, hour(at), &[]);
            drop(open(folder, hour(at)).begin(&digest(1)).unwrap());
        }
        assert_eq!(read(folder).unwrap(), Counts::new());
    }
}

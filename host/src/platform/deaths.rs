//! Plugins that end this process, if there ever is one: what runs is written down before it runs, so that the next start
//! knows what ran when the one before ended. A plugin that ran at three such ends, and came to no end of its own in
//! between, is quarantined: it runs no more until an operator says so (`lethe plugin quarantine`).
//!
//! Nothing is flushed to the disk for it: the end of a process loses nothing that was written, and that of a machine is
//! no plugin's doing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io,
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The file of what runs: a digest in each slot, or zeros.
const RUNNING: &str = "plugins-running";

/// The file of how often the process ended while a plugin ran, as a JSON object.
const DEATHS: &str = "plugin-deaths.json";

/// What they are, where one cannot be written.
pub(super) const FILES: &str = "cannot write down which plugins run in the data folder";

/// Ends of the process after which a plugin is quarantined.
pub const MOST: u32 = 3;

/// Bytes of a slot: a SHA-256 digest.
const SLOT: usize = 32;

/// How often the process ended while a plugin ran, by the digest of its component.
pub type Counts = BTreeMap<String, u32>;

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
    digest: String,
    slot: Option<usize>,
}

/// The plugin runs no more.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Quarantined;

impl Deaths {
    /// Counts what ran when the process before this one ended, and begins anew with so many runs at once.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn open(folder: &Path, slots: usize) -> io::Result<Self> {
        let running = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(folder.join(RUNNING))?;
        let mut counts = read(folder)?;
        let ran = digests(&fs::read(folder.join(RUNNING))?);
        for digest in &ran {
            let deaths = counts.entry(digest.clone()).or_default();
            *deaths = deaths.saturating_add(1);
            tracing::warn!(
                digest,
                deaths = *deaths,
                "this plugin ran when the host ended"
            );
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
        if count(&state.counts, digest) >= MOST {
            // Somebody may have lifted it.
            if let Ok(counts) = read(&self.folder) {
                state.counts = counts;
            }
            if count(&state.counts, digest) >= MOST {
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
            digest: digest.to_owned(),
            slot,
        })
    }

    fn ended(&self, digest: &str, slot: Option<usize>) {
        self.put(slot, &[0; SLOT]);
        let mut state = self.state();
        state.free.extend(slot);
        if state.counts.remove(digest).is_none() {
            return;
        }
        if let Err(error) = lift(&self.folder, digest) {
            tracing::warn!(%error, "cannot write down that a plugin came to its end");
        }
    }

    fn put(&self, slot: Option<usize>, digest: &[u8; SLOT]) {
        let Some(slot) = slot else { return };
        if let Err(error) = self.running.write_all_at(digest, (slot * SLOT) as u64) {
            tracing::warn!(%error, "cannot write down which plugin runs");
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        self.deaths.ended(&self.digest, self.slot);
    }
}

/// How often the process ended while plugins ran, as the files of a data folder have it.
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
    fs::write(&beside, serde_json::to_vec(counts)?)?;
    fs::rename(beside, folder.join(DEATHS))
}

fn count(counts: &Counts, digest: &str) -> u32 {
    counts.get(digest).copied().unwrap_or_default()
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

    /// A process that ends while the plugins run.
    fn dies_with(folder: &Path, plugins: &[u8]) {
        let deaths = Arc::new(Deaths::open(folder, 4).unwrap());
        for plugin in plugins {
            std::mem::forget(deaths.begin(&digest(*plugin)).ok());
        }
    }

    fn runs(folder: &Path, plugin: u8) -> bool {
        let deaths = Arc::new(Deaths::open(folder, 4).unwrap());
        deaths.begin(&digest(plugin)).is_ok()
    }

    #[test]
    fn a_plugin_that_ran_at_three_ends_is_quarantined_until_it_is_lifted() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..MOST {
            dies_with(folder.path(), &[1, 2]);
        }
        assert!(!runs(folder.path(), 1) && !runs(folder.path(), 2));
        assert!(runs(folder.path(), 3));
        assert!(lift(folder.path(), &digest(1)).unwrap());
        assert!(!lift(folder.path(), &digest(1)).unwrap());
        assert!(runs(folder.path(), 1) && !runs(folder.path(), 2));
    }

    #[test]
    fn lifting_needs_no_restart() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..MOST {
            dies_with(folder.path(), &[1]);
        }
        let deaths = Arc::new(Deaths::open(folder.path(), 4).unwrap());
        assert_eq!(deaths.begin(&digest(1)).err(), Some(Quarantined));
        lift(folder.path(), &digest(1)).unwrap();
        assert!(deaths.begin(&digest(1)).is_ok());
    }

    #[test]
    fn a_plugin_that_comes_to_an_end_is_not_to_blame() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..2 * MOST {
            dies_with(folder.path(), &[1]);
            assert!(runs(folder.path(), 1));
        }
        assert_eq!(read(folder.path()).unwrap(), Counts::new());
    }

    #[test]
    fn ends_while_nothing_runs_are_nobodys() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..MOST {
            dies_with(folder.path(), &[]);
        }
        assert_eq!(read(folder.path()).unwrap(), Counts::new());
    }
}

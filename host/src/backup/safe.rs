//! The safe: folders beside the data, each with a copy of the keys, of the ledger of who was forgotten, and of the list
//! of backups.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError, read_dir, remove_dir_all};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ledger::{Keys, Ledger, Line};
use serde::{Deserialize, Serialize};
use store::tombstones::{Tombstone, TombstoneKind};
use tokio::time::sleep;
use vault::signing::SigningKey;
use vault::{RootKey, RootKeys};

use super::chain::Chained;
use super::check::TEST;
use super::{Error, keys};

/// The ledger of who was forgotten.
const TOMBSTONES: &str = "tombstones.jsonl";

/// The list of backups, also in their own folder.
const BACKUPS: &str = "backups.jsonl";

/// The copy of the keys.
const KEYS: &str = "keys.db";

/// Locked by whoever makes a backup.
const LOCK: &str = "backup.lock";

/// How often, and how far apart, one tries to lock it.
const TRIES: u32 = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// What the key that signs both is derived for.
const SIGNING_KEY: &str = "lethe ledger signing key";

/// An entry of the ledger of who was forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Buried {
    /// The hash that tells who holds a copy of the data whom it means.
    #[serde(with = "hex")]
    pub commitment: [u8; 32],
    /// Who was forgotten: a subject, or a tenant.
    pub kind: TombstoneKind,
}

impl From<Tombstone> for Buried {
    fn from(tombstone: Tombstone) -> Self {
        Self {
            commitment: tombstone.commitment,
            kind: tombstone.kind,
        }
    }
}

impl From<Buried> for Tombstone {
    fn from(buried: Buried) -> Self {
        Self {
            kind: buried.kind,
            commitment: buried.commitment,
        }
    }
}

/// The folders, and the root keys from which the keys that sign ledgers are derived.
#[derive(Debug, Clone)]
pub struct Safe {
    folders: Vec<PathBuf>,
    roots: RootKeys,
}

impl Safe {
    /// Takes folders, and makes those that are missing: only their owner can read them.
    ///
    /// # Errors
    /// [`Error::File`] when one cannot be made.
    pub fn open(folders: Vec<PathBuf>, roots: RootKeys) -> Result<Self, Error> {
        for folder in &folders {
            make_folder(folder)?;
        }
        Ok(Self { folders, roots })
    }

    /// Whether a folder is one of a safe that was opened before.
    pub fn is_at(folder: &Path) -> bool {
        folder.join(TOMBSTONES).is_file()
    }

    /// The root keys.
    pub const fn roots(&self) -> &RootKeys {
        &self.roots
    }

    /// The folders.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Opens the ledger of who was forgotten.
    pub fn tombstones(&self) -> Result<(Ledger<Buried>, Vec<Line<Buried>>), Error> {
        let paths = self.paths(TOMBSTONES);
        Ok(Ledger::open(
            "lethe tombstones",
            &paths,
            self.signing_keys(),
        )?)
    }

    /// Opens the list of the backups in a folder.
    pub fn backups(&self, folder: &Path) -> Result<(Ledger<Chained>, Vec<Line<Chained>>), Error> {
        self.backups_in(Some(folder))
    }

    /// Opens the list of the backups, with or without the copy in their folder.
    pub(super) fn backups_in(
        &self,
        folder: Option<&Path>,
    ) -> Result<(Ledger<Chained>, Vec<Line<Chained>>), Error> {
        let mut paths = self.paths(BACKUPS);
        if let Some(folder) = folder {
            make_folder(folder)?;
            paths.push(folder.join(BACKUPS));
        }
        Ok(Ledger::open("lethe backups", &paths, self.signing_keys())?)
    }

    /// Where the copies of the keys are.
    pub fn keys(&self) -> Vec<PathBuf> {
        self.paths(KEYS)
    }

    /// Like [`lock`](Self::lock), but waits for who holds it only to tidy up.
    pub(super) async fn lock_soon(&self) -> Result<Locked<'_>, Error> {
        for _ in 0..TRIES {
            match self.lock() {
                Err(Error::Busy) => sleep(BETWEEN_TRIES).await,
                locked => return locked,
            }
        }
        self.lock()
    }

    /// Keeps others from making a backup with this safe until what is given is dropped.
    ///
    /// # Errors
    /// [`Error::Busy`] when somebody makes one.
    pub(super) fn lock(&self) -> Result<Locked<'_>, Error> {
        let mut files = Vec::with_capacity(self.folders.len());
        for path in self.paths(LOCK) {
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(false).mode(0o600);
            let opened = options.open(&path);
            let file = opened.map_err(Error::file(&path))?;
            match file.try_lock() {
                Ok(()) => files.push(file),
                Err(TryLockError::WouldBlock) => return Err(Error::Busy),
                Err(TryLockError::Error(error)) => return Err(Error::file(&path)(error)),
            }
        }
        Ok(Locked {
            safe: self,
            _files: files,
        })
    }

    fn signing_keys(&self) -> Keys {
        let key = |root: &RootKey| SigningKey::from_bytes(&root.derive(SIGNING_KEY));
        let former = self.roots.former().map(|root| key(root).public_key());
        Keys::new(key(self.roots.current()), former)
    }

    pub(super) fn paths(&self, name: &str) -> Vec<PathBuf> {
        self.folders
            .iter()
            .map(|folder| folder.join(name))
            .collect()
    }
}

/// A safe with which nobody else makes a backup.
pub(super) struct Locked<'a> {
    safe: &'a Safe,
    /// They are unlocked when they are closed.
    _files: Vec<File>,
}

impl Locked<'_> {
    /// Removes copies of keys that were not finished, and what a test left in its working folder.
    pub(super) fn tidy(&self, working: &Path) -> Result<(), Error> {
        for path in self.safe.keys() {
            keys::remove(&keys::unfinished(&path))?;
        }
        for entry in read_dir(working).map_err(Error::file(working))? {
            let entry = entry.map_err(Error::file(working))?;
            if entry.file_name().to_string_lossy().starts_with(TEST) {
                let path = entry.path();
                remove_dir_all(&path).map_err(Error::file(&path))?;
            }
        }
        Ok(())
    }
}

fn make_folder(folder: &Path) -> Result<(), Error> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(Error::file(folder))
}

//! The keys of backups that were sealed under a root key that is gone: kept in the safe, wrapped under the one that
//! there is.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use uuid::Uuid;
use vault::FileKey;

use super::chain::Made;
use super::{Error, Safe};

/// The file in the safe.
const FILE: &str = "backup-keys.json";

/// A wrapped key, hexadecimal, for the id of each backup.
pub(super) type FileKeys = BTreeMap<Uuid, String>;

impl Safe {
    /// The key of a backup.
    ///
    /// # Errors
    /// [`Error::NoFileKey`] when it was sealed under a root key that is gone, and its key is not kept.
    pub(super) fn file_key(&self, made: &Made) -> Result<FileKey, Error> {
        match self.file_keys()?.get(&made.id) {
            Some(kept) => self.unwrap(made.id, kept),
            None => self.derive(made),
        }
    }

    /// The key of a backup, which was sealed under one of the root keys that there are.
    pub(super) fn derive(&self, made: &Made) -> Result<FileKey, Error> {
        let roots = self.roots();
        let root = match &made.root_key {
            Some(name) => {
                let mut bytes = [0; 16];
                let decoded = hex::decode_to_slice(name, &mut bytes).ok();
                decoded.and_then(|()| roots.named(&bytes))
            }
            // Of before there were several: the oldest.
            None => Some(roots.former().unwrap_or(roots.current())),
        };
        let root = root.ok_or(Error::NoFileKey(made.id))?;
        Ok(FileKey::derive(root, *made.id.as_bytes()))
    }

    /// A key that was kept.
    pub(super) fn unwrap(&self, id: Uuid, kept: &str) -> Result<FileKey, Error> {
        let wrapped = hex::decode(kept).map_err(|_| Error::NoFileKey(id))?;
        let opened = FileKey::unwrap(self.roots(), *id.as_bytes(), &wrapped);
        opened.map_err(|_| Error::NoFileKey(id))
    }

    /// The keys that are kept in any of the folders: one that lags has fewer.
    pub(super) fn file_keys(&self) -> Result<FileKeys, Error> {
        let mut all = FileKeys::new();
        for path in self.paths(FILE) {
            let text = match fs::read(&path) {
                Ok(text) => text,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(Error::file(&path)(error)),
            };
            let kept: FileKeys =
                serde_json::from_slice(&text).map_err(|error| Error::file(&path)(error.into()))?;
            for (id, key) in kept {
                let is_better = self.is_current(&key) || !all.contains_key(&id);
                if is_better {
                    all.insert(id, key);
                }
            }
        }
        Ok(all)
    }

    /// Whether a key that is kept is wrapped under the current root key.
    pub(super) fn is_current(&self, kept: &str) -> bool {
        hex::decode(kept)
            .is_ok_and(|wrapped| FileKey::is_wrapped_under(self.roots().current(), &wrapped))
    }

    /// Keeps these keys in every folder, and no others.
    pub(super) fn keep_file_keys(&self, keys: &FileKeys) -> Result<(), Error> {
        let text = serde_json::to_vec_pretty(keys).unwrap_or_default();
        for folder in self.folders() {
            write(folder, &text).map_err(Error::file(&folder.join(FILE)))?;
        }
        Ok(())
    }

    /// Lets go of the keys of backups that were removed.
    pub(super) fn forget_file_keys(&self, removed: &[Uuid]) -> Result<(), Error> {
        let mut kept = self.file_keys()?;
        let before = kept.len();
        kept.retain(|id, _| !removed.contains(id));
        if kept.len() == before {
            return Ok(());
        }
        self.keep_file_keys(&kept)
    }
}

/// Writes the file beside its place and moves it there.
fn write(folder: &Path, text: &[u8]) -> std::io::Result<()> {
    // Only its owner can read what this makes.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(FILE))?;
    fs::File::open(folder)?.sync_all()
}

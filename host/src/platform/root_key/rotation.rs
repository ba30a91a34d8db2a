//! The files of the data folder while its root key is rotated. After a stop at any step, what is there can be read with,
//! and the next run goes on.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use vault::Entropy;

use super::{
    ARTIFACT_FILE, Error, FILE, FORMER_FILE, Keys, Variables, artifact_key, find, lock, make, read,
    sync, write,
};

/// Where the former key is while it is dropped; nobody reads it there.
const DROPPED_FILE: &str = "root.key.dropped";

/// A data folder whose root key nobody else uses.
#[derive(Debug)]
pub struct Rotation {
    folder: PathBuf,
    _lock: File,
}

impl Rotation {
    /// Keeps everybody else from using the root key of the data folder.
    ///
    /// # Errors
    /// [`Error::InUse`] when somebody does.
    pub fn lock(folder: &Path) -> Result<Self, Error> {
        let lock = lock(folder, File::try_lock, Error::InUse)?;
        wipe(&folder.join(DROPPED_FILE))?;
        Ok(Self {
            folder: folder.to_owned(),
            _lock: lock,
        })
    }

    /// The keys as they are.
    ///
    /// # Errors
    /// [`Error::Missing`] when there is none.
    pub fn keys(&self, entropy: &mut impl Entropy) -> Result<Keys, Error> {
        find(&self.folder, &Variables::default(), true, entropy)
    }

    /// Makes a new root key, and keeps the one that was as the former one. A rotation that was begun goes on with the key
    /// that it made.
    ///
    /// # Errors
    /// [`Error::Missing`] when there is none to follow.
    pub fn begin(&self, entropy: &mut impl Entropy) -> Result<Keys, Error> {
        let [path, former] = [FILE, FORMER_FILE].map(|name| self.folder.join(name));
        let root = read(&path)?.ok_or_else(|| Error::Missing(path.clone()))?;
        let begun = read(&former)?;
        if begun.as_ref().is_none_or(|former| former.is_same(&root)) {
            // Derived from the first root key, and from no later one.
            let artifact = self.folder.join(ARTIFACT_FILE);
            write(&self.folder, &artifact, &artifact_key(&root), false)?;
            if begun.is_none() {
                let failed = |source| Error::File {
                    path: former.clone(),
                    source,
                };
                fs::hard_link(&path, &former).map_err(failed)?;
                sync(&self.folder)?;
            }
            // Beside its place, and then over the key whose other name is that of the former one.
            let next = self.folder.join(format!("{FILE}.next"));
            wipe(&next)?;
            make(&self.folder, &next, entropy)?;
            fs::rename(&next, &path).map_err(|source| Error::File { path, source })?;
            sync(&self.folder)?;
        }
        self.keys(entropy)
    }

    /// Drops the former root key: what is still under it can never be read again.
    ///
    /// # Errors
    /// It stays; the next run drops it.
    pub fn end(self) -> Result<(), Error> {
        let [former, dropped] = [FORMER_FILE, DROPPED_FILE].map(|name| self.folder.join(name));
        match fs::rename(&former, &dropped) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(source) => {
                return Err(Error::File {
                    path: former,
                    source,
                });
            }
        }
        sync(&self.folder)?;
        wipe(&dropped)?;
        sync(&self.folder)
    }
}

/// Writes over a file, as far as file systems let it, and removes it.
fn wipe(path: &Path) -> Result<(), Error> {
    let failed = |source| Error::File {
        path: path.to_owned(),
        source,
    };
    let wiped = OpenOptions::new()
        .write(true)
        .open(path)
        .and_then(|mut file| {
            let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
            file.write_all(&vec![0; length.min(4096)])?;
            file.sync_all()
        });
    match wiped.and_then(|()| fs::remove_file(path)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done.map_err(failed),
    }
}

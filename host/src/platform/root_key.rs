//! Where the root key comes from, and what goes with it: variables, or files that only their owner can read.
//!
//! While the root key is rotated there are two: the current one, and the former one, under which things can still be
//! read. The artifact key is derived from the first root key there was, and outlives it: pseudonyms are made with it,
//! and stay the same.

mod rotation;

use std::{
    fmt,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read as _, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use vault::{Entropy, RootKey, RootKeys};
use zeroize::Zeroizing;

pub use self::rotation::Rotation;

/// The variable that holds the root key, as 64 hexadecimal digits.
pub const VARIABLE: &str = "LETHE_ROOT_KEY";

/// The variable that holds the former root key while it is rotated.
pub const FORMER_VARIABLE: &str = "LETHE_ROOT_KEY_FORMER";

/// The variable that holds the artifact key once the root key was rotated.
pub const ARTIFACT_VARIABLE: &str = "LETHE_ARTIFACT_KEY";

/// The file in the data folder that holds it otherwise.
const FILE: &str = "root.key";

/// The file in the data folder that holds the former one.
const FORMER_FILE: &str = "root.key.former";

/// The file in the data folder that holds the artifact key.
const ARTIFACT_FILE: &str = "artifact.key";

/// Locked by whoever uses the root key of the data folder, and by nobody else while it is rotated.
const LOCK_FILE: &str = "root.lock";

/// What the artifact key is derived for.
const ARTIFACT_KEY: &str = "lethe artifact";

/// Mode bits of everybody but the owner.
const OTHERS: u32 = 0o077;

/// Most of a key file that is read: the digits, and some white space around them.
const MAX_FILE_BYTES: u64 = 256;

/// Why there is no root key. Each message says how to mend it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A variable holds something else.
    #[error("{0} is not a key: set it to 64 hexadecimal digits")]
    MalformedVariable(&'static str),
    /// The file holds something else.
    #[error("{} is not a key: put back the file of 64 hexadecimal digits", .0.display())]
    MalformedFile(PathBuf),
    /// Others than the owner may read or write the file.
    #[error("{} is open to others (mode {mode:o}): run chmod 600 on it", path.display())]
    TooOpen {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// What the database holds was sealed under a key that is gone, or other hosts of a server have theirs.
    #[error(
        "{} is missing, and this database is in use or shared: put the file back or set {VARIABLE} to 64 hexadecimal digits",
        .0.display()
    )]
    Missing(PathBuf),
    /// There is a former root key, and nobody says under which key artifacts are and pseudonyms were made.
    #[error(
        "there is a former root key and no artifact key: set {ARTIFACT_VARIABLE}, or {ARTIFACT_FILE} in the data \
         folder, to what lethe key artifact prints under the former root key alone"
    )]
    NoArtifactKey,
    /// Somebody rotates it.
    #[error("the root key is being rotated: wait for its end")]
    Rotating,
    /// Somebody uses it.
    #[error("the root key is in use: stop every lethe on this data folder, and try again")]
    InUse,
    /// The file cannot be read or made.
    #[error("cannot use {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The operating system gives no random bytes.
    #[error("cannot make a root key: the operating system gives no random bytes")]
    Entropy,
}

/// The root keys, and the artifact key.
#[derive(Clone)]
pub struct Keys {
    /// The root keys.
    pub roots: RootKeys,
    /// The key under which compiled plugins are sealed and pseudonyms are made.
    pub artifact: Zeroizing<[u8; 32]>,
    /// Keeps the root key of a data folder from being rotated.
    _lock: Option<Arc<File>>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(redacted)")
    }
}

impl From<RootKey> for Keys {
    fn from(root: RootKey) -> Self {
        Self {
            artifact: artifact_key(&root),
            roots: root.into(),
            _lock: None,
        }
    }
}

/// Keys that variables hold, as they stand there.
#[derive(Default)]
pub struct Variables {
    /// The root key.
    pub root: Option<Zeroizing<String>>,
    /// The former one; empty is none.
    pub former: Option<Zeroizing<String>>,
    /// The artifact key; empty is none.
    pub artifact: Option<Zeroizing<String>>,
}

impl Variables {
    /// Reads those of this process.
    pub fn read() -> Self {
        let read = |name| std::env::var(name).ok().map(Zeroizing::new);
        Self {
            root: read(VARIABLE),
            former: read(FORMER_VARIABLE),
            artifact: read(ARTIFACT_VARIABLE),
        }
    }
}

/// Gets the keys: from variables when the root key is in one, else from files in the data folder. When
/// there is neither and `in_use` says that nothing was sealed yet, a root key is made and kept there. Keys of a data
/// folder are not rotated until what is given is dropped.
///
/// # Errors
/// There is none that may be used.
pub fn get(
    folder: &Path,
    variables: &Variables,
    in_use: bool,
    entropy: &mut impl Entropy,
) -> Result<Keys, Error> {
    let lock = match variables.root {
        Some(_) => None,
        None if !folder.is_dir() => return Err(Error::Missing(folder.join(FILE))),
        None => Some(Arc::new(lock(
            folder,
            File::try_lock_shared,
            Error::Rotating,
        )?)),
    };
    let keys = find(folder, variables, in_use, entropy)?;
    Ok(Keys {
        _lock: lock,
        ..keys
    })
}

/// Gets the keys without keeping anybody from rotating them.
fn find(
    folder: &Path,
    variables: &Variables,
    in_use: bool,
    entropy: &mut impl Entropy,
) -> Result<Keys, Error> {
    let roots = if let Some(text) = &variables.root {
        let former = given(FORMER_VARIABLE, variables.former.as_ref())?;
        RootKeys::new(parse(VARIABLE, text)?, former)
    } else {
        let path = folder.join(FILE);
        let current = match read(&path)? {
            Some(key) => key,
            None if in_use => return Err(Error::Missing(path)),
            None => {
                make(folder, &path, entropy)?;
                // Another process may have been first: what the file holds counts.
                read(&path)?.ok_or(Error::Missing(path))?
            }
        };
        RootKeys::new(current, read(&folder.join(FORMER_FILE))?)
    };
    let artifact = match given(ARTIFACT_VARIABLE, variables.artifact.as_ref())? {
        Some(key) => Some(key),
        None => read(&folder.join(ARTIFACT_FILE))?,
    };
    let artifact = match artifact {
        Some(key) => bytes(&key)?,
        None if roots.former().is_some() => return Err(Error::NoArtifactKey),
        None => artifact_key(roots.current()),
    };
    Ok(Keys {
        roots,
        artifact,
        _lock: None,
    })
}

/// The artifact key as it is derived from the first root key.
fn artifact_key(root: &RootKey) -> Zeroizing<[u8; 32]> {
    root.derive(ARTIFACT_KEY)
}

fn given(name: &'static str, text: Option<&Zeroizing<String>>) -> Result<Option<RootKey>, Error> {
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| parse(name, text)).transpose()
}

fn parse(name: &'static str, text: &str) -> Result<RootKey, Error> {
    RootKey::parse_hex(text).map_err(|_| Error::MalformedVariable(name))
}

/// The bytes of a key that was read as a root key is.
fn bytes(key: &RootKey) -> Result<Zeroizing<[u8; 32]>, Error> {
    let mut bytes = Zeroizing::new([0; 32]);
    let decoded = hex::decode_to_slice(key.to_hex().as_bytes(), bytes.as_mut());
    decoded.map_err(|_| Error::MalformedVariable(ARTIFACT_VARIABLE))?;
    Ok(bytes)
}

/// Locks the root key of a data folder, or gives the error for when somebody else has.
fn lock(
    folder: &Path,
    how: impl FnOnce(&File) -> Result<(), TryLockError>,
    busy: Error,
) -> Result<File, Error> {
    let path = folder.join(LOCK_FILE);
    let failed = |source| Error::File {
        path: path.clone(),
        source,
    };
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    let file = options.open(&path).map_err(failed)?;
    match how(&file) {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(busy),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

fn read(path: &Path) -> Result<Option<RootKey>, Error> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(Error::File {
                path: path.to_owned(),
                source,
            });
        }
    };
    let failed = |source| Error::File {
        path: path.to_owned(),
        source,
    };
    let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o7777;
    if mode & OTHERS != 0 {
        return Err(Error::TooOpen {
            path: path.to_owned(),
            mode,
        });
    }
    let mut text = Zeroizing::new(Vec::with_capacity(1024));
    file.take(MAX_FILE_BYTES)
        .read_to_end(&mut text)
        .map_err(failed)?;
    let malformed = || Error::MalformedFile(path.to_owned());
    let text = std::str::from_utf8(&text).map_err(|_| malformed())?;
    RootKey::parse_hex(text).map(Some).map_err(|_| malformed())
}

/// Makes a key in its place unless something is there: of two processes one wins.
fn make(folder: &Path, path: &Path, entropy: &mut impl Entropy) -> Result<(), Error> {
    let mut key = Zeroizing::new([0; 32]);
    entropy.fill(key.as_mut()).map_err(|_| Error::Entropy)?;
    write(folder, path, &key, false)
}

/// Writes a key beside its place and moves it there, over what is there if it is to be replaced: no crash leaves half
/// a key.
fn write(folder: &Path, path: &Path, key: &[u8; 32], replace: bool) -> Result<(), Error> {
    let failed = |source| Error::File {
        path: path.to_owned(),
        source,
    };
    let text = Zeroizing::new(hex::encode(key) + "\n");
    let mut file = tempfile::Builder::new()
        .prefix(".root.key.")
        .permissions(fs::Permissions::from_mode(0o600))
        .tempfile_in(folder)
        .map_err(failed)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .map_err(failed)?;
    let moved = if replace {
        file.persist(path)
    } else {
        file.persist_noclobber(path)
    };
    match moved {
        Ok(_) => {}
        Err(refused) if !replace && refused.error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(refused) => return Err(failed(refused.error)),
    }
    sync(folder)
}

/// Waits until what a folder holds is on the disk.
fn sync(folder: &Path) -> Result<(), Error> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|source| Error::File {
        path: folder.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests;

//! Where the root key comes from: a variable, or a file that only its owner can read.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use vault::{Entropy, RootKey};
use zeroize::Zeroizing;

/// The variable that holds the root key, as 64 hexadecimal digits.
pub const VARIABLE: &str = "LETHE_ROOT_KEY";

/// The file in the data folder that holds it otherwise.
const FILE: &str = "root.key";

/// Mode bits of everybody but the owner.
const OTHERS: u32 = 0o077;

/// Most of a key file that is read: the digits, and some white space around them.
const MAX_FILE_BYTES: u64 = 256;

/// Why there is no root key. Each message says how to mend it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The variable holds something else.
    #[error("{VARIABLE} is not a root key: set it to 64 hexadecimal digits")]
    MalformedVariable,
    /// The file holds something else.
    #[error("{} is not a root key: put back the file of 64 hexadecimal digits", .0.display())]
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

/// Gets the root key: from `variable` when it is set, else from the file in the data folder. When
/// there is neither and `in_use` says that nothing was sealed yet, a key is made and kept there.
///
/// # Errors
/// There is none that may be used.
pub fn get(
    folder: &Path,
    variable: Option<Zeroizing<String>>,
    in_use: bool,
    entropy: &mut impl Entropy,
) -> Result<RootKey, Error> {
    if let Some(text) = variable {
        return RootKey::parse_hex(&text).map_err(|_| Error::MalformedVariable);
    }
    let path = folder.join(FILE);
    if let Some(key) = read(&path)? {
        return Ok(key);
    }
    if in_use {
        return Err(Error::Missing(path));
    }
    make(folder, &path, entropy)?;
    // Another process may have been first: what the file holds counts.
    read(&path)?.ok_or(Error::Missing(path))
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

/// Writes a new key beside its place and moves it there unless something is there: no crash leaves
/// half a key, and of two processes one wins.
fn make(folder: &Path, path: &Path, entropy: &mut impl Entropy) -> Result<(), Error> {
    let failed = |source| Error::File {
        path: path.to_owned(),
        source,
    };
    let mut key = Zeroizing::new([0; 32]);
    entropy.fill(key.as_mut()).map_err(|_| Error::Entropy)?;
    let text = Zeroizing::new(hex::encode(key.as_ref()) + "\n");
    let mut file = tempfile::Builder::new()
        .prefix(".root.key.")
        .permissions(fs::Permissions::from_mode(0o600))
        .tempfile_in(folder)
        .map_err(failed)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .map_err(failed)?;
    match file.persist_noclobber(path) {
        Ok(_) => {}
        Err(refused) if refused.error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(refused) => return Err(failed(refused.error)),
    }
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(u8);

    impl Entropy for Counting {
        fn fill(&mut self, bytes: &mut [u8]) -> Result<(), vault::Error> {
            self.0 += 1;
            bytes.fill(self.0);
            Ok(())
        }
    }

    fn from_file(folder: &Path, in_use: bool) -> Result<RootKey, Error> {
        get(folder, None, in_use, &mut Counting(0))
    }

    fn of(byte: u8) -> Zeroizing<[u8; 32]> {
        RootKey::from_bytes([byte; 32]).derive("test")
    }

    #[test]
    fn a_key_is_made_once_for_the_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(
            from_file(folder.path(), false).unwrap().derive("test"),
            of(1)
        );
        let file = folder.path().join(FILE);
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o7777,
            0o600
        );
        let again = get(folder.path(), None, true, &mut Counting(7)).unwrap();
        assert_eq!(again.derive("test"), of(1));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_variable_wins_and_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let variable = Some(Zeroizing::new("05".repeat(32)));
        let key = get(folder.path(), variable, false, &mut Counting(0)).unwrap();
        assert_eq!(key.derive("test"), of(5));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let malformed = get(
            folder.path(),
            Some(Zeroizing::new("05".into())),
            false,
            &mut Counting(0),
        );
        assert!(matches!(malformed, Err(Error::MalformedVariable)));
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        from_file(folder.path(), false).unwrap();
        for mode in [0o640, 0o604, 0o620, 0o610] {
            let file = folder.path().join(FILE);
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            let refused = from_file(folder.path(), false);
            assert!(matches!(refused, Err(Error::TooOpen { mode: found, .. }) if found == mode));
        }
    }

    #[test]
    fn a_malformed_file_is_refused_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        for text in ["", "05", &"g".repeat(64), &"0".repeat(300)] {
            fs::write(&file, text).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
            assert!(matches!(
                from_file(folder.path(), false),
                Err(Error::MalformedFile(_))
            ));
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
    }

    #[test]
    fn a_missing_file_is_not_replaced_while_the_database_needs_it() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(
            from_file(folder.path(), true),
            Err(Error::Missing(_))
        ));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn no_message_shows_a_key() {
        let folder = tempfile::tempdir().unwrap();
        let secret = Some(Zeroizing::new("c0ffee".into()));
        let message = get(folder.path(), secret, false, &mut Counting(0))
            .unwrap_err()
            .to_string();
        assert!(!message.contains("c0ffee"), "{message}");
    }
}

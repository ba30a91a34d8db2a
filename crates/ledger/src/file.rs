//! A file of lines: read whole, and added to.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Error;
use crate::line::{self, Head, Line, Verifier};

/// What the name of a file ends with that vouches for a head of the ledger beside it.
const HEAD: &str = "head";

/// One copy of a ledger, open.
#[derive(Debug)]
pub(crate) struct Copy {
    path: PathBuf,
    file: File,
    /// The bytes of whole lines.
    pub(crate) length: u64,
}

impl Copy {
    /// Opens a copy, and makes it when it is missing; only its owner can read it.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true).mode(0o600);
        let copy = options.open(path).map_err(|source| failed(path, source))?;
        Ok(Self {
            path: path.to_owned(),
            file: copy,
            length: 0,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps other processes from adding lines, until it is unlocked or dropped.
    pub(crate) fn lock(&self) -> Result<(), Error> {
        self.file.lock().map_err(|source| self.failed(source))
    }

    pub(crate) fn unlock(&self) {
        // A lock that cannot be given back is given back when the file is closed.
        let _ = self.file.unlock();
    }

    /// Whether somebody else wrote to it.
    pub(crate) fn is_stale(&self) -> Result<bool, Error> {
        let metadata = self.file.metadata().map_err(|source| self.failed(source))?;
        Ok(metadata.len() != self.length)
    }

    /// Reads the whole lines, and cuts off what a crash left of another.
    pub(crate) fn load(&mut self) -> Result<String, Error> {
        let mut bytes = Vec::new();
        let sought = self.file.seek(SeekFrom::Start(0));
        let read = sought.and_then(|_| self.file.read_to_end(&mut bytes));
        read.map_err(|source| failed(&self.path, source))?;
        let whole = bytes
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |last| last + 1);
        if whole < bytes.len() {
            bytes.truncate(whole);
            let cut = self.file.set_len(whole as u64);
            cut.map_err(|source| self.failed(source))?;
        }
        self.length = whole as u64;
        text(&self.path, bytes)
    }

    /// Adds lines, and waits until they are on the disk.
    pub(crate) fn append(&mut self, lines: &str) -> Result<(), Error> {
        let written = self.file.write_all(lines.as_bytes());
        let written = written.and_then(|()| self.file.sync_data());
        written.map_err(|source| failed(&self.path, source))?;
        self.length += lines.len() as u64;
        Ok(())
    }

    /// What was written beside the copy to vouch for a head; nothing when there is none.
    pub(crate) fn vouched(&self) -> Result<Option<String>, Error> {
        let path = self.path.with_extension(HEAD);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            // What is no text vouches for nothing.
            Err(error) if error.kind() == ErrorKind::InvalidData => Ok(None),
            Err(source) => Err(failed(&path, source)),
        }
    }

    /// Writes beside the copy what vouches for a head: the whole of it or nothing.
    pub(crate) fn vouch(&self, text: &str) -> Result<(), Error> {
        let (path, new) = (
            self.path.with_extension(HEAD),
            self.path.with_extension(format!("{HEAD}.new")),
        );
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let written = options.open(&new).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        let folder = self
            .path
            .parent()
            .filter(|path| !path.as_os_str().is_empty());
        written
            .and_then(|()| fs::rename(&new, &path))
            .and_then(|()| File::open(folder.unwrap_or(Path::new(".")))?.sync_all())
            .map_err(|source| failed(&path, source))
    }

    /// Takes the copy for one that somebody else wrote to.
    pub(crate) const fn forget(&mut self) {
        self.length = u64::MAX;
    }

    fn failed(&self, source: std::io::Error) -> Error {
        failed(&self.path, source)
    }
}

/// The entries of whole lines. The last signature vouches for every line before it, and so does who vouched for the last
/// line since.
pub(crate) fn check<E: Serialize + DeserializeOwned>(
    path: &Path,
    text: &str,
    verifier: &Verifier,
) -> Result<(Vec<Line<E>>, Head), Error> {
    let wrong = |line, what| Error::Line {
        path: path.to_owned(),
        line,
        what,
    };
    let mut head = Head::empty(verifier.name);
    let mut lines = Vec::new();
    for text in text.lines() {
        let number = head.size + 1;
        let (line, next) = line::read(head, text).map_err(|what| wrong(number, what))?;
        lines.push(line);
        head = next;
    }
    if let Some(last) = text.lines().next_back()
        && !verifier.is_vouched(last, head)
    {
        return Err(wrong(
            head.size,
            "is not signed with the key of this ledger",
        ));
    }
    Ok((lines, head))
}

fn text(path: &Path, bytes: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|error| {
        let whole = error.as_bytes().get(..error.utf8_error().valid_up_to());
        let before = whole
            .unwrap_or_default()
            .iter()
            .filter(|byte| **byte == b'\n');
        Error::Line {
            path: path.to_owned(),
            line: before.count() as u64 + 1,
            what: "is no text",
        }
    })
}

fn failed(path: &Path, source: std::io::Error) -> Error {
    Error::File {
        path: path.to_owned(),
        source,
    }
}

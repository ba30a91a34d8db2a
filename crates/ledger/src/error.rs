//! What is wrong with a ledger.

use std::io;
use std::path::PathBuf;

/// What is wrong with a ledger. Each names the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be read or written.
    #[error("cannot use the ledger {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A line is not one of this ledger in its place.
    #[error("line {line} of the ledger {} {what}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Which line, from 1.
        line: u64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Two copies have different histories.
    #[error("{} and {} are not copies of one ledger: keep the one that is right", path.display(), other.display())]
    Diverged {
        /// One copy.
        path: PathBuf,
        /// Another.
        other: PathBuf,
    },
    /// An entry is no JSON.
    #[error("an entry cannot be written as JSON")]
    Entry(#[source] serde_json::Error),
    /// A ledger without a place.
    #[error("a ledger needs a folder at least")]
    NoCopy,
}

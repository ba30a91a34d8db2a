//! Why there is no backup, or it cannot be used.

use std::io;
use std::path::PathBuf;

use domain::TenantId;
use uuid::Uuid;

/// Why there is no backup, or it cannot be used. Each message says where to look.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder cannot be read or written.
    #[error("cannot use {}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A backup is not what its entry says.
    #[error("the backup {} {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The root key that a backup was sealed under is gone, and the safe has no key of it.
    #[error(
        "the backup {0} was sealed under a root key that is gone, and the safe has no key for it: put back the newest \
         copy of the safe"
    )]
    NoFileKey(Uuid),
    /// A tenant's key in the safe is under no root key that there is.
    #[error(
        "the key of tenant {0} in the safe is under neither root key: put back the root key that it was made with"
    )]
    Unreadable(TenantId),
    /// What was restored does not hold together.
    #[error("what the backup holds is not whole: {0}")]
    NotWhole(String),
    /// No backup has this id, or there is none.
    #[error("{0}")]
    NoSuchBackup(String),
    /// The ledger or the key copy is older than the backup.
    #[error("the safe is older than the backup: {0}; put back the newest copy of it")]
    OldSafe(String),
    /// Another backup is being made.
    #[error("another backup is being made: wait for its end")]
    Busy,
    /// The database holds something already.
    #[error("the database holds tenants: restore into an empty one")]
    NotEmpty,
    /// The database could not.
    #[error("the database refused")]
    Store(#[source] store::Error),
    /// A ledger.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The vault refused.
    #[error("the vault refused")]
    Vault(#[from] vault::Error),
    /// No random bytes.
    #[error("the operating system gives no random bytes")]
    Entropy,
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl Error {
    /// An error about a file.
    pub(super) fn file(path: &std::path::Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}

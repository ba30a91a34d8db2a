//! What the vault refuses. A failure of the cryptography says nothing about its cause.

/// The errors of `lethe:vault`, and that of a root key that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A wrapped key was not made by this vault for this tenant or subject.
    #[error("a wrapped key was not made by this vault for this tenant or subject")]
    WrongKey,
    /// A cell was altered, moved, or sealed under another key.
    #[error("a cell was altered, moved or sealed under another key")]
    Tampered,
    /// The header names a format that this vault does not know.
    #[error("the header names a format that this vault does not know")]
    UnknownFormat,
    /// A sheet names a subject key that the call was not given.
    #[error("a sheet names the subject key {0}, which the call was not given")]
    NoSuchSubject(u32),
    /// The root key is not 32 bytes in hexadecimal.
    #[error("the root key is not 64 hexadecimal digits")]
    InvalidRootKey,
    /// The vault cannot work now, for example because there is no entropy.
    #[error("the vault cannot work now: {0}")]
    Unavailable(String),
}

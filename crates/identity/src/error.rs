//! What is refused here.

/// The errors of this crate. None holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A setting of a password policy lies outside of what it may be.
    #[error("must be {least} to {most}")]
    OutOfRange {
        /// The setting.
        setting: &'static str,
        /// The least that it may be.
        least: u32,
        /// The most that it may be.
        most: u32,
    },
    /// The secret of an authenticator has fewer than 128 bits (RFC 4226, section 4, R6).
    #[error("the secret of an authenticator has fewer than 128 bits")]
    ShortSecret,
}

//! Passwords of accounts: Argon2id (RFC 9106) with 64 MiB, three passes and one lane, some 150 ms of a processor.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::Entropy;

/// The most bytes of a password: more would be work for nothing.
pub const MOST_BYTES: usize = 1_024;

const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;
/// RFC 9106, section 3.1 recommends 16 bytes.
const SALT_BYTES: usize = 16;

/// Whether a hash is that of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is another password.
    Wrong,
    /// It is this password.
    Right,
    /// It is this password, and the hash is weaker than those that are made now.
    Outdated,
}

/// What goes wrong. None holds a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The password has too many bytes.
    #[error("a password has more than {MOST_BYTES} bytes")]
    TooLong,
    /// The hash is none that is made here, or would take more than is given.
    #[error("that is no hash of a password, or one that takes too much")]
    MalformedHash,
    /// There is no randomness, or no memory.
    #[error("passwords cannot be hashed now: {0}")]
    Unavailable(String),
}

/// Hashes a password; gives a string of the format PHC.
///
/// # Errors
/// [`Error::TooLong`], [`Error::Unavailable`]
pub fn hash(password: &str, entropy: &mut impl Entropy) -> Result<String, Error> {
    let mut salt = [0; SALT_BYTES];
    let filled = entropy.fill(&mut salt);
    filled.map_err(|error| Error::Unavailable(error.to_string()))?;
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params()?);
    let hash = hasher.hash_password_with_salt(check(password)?, &salt);
    hash.map(|hash| hash.to_string()).map_err(unavailable)
}

/// Tells whether a hash is that of a password. Hashes that were made with less are taken, and hashes that would take
/// more than one of today does are not: what a database says must not use up the memory.
///
/// # Errors
/// [`Error::TooLong`], [`Error::MalformedHash`], [`Error::Unavailable`]
pub fn verify(password: &str, hash: &str) -> Result<Outcome, Error> {
    let password = check(password)?;
    let hash = PasswordHash::new(hash).map_err(|_| Error::MalformedHash)?;
    let made_with = Params::try_from(&hash).map_err(|_| Error::MalformedHash)?;
    let work = |memory: u32, passes: u32| u64::from(memory) * u64::from(passes);
    let is_too_much = made_with.m_cost() > MEMORY_KIB
        || work(made_with.m_cost(), made_with.t_cost()) > work(MEMORY_KIB, PASSES);
    let is_whole = hash.salt.is_some() && hash.hash.is_some();
    if is_too_much || !is_whole || hash.algorithm.as_str() != Algorithm::Argon2id.as_str() {
        return Err(Error::MalformedHash);
    }
    let is_of_today = (made_with.m_cost(), made_with.t_cost(), made_with.p_cost())
        == (MEMORY_KIB, PASSES, LANES)
        && hash.version == Some(Version::V0x13.into());
    match Argon2::default().verify_password(password, &hash) {
        Ok(()) if is_of_today => Ok(Outcome::Right),
        Ok(()) => Ok(Outcome::Outdated),
        Err(password_hash::Error::PasswordInvalid) => Ok(Outcome::Wrong),
        Err(error) => Err(unavailable(error)),
    }
}

fn check(password: &str) -> Result<&[u8], Error> {
    if password.len() <= MOST_BYTES {
        Ok(password.as_bytes())
    } else {
        Err(Error::TooLong)
    }
}

fn params() -> Result<Params, Error> {
    Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|error| Error::Unavailable(error.to_string()))
}

fn unavailable(error: password_hash::Error) -> Error {
    Error::Unavailable(error.to_string())
}

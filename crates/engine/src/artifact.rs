//! Compiled plugins at rest: sealed, so that only what this platform compiled is ever run.
//!
//! Wasmtime hardly looks at what it deserializes: one changed byte is machine code of somebody
//! else's choice. So an artifact is kept under an HMAC-SHA-256 that binds it to its tenant, its
//! component and its engine, and [`Engine::load`](crate::Engine::load) takes nothing but an
//! [`Artifact`], which only [`Sealer::open`] makes.

use std::fmt;
use std::ops::Deref;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::Error;

/// Starts every sealed artifact; names the format.
const MAGIC: &[u8; 16] = b"lethe artifact 1";
/// Starts what the key of a tenant's pseudonyms is derived from.
#[cfg(feature = "run")]
const PSEUDONYMS: &[u8; 17] = b"lethe pseudonym 1";
/// Bytes of an HMAC-SHA-256.
const TAG_BYTES: usize = 32;

/// A compiled plugin whose seal has been verified. It is a private copy: nobody can change the
/// bytes between the check and the use.
#[derive(Clone)]
pub struct Artifact {
    digest: String,
    bytes: Vec<u8>,
    #[cfg(feature = "run")]
    pseudonyms: Hmac<Sha256>,
}

impl Artifact {
    /// SHA-256 of the component it was compiled from.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The key of the tenant's pseudonyms.
    #[cfg(feature = "run")]
    pub(crate) fn pseudonyms(&self) -> Hmac<Sha256> {
        self.pseudonyms.clone()
    }
}

impl Deref for Artifact {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Seals and opens artifacts under one key.
#[derive(Clone)]
pub struct Sealer {
    keyed: Hmac<Sha256>,
}

impl fmt::Debug for Artifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Artifact")
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer")
    }
}

impl Sealer {
    /// A sealer under a key that only the platform has.
    #[must_use]
    pub fn new(mac_key: [u8; 32]) -> Self {
        Self {
            keyed: keyed(mac_key),
        }
    }

    /// Seals what [`compile`](crate::compile) made. Whoever calls this vouches for the bytes.
    #[must_use]
    pub fn seal(&self, tenant: &str, digest: &str, identity: &str, artifact: &[u8]) -> Vec<u8> {
        let tag = self
            .keyed(tenant, digest, identity, artifact)
            .finalize()
            .into_bytes();
        [MAGIC.as_slice(), &tag, artifact].concat()
    }

    /// Opens a sealed artifact.
    ///
    /// # Errors
    ///
    /// [`Error::ArtifactRefused`], without a reason, when it was altered or sealed for another
    /// tenant, component or engine.
    pub fn open(
        &self,
        tenant: &str,
        digest: &str,
        identity: &str,
        sealed: &[u8],
    ) -> Result<Artifact, Error> {
        let (tag, bytes) = sealed
            .strip_prefix(MAGIC)
            .and_then(|rest| rest.split_at_checked(TAG_BYTES))
            .ok_or(Error::ArtifactRefused)?;
        let bytes = bytes.to_vec();
        self.keyed(tenant, digest, identity, &bytes)
            .verify_slice(tag)
            .map_err(|_| Error::ArtifactRefused)?;
        Ok(Artifact {
            digest: digest.to_owned(),
            bytes,
            #[cfg(feature = "run")]
            pseudonyms: self.pseudonyms(tenant),
        })
    }

    /// A key of the tenant's own, which stays the same whatever plugin is run.
    #[cfg(feature = "run")]
    fn pseudonyms(&self, tenant: &str) -> Hmac<Sha256> {
        let mut mac = self.keyed.clone();
        mac.update(PSEUDONYMS);
        mac.update(tenant.as_bytes());
        keyed(mac.finalize().into_bytes().into())
    }

    fn keyed(&self, tenant: &str, digest: &str, identity: &str, artifact: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.keyed.clone();
        mac.update(MAGIC);
        for part in [
            tenant.as_bytes(),
            digest.as_bytes(),
            identity.as_bytes(),
            artifact,
        ] {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac
    }
}

/// HMAC-SHA-256 under a key.
fn keyed(key: [u8; 32]) -> Hmac<Sha256> {
    // RFC 2104: a key shorter than the hash's block is followed by zeros.
    let mut block = [0; 64];
    for (byte, key) in block.iter_mut().zip(key) {
        *byte = key;
    }
    Hmac::new(&block.into())
}

//! Keys of tenants and subjects: random, and wrapped whenever they leave the vault.
//!
//! They are not derived from an id. A derived key could be made again, so nothing that it sealed
//! would ever be forgotten.

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::binding::Binding;
use crate::derive::Purpose;
use crate::envelope::{EnvelopeKey, NONCE, Refusal};
use crate::{Entropy, Error};

/// A tenant's key, wrapped under the root key and bound to the tenant's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantKey {
    /// The tenant.
    pub tenant: String,
    /// Counts the keys that the tenant has had, from 1.
    pub version: u32,
    /// The wrapped key.
    pub wrapped: Vec<u8>,
}

/// A subject's key, wrapped under the tenant's key and bound to tenant, subject and version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectKey {
    /// The subject.
    pub subject: String,
    /// Counts the keys that the subject has had, from 1.
    pub version: u32,
    /// The wrapped key.
    pub wrapped: Vec<u8>,
}

/// A key that a tenant signs with: Ed25519 (RFC 8032).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// The public part.
    pub public: [u8; 32],
    /// The secret part, wrapped under the tenant's key and bound to tenant and id.
    pub wrapped: Vec<u8>,
}

/// An unwrapped key. It is wiped when it is dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// Makes a new key.
    pub(crate) fn random(entropy: &mut impl Entropy) -> Result<Self, Error> {
        let mut key = Self([0; 32]);
        entropy.fill(&mut key.0)?;
        Ok(key)
    }

    /// Takes a key that was derived.
    pub(crate) const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Wraps the key.
    pub(crate) fn wrap(
        &self,
        under: &EnvelopeKey,
        binding: &Binding,
        entropy: &mut impl Entropy,
    ) -> Result<Vec<u8>, Error> {
        let mut nonce = [0; NONCE];
        entropy.fill(&mut nonce)?;
        under.seal(binding, &nonce, &self.0).ok_or_else(too_long)
    }

    /// Unwraps a key that was wrapped for the same place.
    pub(crate) fn unwrap(
        under: &EnvelopeKey,
        binding: &Binding,
        wrapped: &[u8],
    ) -> Result<Self, Error> {
        let opened = under
            .open(binding, wrapped)
            .map_err(|refusal| match refusal {
                Refusal::UnknownFormat => Error::UnknownFormat,
                Refusal::Inauthentic => Error::WrongKey,
            })?;
        let opened = Zeroizing::new(opened);
        let bytes = opened.as_slice().try_into().map_err(|_| Error::WrongKey)?;
        Ok(Self(bytes))
    }

    /// Derives the key that serves one purpose.
    pub(crate) fn envelope(&self, purpose: Purpose<'_>) -> EnvelopeKey {
        EnvelopeKey::derive(&self.0, purpose)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The one way in which AES-GCM can fail to encrypt.
pub(crate) fn too_long() -> Error {
    Error::Unavailable("a cell is longer than AES-GCM can seal".into())
}

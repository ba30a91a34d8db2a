//! The format of everything the vault encrypts: cells, and the keys it wraps.
//!
//! `algorithm (1) ‖ key version (4, big-endian) ‖ key commitment (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16)`
//!
//! AES-256-GCM (NIST SP 800-38D) does not commit to its key: a ciphertext can be made that opens
//! under two. So the header names the key by a value derived from it, which is compared first and
//! in constant time.

use aes_gcm::aead::{AeadInOut as _, KeyInit as _};
use aes_gcm::{Aes256Gcm, Nonce, Tag};
use subtle::ConstantTimeEq as _;

use crate::binding::Binding;
use crate::derive::{self, Purpose};

/// AES-256-GCM with a random nonce of 96 bits, under a key of HKDF-SHA-256.
const ALGORITHM: u8 = 1;

const VERSION: usize = 4;
pub(crate) const COMMITMENT: usize = 16;
pub(crate) const NONCE: usize = 12;
const TAG: usize = 16;
const HEADER: usize = 1 + VERSION + COMMITMENT + NONCE;

/// A derived key, ready to encrypt. Both halves are wiped when they are dropped.
///
/// # Limits
/// 2³² encryptions (SP 800-38D, section 8.3): then two random nonces are equal with a probability of
/// 2⁻³². A key is one subject's, or wraps the subjects of one tenant.
pub(crate) struct EnvelopeKey {
    cipher: Aes256Gcm,
    commitment: [u8; COMMITMENT],
}

/// Why something cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The first byte names no known algorithm.
    UnknownFormat,
    /// Anything else.
    Inauthentic,
}

impl EnvelopeKey {
    /// Derives the key and its commitment from a key of 32 random bytes.
    pub(crate) fn derive(key: &[u8; 32], purpose: Purpose<'_>) -> Self {
        let (key, commitment) = derive::key_and_commitment(key, purpose);
        Self {
            cipher: Aes256Gcm::new((&*key).into()),
            commitment,
        }
    }

    /// Encrypts; the nonce must never have been used under this key.
    ///
    /// Gives nothing for a plaintext beyond 64 GiB, the limit of GCM.
    pub(crate) fn seal(
        &self,
        binding: &Binding,
        nonce: &[u8; NONCE],
        plaintext: &[u8],
    ) -> Option<Vec<u8>> {
        let mut sealed = Vec::with_capacity(HEADER + plaintext.len() + TAG);
        sealed.push(ALGORITHM);
        sealed.extend_from_slice(&binding.version().to_be_bytes());
        sealed.extend_from_slice(&self.commitment);
        sealed.extend_from_slice(nonce);
        sealed.extend_from_slice(plaintext);
        let (_, body) = sealed.split_at_mut_checked(HEADER)?;
        let tag = self
            .cipher
            .encrypt_inout_detached(&Nonce::from(*nonce), binding.associated_data(), body.into())
            .ok()?;
        sealed.extend_from_slice(&tag);
        Some(sealed)
    }

    /// Whether the header names this key: which of several keys opens it is told without trying them.
    pub(crate) fn is_key_of(&self, sealed: &[u8]) -> bool {
        let named = sealed.get(1 + VERSION..1 + VERSION + COMMITMENT);
        named.is_some_and(|named| self.commitment.ct_eq(named).into())
    }

    /// Decrypts what [`Self::seal`] gave, for the same binding.
    pub(crate) fn open(&self, binding: &Binding, sealed: &[u8]) -> Result<Vec<u8>, Refusal> {
        let (algorithm, rest) = sealed.split_first().ok_or(Refusal::Inauthentic)?;
        if *algorithm != ALGORITHM {
            return Err(Refusal::UnknownFormat);
        }
        self.open_body(binding, rest).ok_or(Refusal::Inauthentic)
    }

    fn open_body(&self, binding: &Binding, rest: &[u8]) -> Option<Vec<u8>> {
        let (version, rest) = rest.split_first_chunk::<VERSION>()?;
        let (commitment, rest) = rest.split_first_chunk::<COMMITMENT>()?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE>()?;
        let (ciphertext, tag) = rest.split_last_chunk::<TAG>()?;
        let is_committed = self.commitment.ct_eq(commitment);
        let is_current = version.ct_eq(&binding.version().to_be_bytes());
        if !bool::from(is_committed & is_current) {
            return None;
        }
        let mut plaintext = ciphertext.to_vec();
        self.cipher
            .decrypt_inout_detached(
                &Nonce::from(*nonce),
                binding.associated_data(),
                plaintext.as_mut_slice().into(),
                &Tag::from(*tag),
            )
            .ok()?;
        Some(plaintext)
    }
}

/// The algorithm that a binding names.
pub(crate) const fn algorithm() -> u8 {
    ALGORITHM
}

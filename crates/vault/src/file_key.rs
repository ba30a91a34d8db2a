//! Keys of sealed files. Each is derived from the root key for the file's id; so that the file outlives that root key,
//! its key can be wrapped under the next one.

use crate::binding::Binding;
use crate::derive::Purpose;
use crate::envelope::EnvelopeKey;
use crate::key::Key;
use crate::{Entropy, Error, RootKey, RootKeys};

/// The key of one sealed file.
pub struct FileKey(Key);

impl FileKey {
    /// The key of the file with this id, which no other file under the root key may have.
    pub fn derive(root: &RootKey, id: [u8; 16]) -> Self {
        let key = root.derive(&format!("lethe sealed file {}", hex::encode(id)));
        Self(Key::from_bytes(*key))
    }

    /// Wraps the key under a root key, bound to the file's id.
    ///
    /// # Errors
    /// When there is no entropy.
    pub fn wrap(
        &self,
        root: &RootKey,
        id: [u8; 16],
        entropy: &mut impl Entropy,
    ) -> Result<Vec<u8>, Error> {
        self.0.wrap(&wrapping(root), &binding(id), entropy)
    }

    /// Unwraps a key that was wrapped for this id under one of the root keys.
    ///
    /// # Errors
    /// [`Error::WrongKey`] when it was altered, or wrapped for another file or under another root key.
    pub fn unwrap(roots: &RootKeys, id: [u8; 16], wrapped: &[u8]) -> Result<Self, Error> {
        let current = wrapping(roots.current());
        let former = roots.former().map(wrapping);
        let former = former.filter(|former| former.is_key_of(wrapped));
        Key::unwrap(&former.unwrap_or(current), &binding(id), wrapped).map(Self)
    }

    /// Whether a wrapped key names this root key.
    pub fn is_wrapped_under(root: &RootKey, wrapped: &[u8]) -> bool {
        wrapping(root).is_key_of(wrapped)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileKey(redacted)")
    }
}

fn wrapping(root: &RootKey) -> EnvelopeKey {
    EnvelopeKey::derive(root.as_bytes(), Purpose::FileKeys)
}

fn binding(id: [u8; 16]) -> Binding {
    Binding::of_file_key(&hex::encode(id))
}

//! Keys of notes (C2SP signed-note), as text: `name+id+base64(algorithm, key)`, with `PRIVATE+KEY+` before one that
//! signs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

use crate::{Error, NoteSignature};

/// What begins the text of a key that signs.
const PRIVATE: &str = "PRIVATE+KEY+";

/// What a key signs, told by the byte before it (C2SP signed-note, signature types).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// The text, with Ed25519: 1.
    Ed25519,
    /// A time and the text of a checkpoint, with Ed25519 (C2SP tlog-cosignature, cosignature/v1): 4.
    CosignatureV1,
}

/// Four bytes that tell keys of one name apart. They prove nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

/// A key by which notes are verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    algorithm: Algorithm,
    id: KeyId,
    key: VerifyingKey,
}

/// A key by which notes are signed. It is wiped when it is dropped.
pub struct SignerKey {
    key: SigningKey,
    verifier: VerifierKey,
}

impl Algorithm {
    fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 1,
            Self::CosignatureV1 => 4,
        }
    }

    fn of(byte: u8) -> Result<Self, Error> {
        match byte {
            1 => Ok(Self::Ed25519),
            4 => Ok(Self::CosignatureV1),
            _ => Err(Error::Key("its algorithm is not known")),
        }
    }
}

impl KeyId {
    /// The first bytes of SHA-256 over name, newline, algorithm and public key.
    fn of(name: &str, algorithm: Algorithm, key: &[u8; 32]) -> Self {
        let named = Sha256::new().chain_update(name).chain_update(b"\n");
        let digest: [u8; 32] = named
            .chain_update([algorithm.byte()])
            .chain_update(key)
            .finalize()
            .into();
        let [a, b, c, d, ..] = digest;
        Self([a, b, c, d])
    }

    fn to_hex(self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.0))
    }
}

/// Whether a key can have this name: not empty, and without white space, control characters and plus signs.
pub(crate) fn is_name(name: &str) -> bool {
    let is_wrong = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    !name.is_empty() && !name.contains(is_wrong)
}

impl VerifierKey {
    /// A key of 32 bytes (RFC 8032) under a name, which is best a URL without its scheme.
    ///
    /// # Errors
    /// No key can have the name, or the key is no point, or one of small order, under which anybody can sign.
    pub fn new(name: &str, algorithm: Algorithm, key: &[u8; 32]) -> Result<Self, Error> {
        if !is_name(name) {
            return Err(Error::Key("no key can have its name"));
        }
        let point = VerifyingKey::from_bytes(key).map_err(|_| Error::Key("it is no point"))?;
        // A coordinate beyond the field is no encoding of a point (RFC 8032, section 5.1.3).
        if point.to_edwards().compress().as_bytes() != key {
            return Err(Error::Key("it is no point"));
        }
        if point.is_weak() {
            return Err(Error::Key("it is of small order"));
        }
        Ok(Self {
            name: name.to_owned(),
            algorithm,
            id: KeyId::of(name, algorithm, key),
            key: point,
        })
    }

    /// Reads the text of a key.
    ///
    /// # Errors
    /// It is none, or its id is of another key.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (name, id, algorithm, bytes) = parts(text)?;
        let key = Self::new(name, algorithm, &bytes)?;
        key.has_id(id)?;
        Ok(key)
    }

    /// The text of the key.
    pub fn to_text(&self) -> String {
        text(&self.name, self.id, self.algorithm, self.key.as_bytes())
    }

    /// Whose it is.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its id.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// What it signs.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The 32 bytes of the key.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// A line for a signature that the key's owner made elsewhere, as where the key never leaves a vault, over the
    /// bytes of the note's text.
    ///
    /// # Errors
    /// The key does not sign texts.
    pub fn signature(&self, signature: &[u8; 64]) -> Result<NoteSignature, Error> {
        if self.algorithm != Algorithm::Ed25519 {
            return Err(Error::Algorithm);
        }
        Ok(NoteSignature::new(self, signature.to_vec()))
    }

    /// The same for a cosignature of a time, in seconds since 1970, over the bytes of
    /// [`cosigned`](crate::Checkpoint::cosigned).
    ///
    /// # Errors
    /// The key does not sign times.
    pub fn cosignature(&self, at: u64, signature: &[u8; 64]) -> Result<NoteSignature, Error> {
        if self.algorithm != Algorithm::CosignatureV1 {
            return Err(Error::Algorithm);
        }
        let bytes = [&at.to_be_bytes()[..], signature].concat();
        Ok(NoteSignature::new(self, bytes))
    }

    /// Verifies a signature of a message (RFC 8032, without its laxer readings).
    pub fn has_signed(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), Error> {
        let signature = Signature::from_bytes(signature);
        let verified = self.key.verify_strict(message, &signature);
        verified.map_err(|_| Error::Signature)
    }

    fn has_id(&self, id: &str) -> Result<(), Error> {
        if self.id.to_hex() == id {
            Ok(())
        } else {
            Err(Error::Key("its id is of another"))
        }
    }
}

impl SignerKey {
    /// The key of a seed (RFC 8032), which must be random and stay secret.
    ///
    /// # Errors
    /// No key can have the name.
    pub fn from_seed(name: &str, algorithm: Algorithm, seed: &[u8; 32]) -> Result<Self, Error> {
        let key = SigningKey::from_bytes(seed);
        let verifier = VerifierKey::new(name, algorithm, key.verifying_key().as_bytes())?;
        Ok(Self { key, verifier })
    }

    /// Reads the text of a key.
    ///
    /// # Errors
    /// It is none, or its id is of another key.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let rest = text.strip_prefix(PRIVATE);
        let rest = rest.ok_or(Error::Key("it does not begin as one that signs"))?;
        let (name, id, algorithm, seed) = parts(rest)?;
        let key = Self::from_seed(name, algorithm, &seed)?;
        key.verifier.has_id(id)?;
        Ok(key)
    }

    /// The text of the key, which is a secret.
    pub fn to_text(&self) -> String {
        let VerifierKey {
            name,
            algorithm,
            id,
            ..
        } = &self.verifier;
        format!(
            "{PRIVATE}{}",
            text(name, *id, *algorithm, self.key.as_bytes())
        )
    }

    /// The key by which others verify.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl std::fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignerKey")
            .field("name", &self.verifier.name)
            .finish_non_exhaustive()
    }
}

fn text(name: &str, id: KeyId, algorithm: Algorithm, key: &[u8; 32]) -> String {
    let bytes = [&[algorithm.byte()], &key[..]].concat();
    format!("{name}+{}+{}", id.to_hex(), STANDARD.encode(bytes))
}

/// Name, id, algorithm and 32 bytes of a key's text. Base64 may hold plus signs, and a name may not.
fn parts(text: &str) -> Result<(&str, &str, Algorithm, [u8; 32]), Error> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(Error::Key("it has not three parts"));
    };
    let bytes = STANDARD.decode(key);
    let bytes = bytes.map_err(|_| Error::Key("it is not in base64"))?;
    let (algorithm, key) = bytes.split_first().ok_or(Error::Key("it is empty"))?;
    let algorithm = Algorithm::of(*algorithm)?;
    let key = key.try_into();
    let key = key.map_err(|_| Error::Key("it is not of 32 bytes"))?;
    Ok((name, id, algorithm, key))
}

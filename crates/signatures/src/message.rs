//! Signed messages of the Data Rights Protocol: libsodium's combined mode of Ed25519, in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};

use crate::Error;

/// The key by which messages of an agent are verified (RFC 8032).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyKey(VerifyingKey);

impl VerifyKey {
    /// Reads a key as the protocol's directory has it: 32 bytes in base64, with or without padding.
    ///
    /// # Errors
    /// It is something else, another spelling of a point than the one of the standard, or a point of small order,
    /// under which anybody can sign.
    pub fn from_base64(text: &str) -> Result<Self, Error> {
        let bytes = decode(text.as_bytes()).ok_or(Error::VerifyKey)?;
        Self::from_bytes(&bytes)
    }

    /// Reads the 32 bytes of a key.
    ///
    /// # Errors
    /// See [`VerifyKey::from_base64`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let bytes = bytes.try_into().map_err(|_| Error::VerifyKey)?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| Error::VerifyKey)?;
        // A coordinate beyond the field is no encoding of a point (RFC 8032, section 5.1.3).
        let is_canonical = key.to_edwards().compress().as_bytes() == bytes;
        if !is_canonical || key.is_weak() {
            return Err(Error::VerifyKey);
        }
        Ok(Self(key))
    }

    /// The 32 bytes of the key.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The key in base64.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0.as_bytes())
    }
}

/// Opens a signed message: decodes it, verifies the signature, and gives what was signed.
///
/// # Errors
/// [`Error::Encoding`] before [`Error::Signature`], as the protocol orders them (3.07).
pub fn open(key: &VerifyKey, signed: &[u8]) -> Result<Vec<u8>, Error> {
    let signed = decode(signed.trim_ascii()).ok_or(Error::Encoding)?;
    let (signature, message) = signed.split_first_chunk().ok_or(Error::Encoding)?;
    let signature = Signature::from_bytes(signature);
    let verified = key.0.verify_strict(message, &signature);
    verified.map_err(|_| Error::Signature)?;
    Ok(message.to_vec())
}

fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.strip_suffix(b"=").unwrap_or(text);
    let text = text.strip_suffix(b"=").unwrap_or(text);
    base64::engine::general_purpose::STANDARD_NO_PAD
        .decode(text)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032, 7.1, test 2.
    const KEY: &str = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";
    const SIGNATURE: [u8; 64] = [
        0x92, 0xa0, 0x09, 0xa9, 0xf0, 0xd4, 0xca, 0xb8, 0x72, 0x0e, 0x82, 0x0b, 0x5f, 0x64, 0x25,
        0x40, 0xa2, 0xb2, 0x7b, 0x54, 0x16, 0x50, 0x3f, 0x8f, 0xb3, 0x76, 0x22, 0x23, 0xeb, 0xdb,
        0x69, 0xda, 0x08, 0x5a, 0xc1, 0xe4, 0x3e, 0x15, 0x99, 0x6e, 0x45, 0x8f, 0x36, 0x13, 0xd0,
        0xf1, 0x1d, 0x8c, 0x38, 0x7b, 0x2e, 0xae, 0xb4, 0x30, 0x2a, 0xee, 0xb0, 0x0d, 0x29, 0x16,
        0x12, 0xbb, 0x0c, 0x00,
    ];

    fn signed() -> Vec<u8> {
        [&SIGNATURE[..], &[0x72]].concat()
    }

    #[test]
    fn the_example_of_rfc_8032_opens() {
        let key = VerifyKey::from_base64(KEY).unwrap();
        let text = STANDARD.encode(signed());
        assert_eq!(open(&key, text.as_bytes()), Ok(vec![0x72]));
        assert_eq!(open(&key, format!("{text}\n").as_bytes()), Ok(vec![0x72]));
        assert_eq!(key.to_base64(), KEY);
    }

    #[test]
    fn one_changed_bit_anywhere_is_refused() {
        let key = VerifyKey::from_base64(KEY).unwrap();
        for bit in 0..signed().len() * 8 {
            let mut altered = signed();
            altered[bit / 8] ^= 1 << (bit % 8);
            let text = STANDARD.encode(altered);
            assert_eq!(open(&key, text.as_bytes()), Err(Error::Signature), "{bit}");
        }
    }

    #[test]
    fn what_is_no_base64_or_too_short_has_no_signature() {
        let key = VerifyKey::from_base64(KEY).unwrap();
        for text in ["", "*", "abcd", "{\"agent-id\": \"A\"}"] {
            assert_eq!(open(&key, text.as_bytes()), Err(Error::Encoding), "{text}");
        }
    }

    #[test]
    fn a_key_under_which_anybody_can_sign_is_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(VerifyKey::from_bytes(&identity), Err(Error::VerifyKey));
        assert_eq!(VerifyKey::from_bytes(&[0; 31]), Err(Error::VerifyKey));
    }
}

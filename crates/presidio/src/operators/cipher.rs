//! `encrypt` and `decrypt`: AES in CBC mode with the padding of PKCS #7, in base64 for URLs, the IV first.
//!
//! Nothing authenticates it: who alters the text in transit alters what it decrypts to. Clients of Presidio need it as
//! it is; nothing that Lethe keeps is sealed so.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _};
use aes::{Aes128, Aes192, Aes256};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE};
use cbc::{Decryptor, Encryptor};
use serde_json::{Map, Value};

use super::Random;
use crate::Error;
use crate::python::{self, Type};

const IV_BYTES: usize = 16;

/// Padding and the bits that no byte needs are of no account to Python.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// A key of 16, 24 or 32 bytes: those of a text in UTF-8.
pub(crate) struct Key<'a>(&'a [u8]);

impl<'a> Key<'a> {
    /// Reads `key`.
    pub(crate) fn read(given: &'a Map<String, Value>) -> Result<Self, Error> {
        let key = python::get(given, "key").ok_or(Error::Parameter("key"))?;
        match key {
            Value::String(key) if [16, 24, 32].contains(&key.len()) => Ok(Self(key.as_bytes())),
            Value::String(_) => Err(Error::KeyLength),
            other => {
                python::check(other, "key", Type::Bytes)?;
                Err(Error::KeyLength)
            }
        }
    }

    pub(crate) fn encrypt(&self, text: &str, random: Random<'_>) -> Result<String, Error> {
        let random = random().ok_or(Error::Randomness)?;
        let iv = random.first_chunk::<IV_BYTES>().ok_or(Error::Randomness)?;
        let text = text.as_bytes();
        let sealed = match self.0.len() {
            16 => Encryptor::<Aes128>::new_from_slices(self.0, iv)
                .map(|cipher| cipher.encrypt_padded_vec::<Pkcs7>(text)),
            24 => Encryptor::<Aes192>::new_from_slices(self.0, iv)
                .map(|cipher| cipher.encrypt_padded_vec::<Pkcs7>(text)),
            _ => Encryptor::<Aes256>::new_from_slices(self.0, iv)
                .map(|cipher| cipher.encrypt_padded_vec::<Pkcs7>(text)),
        };
        let sealed = sealed.map_err(|_| Error::KeyLength)?;
        Ok(URL_SAFE.encode([iv.as_slice(), &sealed].concat()))
    }

    pub(crate) fn decrypt(&self, text: &str) -> Result<String, Error> {
        let opened = decode(text).and_then(|bytes| {
            let (iv, sealed) = bytes.split_first_chunk::<IV_BYTES>()?;
            let opened = match self.0.len() {
                16 => Decryptor::<Aes128>::new_from_slices(self.0, iv)
                    .ok()?
                    .decrypt_padded_vec::<Pkcs7>(sealed),
                24 => Decryptor::<Aes192>::new_from_slices(self.0, iv)
                    .ok()?
                    .decrypt_padded_vec::<Pkcs7>(sealed),
                _ => Decryptor::<Aes256>::new_from_slices(self.0, iv)
                    .ok()?
                    .decrypt_padded_vec::<Pkcs7>(sealed),
            };
            String::from_utf8(opened.ok()?).ok()
        });
        opened.ok_or(Error::Undecryptable)
    }
}

/// Base64 as Python reads it: of both alphabets, without what is of neither, up to the padding that ends it.
fn decode(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() {
        return None;
    }
    let mut letters = Vec::with_capacity(text.len());
    let (mut pads, mut has_ended) = (0, false);
    for byte in text.bytes() {
        let place = letters.len() % 4;
        let letter = match byte {
            b'=' if place >= 2 => {
                pads += 1;
                has_ended = place + pads >= 4;
                if has_ended {
                    break;
                }
                continue;
            }
            b'+' => b'-',
            b'/' => b'_',
            b'-' | b'_' => byte,
            _ if byte.is_ascii_alphanumeric() => byte,
            _ => continue,
        };
        letters.push(letter);
        pads = 0;
    }
    if letters.len() % 4 != 0 && !has_ended {
        return None;
    }
    LENIENT.decode(letters).ok()
}

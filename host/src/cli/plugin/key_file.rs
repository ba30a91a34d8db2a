//! The file of a signing key: the 32 bytes that RFC 8032 calls the private key, in hexadecimal digits.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use vault::signing::SigningKey;
use zeroize::Zeroizing;

use crate::cli::error::Error;

/// Writes a key to a new file that nobody else can read.
pub(super) fn write(file: &Path, key: &SigningKey) -> Result<(), Error> {
    let refused = |error: std::io::Error| {
        let shown = file.display();
        Error::Refused(format!("cannot make {shown}: {error}"))
    };
    let mut options = OpenOptions::new();
    let options = options.write(true).create_new(true).mode(0o600);
    let mut opened = options.open(file).map_err(refused)?;
    let text = Zeroizing::new(format!("{}\n", hex::encode(*key.to_bytes())));
    opened.write_all(text.as_bytes()).map_err(refused)?;
    opened.sync_all().map_err(refused)
}

/// Reads a key.
pub(super) fn read(file: &Path) -> Result<SigningKey, Error> {
    let shown = file.display();
    let text = fs::read_to_string(file).map(Zeroizing::new);
    let text = text.map_err(|error| Error::Refused(format!("cannot read {shown}: {error}")))?;
    let mut seed = Zeroizing::new([0; 32]);
    hex::decode_to_slice(text.trim(), seed.as_mut()).map_err(|_| {
        Error::Refused(format!(
            "{shown} is no signing key: lethe plugin keygen makes one"
        ))
    })?;
    Ok(SigningKey::from_bytes(&seed))
}

//! `lethe plugin keygen`: a key to sign plugins with.

use vault::signing::SigningKey;

use super::{arguments::Keygen, key_file};
use crate::cli::{error::Error, print};
use crate::platform::SystemEntropy;

pub(super) fn run(options: &Keygen) -> Result<(), Error> {
    let key = SigningKey::generate(&mut SystemEntropy)?;
    key_file::write(&options.file, &key)?;
    print::note("The public key, to be registered at POST /v1/plugin-keys:");
    Ok(print::line(&hex::encode(key.public_key()))?)
}

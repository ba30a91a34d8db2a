//! `lethe plugin sign`: vouches for a file.

use std::{fs, path::Path};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{arguments::Sign, key_file};
use crate::cli::{error::Error, print};

/// A signature as an upload carries it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signature {
    public_key: String,
    signature: String,
}

pub(super) fn run(options: &Sign) -> Result<(), Error> {
    let plugin = read(&options.file)?;
    Ok(print::json(&signature(&plugin, &options.key)?)?)
}

/// Signs a plugin with the key in a file.
pub(super) fn signature(plugin: &[u8], key: &Path) -> Result<Signature, Error> {
    let key = key_file::read(key)?;
    let digest = hex::encode(Sha256::digest(plugin));
    let signature = key.sign(domain::plugin::statement(&digest).as_bytes());
    Ok(Signature {
        public_key: hex::encode(key.public_key()),
        signature: hex::encode(signature),
    })
}

/// Reads a file that is sent or signed as it is.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Error> {
    let shown = file.display();
    fs::read(file).map_err(|error| Error::Refused(format!("cannot read {shown}: {error}")))
}

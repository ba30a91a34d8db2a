//! Writes the list of common passwords as `crates/identity` has it: the hashes of those of the crate `passwords`, which
//! as texts would make a workflow too large for Spin clouds.

use std::fs;

use anyhow::{Context, Result};
use cargo_metadata::MetadataCommand;
use sha2::{Digest as _, Sha256};

use crate::workspace::Workspace;

const FILE: &str = "crates/identity/src/blocklist/common.bin";

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let metadata = MetadataCommand::new()
        .manifest_path(workspace.root().join("Cargo.toml"))
        .exec()?;
    let mut packages = metadata.packages.iter();
    let package = packages.find(|package| package.name.as_str() == "passwords");
    let package = package.context("the crate `passwords` is not used")?;
    let list = package
        .manifest_path
        .with_file_name("data/common-passwords.json");
    let list: Vec<String> = serde_json::from_str(&fs::read_to_string(list)?)?;
    let mut hashes: Vec<u32> = list.iter().map(|password| hash(password)).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let (mut bytes, mut before) = (Vec::new(), 0);
    for hash in &hashes {
        write(&mut bytes, hash - before);
        before = *hash;
    }
    fs::write(workspace.root().join(FILE), &bytes)?;
    println!(
        "wrote {FILE}: {} passwords, {} bytes",
        hashes.len(),
        bytes.len()
    );
    Ok(())
}

/// The first four bytes of SHA-256.
fn hash(password: &str) -> u32 {
    let digest = Sha256::digest(password.as_bytes());
    let start = digest.iter().take(4);
    start.fold(0, |hash, byte| (hash << 8) | u32::from(*byte))
}

/// Writes a number as LEB128.
fn write(bytes: &mut Vec<u8>, mut number: u32) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return;
        }
        bytes.push(low | 0x80);
    }
}

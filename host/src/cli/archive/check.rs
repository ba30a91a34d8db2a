//! `lethe archive check`: needs no Lethe and no network.

use std::{collections::BTreeMap, fs::File, io, io::Read as _, path::Path};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Check;
use crate::cli::{error::Error, print};

/// The kind of archive that is understood.
const KIND: &str = "lethe:archive:1";
const MANIFEST: &str = "manifest.json";
/// The most bytes of a manifest: a hundred thousand files and more.
const MOST_MANIFEST: u64 = 256 << 20;

/// An archive that is whole.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    tenant_id: String,
    delivery_id: String,
    finished_at: String,
    files: usize,
    rows: u64,
    manifest_sha256: String,
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(rename = "type")]
    kind: String,
    tenant_id: String,
    delivery_id: String,
    finished_at: String,
    files: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    name: String,
    sha256: String,
    bytes: u64,
    rows: u64,
}

impl Found {
    pub(super) fn sentence(&self) -> String {
        let Self { files, rows, .. } = self;
        format!("{files} files with {rows} rows, all as the manifest has them")
    }
}

pub(super) fn run(options: &Check) -> Result<(), Error> {
    let found = archive(&options.file)?;
    if options.json {
        return Ok(print::json(&found)?);
    }
    print::note(&found.sentence());
    Ok(print::line(&found.manifest_sha256)?)
}

/// Checks an archive.
///
/// # Errors
/// It is not whole; the error says where.
pub(super) fn archive(file: &Path) -> Result<Found, Error> {
    let refused = |why: String| Error::Refused(format!("{}: {why}", file.display()));
    let unread = |error: io::Error| refused(format!("cannot be read: {error}"));
    let mut archive = tar::Archive::new(File::open(file).map_err(unread)?);
    let mut read = BTreeMap::new();
    let mut manifest = None;
    for entry in archive.entries().map_err(unread)? {
        let mut entry = entry.map_err(unread)?;
        let path = entry.path().map_err(unread)?.display().to_string();
        let name = path.split_once('/').map_or("", |(_, name)| name).to_owned();
        if name == MANIFEST {
            let mut text = Vec::new();
            let mut limited = entry.take(MOST_MANIFEST);
            limited.read_to_end(&mut text).map_err(unread)?;
            manifest = Some(text);
            continue;
        }
        if read
            .insert(name, digest(&mut entry).map_err(unread)?)
            .is_some()
        {
            return Err(refused(format!("{path} is there twice")));
        }
    }
    let text = manifest.ok_or_else(|| refused("it has no manifest: it broke off".to_owned()))?;
    let manifest: Manifest = serde_json::from_slice(&text)
        .map_err(|error| refused(format!("its manifest cannot be read: {error}")))?;
    if manifest.kind != KIND {
        return Err(refused(format!("it is no {KIND}")));
    }
    for listed in &manifest.files {
        let name = &listed.name;
        match read.remove(name) {
            None => return Err(refused(format!("{name} is missing"))),
            Some((digest, bytes)) if digest != listed.sha256 || bytes != listed.bytes => {
                return Err(refused(format!("{name} was changed")));
            }
            Some(_) => {}
        }
    }
    if let Some(name) = read.keys().next() {
        return Err(refused(format!("{name} is not in the manifest")));
    }
    Ok(Found {
        files: manifest.files.len(),
        rows: manifest.files.iter().map(|file| file.rows).sum(),
        tenant_id: manifest.tenant_id,
        delivery_id: manifest.delivery_id,
        finished_at: manifest.finished_at,
        manifest_sha256: hex::encode(Sha256::digest(&text)),
    })
}

/// SHA-256 and size of what is read to its end.
fn digest(file: &mut impl io::Read) -> io::Result<(String, u64)> {
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = file.read(&mut buffer)?;
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else {
            return Ok((hex::encode(hash.finalize()), bytes));
        };
        hash.update(piece);
        bytes += piece.len() as u64;
    }
}

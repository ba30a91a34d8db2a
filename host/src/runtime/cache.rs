//! Compiled components on disk.
//!
//! wasmtime runs whatever machine code it is given, so a file is believed only if its MAC says
//! that this host wrote it, from the same component, with the same engine.

use std::{
    fs,
    hash::{Hash, Hasher},
    io::{self, Write},
    path::{Path, PathBuf},
};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use wasmtime::{Engine, component::Component};

/// Bytes of the MAC at the start of a file.
const MAC: usize = 32;

/// A folder of compiled components, each under a MAC.
pub struct ArtifactCache {
    directory: PathBuf,
    mac: Hmac<Sha256>,
}

impl ArtifactCache {
    /// Keeps artifacts in `directory`, which is made when missing; `key` is for this use alone.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn new(directory: PathBuf, key: &[u8; 32]) -> io::Result<Self> {
        fs::create_dir_all(&directory)?;
        let mac = Hmac::new_from_slice(key).map_err(io::Error::other)?;
        Ok(Self { directory, mac })
    }

    /// The compiled component: the kept one, or a new one that is then kept.
    pub(super) fn load_or_compile(
        &self,
        engine: &Engine,
        bytes: &[u8],
    ) -> wasmtime::Result<Component> {
        let digest = Sha256::digest(bytes);
        let mac = self
            .mac
            .clone()
            .chain_update(digest)
            .chain_update(identity(engine));
        let path = self
            .directory
            .join(format!("{}.cwasm", hex::encode(digest)));
        if let Some(component) = load(engine, &path, mac.clone()) {
            return Ok(component);
        }
        let component = Component::new(engine, bytes)?;
        let artifact = component.serialize()?;
        let tag = mac.chain_update(&artifact).finalize().into_bytes();
        if let Err(error) = self.keep(&path, &tag, &artifact) {
            tracing::warn!(%error, "a compiled component is not kept");
        }
        Ok(component)
    }

    /// Writes beside and renames, so that a reader never sees half a file.
    fn keep(&self, path: &Path, tag: &[u8], artifact: &[u8]) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.directory)?;
        file.write_all(tag)?;
        file.write_all(artifact)?;
        file.persist(path)?;
        Ok(())
    }
}

/// What is read is checked and used in memory: the file may change in between, the copy cannot.
fn load(engine: &Engine, path: &Path, mac: Hmac<Sha256>) -> Option<Component> {
    let bytes = fs::read(path).ok()?;
    let (tag, artifact) = bytes.split_at_checked(MAC)?;
    if mac.chain_update(artifact).verify_slice(tag).is_err() {
        tracing::warn!("a compiled component was altered or is of another host; compiling again");
        return None;
    }
    #[expect(
        unsafe_code,
        reason = "the MAC shows that this host's engine made these bytes"
    )]
    // SAFETY: the bytes are what `Component::serialize` of an engine with the same compatibility
    // hash gave, as nobody else has the key of the MAC.
    let component = unsafe { Component::deserialize(engine, artifact) };
    component.ok()
}

/// The version and settings of an engine, in 32 bytes.
fn identity(engine: &Engine) -> [u8; 32] {
    struct Sha(Sha256);
    impl Hasher for Sha {
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }
        fn finish(&self) -> u64 {
            0
        }
    }
    let mut hasher = Sha(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut hasher);
    hasher.0.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest component there is.
    const EMPTY: &[u8] = b"\0asm\x0d\0\x01\0";

    fn only_file(directory: &Path) -> PathBuf {
        let mut files = fs::read_dir(directory).unwrap();
        let file = files.next().unwrap().unwrap().path();
        assert!(files.next().is_none());
        file
    }

    #[test]
    fn an_altered_or_foreign_artifact_is_compiled_again() {
        let folder = tempfile::tempdir().unwrap();
        let cache = ArtifactCache::new(folder.path().to_owned(), &[1; 32]).unwrap();
        let engine = Engine::default();
        cache.load_or_compile(&engine, EMPTY).unwrap();
        let file = only_file(folder.path());
        let good = fs::read(&file).unwrap();
        let mac = || {
            let digest = Sha256::digest(EMPTY);
            cache
                .mac
                .clone()
                .chain_update(digest)
                .chain_update(identity(&engine))
        };
        assert!(load(&engine, &file, mac()).is_some());

        for at in [0, MAC - 1, MAC, good.len() / 2, good.len() - 1] {
            let mut bad = good.clone();
            bad[at] ^= 1;
            fs::write(&file, &bad).unwrap();
            assert!(load(&engine, &file, mac()).is_none(), "byte {at}");
            cache.load_or_compile(&engine, EMPTY).unwrap();
            assert_eq!(fs::read(&file).unwrap(), good);
        }
        fs::write(&file, &good[..MAC / 2]).unwrap();
        assert!(load(&engine, &file, mac()).is_none());

        let other = ArtifactCache::new(folder.path().to_owned(), &[2; 32]).unwrap();
        fs::write(&file, &good).unwrap();
        other.load_or_compile(&engine, EMPTY).unwrap();
        assert_ne!(fs::read(&file).unwrap()[..MAC], good[..MAC]);
    }
}

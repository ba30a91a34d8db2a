//! Everything of a tenant, as its administrator fetches and reads it.

use std::collections::BTreeMap;
use std::io::Read as _;

use ring::digest::{SHA256, digest};
use serde_json::Value;

use crate::Tenant;

/// An archive, taken apart.
pub struct Archive {
    /// In how many parts it came.
    pub parts: usize,
    /// Its files by name, without the folder that all are in.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Its manifest.
    pub manifest: Value,
}

impl Archive {
    /// Fetches it, and checks every file against the manifest.
    pub fn fetch(tenant: &Tenant) -> Self {
        let administrator = tenant.administrator();
        let (mut bytes, mut parts, mut path) = (Vec::new(), 0, "/v1/archive".to_owned());
        loop {
            let part = administrator.get(&path).expect(200);
            assert_eq!(part.header("content-type"), Some("application/x-tar"));
            bytes.extend_from_slice(&part.body);
            parts += 1;
            let Some(next) = part.header("lethe-next") else {
                break;
            };
            path = format!("/v1/archive?after={next}");
        }
        let mut files = files(&bytes);
        let manifest = files.remove("manifest.json").expect("a manifest");
        let manifest: Value = serde_json::from_slice(&manifest).expect("the manifest is JSON");
        let listed = manifest["files"].as_array().expect("a list of files");
        assert_eq!(listed.len(), files.len());
        for file in listed {
            let name = file["name"].as_str().expect("a file has a name");
            let content = files.get(name).expect("a file of the manifest");
            let hash = hex::encode(digest(&SHA256, content));
            assert_eq!(file["sha256"].as_str(), Some(hash.as_str()), "{name}");
            assert_eq!(file["bytes"].as_u64(), Some(content.len() as u64), "{name}");
        }
        Self {
            parts,
            files,
            manifest,
        }
    }

    /// The lines of all files below a folder.
    pub fn rows(&self, folder: &str) -> Vec<Value> {
        let below = format!("{folder}/");
        let files = self.files.iter();
        let files = files.filter(|(name, _)| name.starts_with(&below));
        let lines = files.flat_map(|(_, content)| content.split(|byte| *byte == b'\n'));
        lines
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).expect("a line of JSON"))
            .collect()
    }
}

/// The files of a tar file.
fn files(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = tar::Archive::new(bytes);
    let entries = archive.entries().expect("a tar file");
    let read = |entry: std::io::Result<tar::Entry<'_, &[u8]>>| {
        let mut entry = entry.expect("an entry");
        let path = entry.path().expect("a path").display().to_string();
        let name = path
            .strip_prefix("lethe-archive/")
            .expect("one folder")
            .to_owned();
        let mut content = Vec::new();
        let _ = entry.read_to_end(&mut content).expect("the whole entry");
        (name, content)
    };
    entries.map(read).collect()
}

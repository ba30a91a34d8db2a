//! A part of the archive: some files as tar has them (POSIX.1-1988 `ustar`).

use kit::problem::Problem;
use sha2::{Digest as _, Sha256};
use store::deliveries::DeliveredFile;

/// About how many bytes a part has: few enough for any runtime's memory, enough to make the calls few.
const PART_BYTES: usize = 8 << 20;
/// A tar file is made of blocks of this size.
const BLOCK: usize = 512;
/// The folder that everything is in.
const FOLDER: &str = "lethe-archive";

/// A part that is being written.
pub(super) struct Part {
    bytes: Vec<u8>,
    /// The files of this part.
    pub(super) files: Vec<DeliveredFile>,
    next: u32,
    seconds: u64,
}

impl Part {
    /// Begins a part whose first file has this number, at a time in seconds since 1970.
    pub(super) fn new(first: u32, seconds: i64) -> Self {
        Self {
            bytes: Vec::new(),
            files: Vec::new(),
            next: first,
            seconds: u64::try_from(seconds).unwrap_or_default(),
        }
    }

    /// The number of the next file.
    pub(super) const fn next(&self) -> u32 {
        self.next
    }

    /// Whether it has as many bytes as a part should have.
    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() >= PART_BYTES
    }

    /// Adds a file.
    pub(super) fn add(&mut self, name: &str, content: &[u8], rows: u64) -> Result<(), Problem> {
        let refused = |error: std::io::Error| Problem::internal(error.to_string());
        let mut header = tar::Header::new_ustar();
        header
            .set_path(format!("{FOLDER}/{name}"))
            .map_err(refused)?;
        header.set_size(content.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(self.seconds);
        header.set_entry_type(tar::EntryType::Regular);
        header.set_cksum();
        self.bytes.extend_from_slice(header.as_bytes());
        self.bytes.extend_from_slice(content);
        let whole = self.bytes.len().next_multiple_of(BLOCK);
        self.bytes.resize(whole, 0);
        self.files.push(DeliveredFile {
            number: self.next,
            name: name.to_owned(),
            digest: hex::encode(Sha256::digest(content)),
            size: content.len() as u64,
            rows,
        });
        self.next = self.next.saturating_add(1);
        Ok(())
    }

    /// Ends the archive: two empty blocks.
    pub(super) fn end(&mut self) {
        let whole = self.bytes.len() + 2 * BLOCK;
        self.bytes.resize(whole, 0);
    }

    /// The bytes.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn parts_put_together_are_a_tar_file() {
        let mut first = Part::new(1, 1_000);
        first.add("a.txt", b"one", 0).unwrap();
        first.add("b/c.ndjson", &[b'x'; 512], 7).unwrap();
        let mut last = Part::new(first.next(), 1_000);
        last.add("manifest.json", b"", 0).unwrap();
        last.end();
        assert_eq!(first.files[1].rows, 7);
        let whole = [first.into_bytes(), last.into_bytes()].concat();
        let mut archive = tar::Archive::new(whole.as_slice());
        let mut read = Vec::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            let path = entry.path().unwrap().display().to_string();
            read.push((path, content.len()));
        }
        let wanted = [
            ("lethe-archive/a.txt".to_owned(), 3),
            ("lethe-archive/b/c.ndjson".to_owned(), 512),
            ("lethe-archive/manifest.json".to_owned(), 0),
        ];
        assert_eq!(read, wanted);
    }
}

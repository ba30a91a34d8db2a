//! Looks for traces of values in every byte that a host left behind.

use std::fs;
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// A value found where it must not be.
#[derive(Debug)]
pub struct Trace {
    /// The file.
    pub file: PathBuf,
    /// Where in it.
    pub offset: usize,
    /// The value, and the way it was written.
    pub what: String,
}

/// Finds these values in all files under a folder, however they were written: plain, in lower or upper
/// case, hexadecimal, base64 at any alignment, UTF-16, JSON-escaped, or as a binary integer.
pub fn find(folder: &Path, values: &[String]) -> Vec<Trace> {
    let patterns: Vec<(String, Vec<u8>)> =
        values.iter().flat_map(|value| spellings(value)).collect();
    let searcher = AhoCorasick::new(patterns.iter().map(|(_, bytes)| bytes));
    let searcher = searcher.expect("the patterns make a searcher");
    let mut traces = Vec::new();
    for file in files(folder) {
        // A file that vanishes meanwhile, such as a journal, is not left behind.
        let Ok(bytes) = fs::read(&file) else { continue };
        for found in searcher.find_iter(&bytes) {
            let (what, _) = &patterns[found.pattern().as_usize()];
            traces.push(Trace {
                file: file.clone(),
                offset: found.start(),
                what: what.clone(),
            });
        }
    }
    traces
}

/// Every file under a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

/// The ways in which a value may be written.
pub fn spellings(value: &str) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(&str, Vec<u8>)> = Vec::new();
    let lower = value.to_lowercase();
    for text in [value, &lower, &value.to_uppercase()] {
        found.push(("plain", text.as_bytes().to_vec()));
        found.push(("hexadecimal", hex::encode(text).into_bytes()));
        found.push((
            "upper-case hexadecimal",
            hex::encode_upper(text).into_bytes(),
        ));
        found.push((
            "UTF-16LE",
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ));
        found.push((
            "UTF-16BE",
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ));
        found.push((
            "JSON",
            json_escaped(text, |character| !character.is_ascii()),
        ));
        found.push(("JSON, all escaped", json_escaped(text, |_| true)));
        found.push(("JSON, UTF-8", json_escaped(text, |_| false)));
        for alignment in 0..3 {
            found.push(("base64", aligned(&STANDARD_NO_PAD, text, alignment)));
            found.push(("base64url", aligned(&URL_SAFE_NO_PAD, text, alignment)));
        }
    }
    if let Ok(integer) = value.parse::<i64>() {
        found.push(("64 bits, big end first", integer.to_be_bytes().to_vec()));
        found.push(("64 bits, little end first", integer.to_le_bytes().to_vec()));
    }
    found.sort_by(|one, other| one.1.cmp(&other.1));
    found.dedup_by(|one, other| one.1 == other.1);
    found
        .into_iter()
        .map(|(way, bytes)| (format!("{value:?} as {way}"), bytes))
        .collect()
}

/// The characters of base64 that depend on nothing but the value, when so many bytes come before it.
fn aligned(engine: &impl base64::Engine, text: &str, before: usize) -> Vec<u8> {
    let mut bytes = vec![0; before];
    bytes.extend_from_slice(text.as_bytes());
    let whole = bytes.len() / 3 * 3;
    let encoded = engine.encode(bytes.get(..whole).unwrap_or_default());
    let skipped = before.div_ceil(3) * 4;
    encoded.into_bytes().split_off(skipped.min(whole / 3 * 4))
}

fn json_escaped(text: &str, escape: impl Fn(char) -> bool) -> Vec<u8> {
    let mut escaped = String::new();
    for character in text.chars() {
        if escape(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                escaped.extend(format!("\\u{unit:04x}").chars());
            }
        } else {
            let quoted = serde_json::Value::from(character.to_string()).to_string();
            escaped.push_str(quoted.get(1..quoted.len() - 1).unwrap_or_default());
        }
    }
    escaped.into_bytes()
}

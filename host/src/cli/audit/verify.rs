//! `lethe audit verify`: needs no Lethe and no network.

use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use translog::{Checkpoint, Frontier, Hash, VerifierKey, leaf_hash};

use super::{Verify, fetch::KIND};
use crate::cli::{error::Error, print};

/// A log that is what its checkpoint says.
#[derive(Debug, Serialize)]
struct Found {
    origin: String,
    verifier_key: String,
    events: u64,
    /// Of those, of how many only the hash is left.
    forgotten: u64,
    root: String,
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "type")]
    kind: String,
    verifier_key: String,
    checkpoint: String,
}

/// A log as it was read: the leaves in their order, and what was signed.
struct Log {
    leaves: Vec<Hash>,
    forgotten: u64,
    checkpoint: Checkpoint,
    key: VerifierKey,
}

pub(super) fn run(options: &Verify) -> Result<(), Error> {
    let log = Log::read(&options.file, options.key.as_deref())?;
    if let Some(earlier) = &options.since {
        let before = Log::read(earlier, Some(&log.key.to_text()))?;
        let (before, now) = (&before.leaves, &log.leaves);
        if now.get(..before.len()) != Some(before.as_slice()) {
            let place = before.iter().zip(now).position(|(old, new)| old != new);
            let place = place.map_or(now.len(), |place| place) + 1;
            let (file, earlier) = (options.file.display(), earlier.display());
            return Err(Error::Refused(format!(
                "{file} does not continue {earlier}: event {place} is missing or another one"
            )));
        }
    }
    let found = Found {
        origin: log.checkpoint.origin().to_owned(),
        verifier_key: log.key.to_text(),
        events: log.checkpoint.size(),
        forgotten: log.forgotten,
        root: log.checkpoint.root().to_base64(),
    };
    if options.json {
        return Ok(print::json(&found)?);
    }
    print::note(&format!(
        "{} events, all as {} signed them",
        found.events, found.origin
    ));
    Ok(print::line(&found.root)?)
}

impl Log {
    /// Reads a log and checks it.
    fn read(file: &Path, key: Option<&str>) -> Result<Self, Error> {
        let refused = |why: String| Error::Refused(format!("{}: {why}", file.display()));
        let unread = |error: std::io::Error| refused(format!("cannot be read: {error}"));
        let mut lines = BufReader::new(File::open(file).map_err(unread)?).lines();
        let head = lines
            .next()
            .transpose()
            .map_err(unread)?
            .unwrap_or_default();
        let head: Head = serde_json::from_str(&head)
            .map_err(|_| refused("line 1 is not that of a fetched log".to_owned()))?;
        if head.kind != KIND {
            return Err(refused(format!("it is no {KIND}")));
        }
        let key = VerifierKey::parse(key.unwrap_or(&head.verifier_key))
            .map_err(|error| refused(format!("the key of the log: {error}")))?;
        let opened = Checkpoint::open(head.checkpoint.as_bytes(), &key, &[])
            .map_err(|error| refused(format!("its checkpoint: {error}")))?;
        let (mut leaves, mut forgotten) = (Vec::new(), 0);
        for (line, number) in lines.zip(2..) {
            let line = line.map_err(unread)?;
            let (leaf, is_whole) = leaf(&line, leaves.len())
                .map_err(|why| refused(format!("line {number}: {why}")))?;
            forgotten += u64::from(!is_whole);
            leaves.push(leaf);
        }
        let mut frontier = Frontier::empty();
        for leaf in &leaves {
            frontier
                .append(*leaf)
                .map_err(|error| refused(error.to_string()))?;
        }
        let checkpoint = opened.checkpoint;
        if frontier.size() != checkpoint.size() {
            let (there, signed) = (frontier.size(), checkpoint.size());
            return Err(refused(format!(
                "it has {there} events, its checkpoint {signed}"
            )));
        }
        if frontier.root() != checkpoint.root() {
            return Err(refused(
                "its events are not those that were signed".to_owned(),
            ));
        }
        Ok(Self {
            leaves,
            forgotten,
            checkpoint,
            key,
        })
    }
}

/// The hash of the leaf that a line holds, and whether the event is there as well.
fn leaf(line: &str, before: usize) -> Result<(Hash, bool), String> {
    let event: Json = serde_json::from_str(line).map_err(|_| "it is no JSON".to_owned())?;
    if event.get("seq").and_then(Json::as_u64) != u64::try_from(before + 1).ok() {
        return Err("an event before it is missing".to_owned());
    }
    if let Some(hash) = event.get("hash") {
        let hash = hash.as_str().map(Hash::from_base64);
        let Some(Ok(hash)) = hash else {
            return Err("it has no hash".to_owned());
        };
        return Ok((hash, false));
    }
    let entry = serde_json_canonicalizer::to_string(&event).map_err(|error| error.to_string())?;
    Ok((leaf_hash(entry.as_bytes()), true))
}

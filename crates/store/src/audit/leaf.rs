//! What the tree of a log is made of: events as canonical JSON (RFC 8785), each with a random salt, so that the hash of
//! one that was forgotten tells nothing about it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::json;
use translog::{Hash, leaf_hash};

use super::Logged;
use crate::Error;

/// Random bytes that go into a leaf.
pub const SALT_BYTES: usize = 16;

/// The entry of the log that an event is: what [`hash`] is made of, and what an auditor hashes again.
pub fn entry(logged: &Logged) -> Result<String, Error> {
    let Logged { seq, actor, event } = logged;
    // As it is kept.
    let at = Timestamp::from_millisecond(event.at.as_millisecond()).map_err(Error::database)?;
    let entry = json!({
        "seq": seq,
        "at": at,
        "action": event.action,
        "actor": {"token_id": actor.token_id, "label": actor.label, "role": actor.role},
        "object_kind": event.object_kind,
        "object_id": event.object_id,
        "counts": event.counts,
        "trace": event.trace,
        "salt": event.salt.as_ref().map(|salt| STANDARD.encode(salt)),
    });
    serde_json_canonicalizer::to_string(&entry).map_err(Error::database)
}

/// The hash of its leaf (RFC 6962, section 2.1).
pub(super) fn hash(logged: &Logged) -> Result<Hash, Error> {
    Ok(leaf_hash(entry(logged)?.as_bytes()))
}

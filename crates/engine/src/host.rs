//! What a store keeps for a plugin while it runs: its limits, what it logged, and what its pseudonyms are made with.

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::Settings;
use crate::bindings::anonymizer::lethe::plugin::log::Level;
use crate::limiter::Limiter;
use crate::log::Journal;

/// The key of a tenant's pseudonyms, ready to use.
pub(crate) type PseudonymKey = Hmac<Sha256>;

/// The data of a store.
pub(crate) struct Host {
    pub(crate) limiter: Limiter,
    pub(crate) journal: Journal,
    pseudonyms: PseudonymKey,
}

impl Host {
    pub(crate) fn new(settings: &Settings, pseudonyms: PseudonymKey) -> Self {
        Self {
            limiter: Limiter::new(settings),
            journal: Journal::default(),
            pseudonyms,
        }
    }

    /// Keeps a line of the plugin's.
    pub(crate) fn log(&mut self, level: Level, line: &str) {
        self.journal.keep(level, line);
    }

    /// The pseudonym of a text: 128 bits of HMAC-SHA-256 (RFC 2104), hexadecimal. Lengths are part of the
    /// message, so that no two scopes and texts give the same one.
    pub(crate) fn pseudonym(&self, scope: &str, text: &str) -> String {
        let mut mac = self.pseudonyms.clone();
        for part in [scope, text] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        let code = mac.finalize().into_bytes();
        hex::encode(code.get(..16).unwrap_or(&code))
    }
}

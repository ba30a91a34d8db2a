//! Which artifacts an engine can load.

#[cfg(not(feature = "jit"))]
use crate::config;
use crate::config::ENGINE;

/// Engine and version, with a fingerprint of everything else that machine code depends on.
#[cfg(feature = "jit")]
pub(crate) fn of(engine: &wasmtime::Engine) -> String {
    use std::hash::Hash as _;

    use sha2::Digest as _;

    let mut hasher = Fingerprint(sha2::Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut hasher);
    let digest = hex::encode(hasher.0.finalize());
    format!("{ENGINE} {}", digest.get(..32).unwrap_or(&digest))
}

/// Engine, version and target: who interprets has no compiler to ask for more. An artifact that
/// differs in anything else is refused when it is loaded.
#[cfg(not(feature = "jit"))]
pub(crate) fn of(_: &wasmtime::Engine) -> String {
    let (target, features) = (config::TARGET, config::features().bits());
    format!("{ENGINE} {target} {features:x}")
}

/// A hasher whose result is long enough that two configurations never share it.
#[cfg(feature = "jit")]
struct Fingerprint(sha2::Sha256);

#[cfg(feature = "jit")]
impl std::hash::Hasher for Fingerprint {
    fn write(&mut self, bytes: &[u8]) {
        sha2::Digest::update(&mut self.0, bytes);
    }

    fn finish(&self) -> u64 {
        let digest = sha2::Digest::finalize(self.0.clone());
        digest
            .iter()
            .take(8)
            .fold(0, |hash, byte| (hash << 8) | u64::from(*byte))
    }
}

//! Whoever can write to where artifacts are stored gets nothing run.
//!
//! All of this is asked of [`Sealer::open`](engine::Sealer::open), which has no engine and so nothing to
//! deserialize with: what it refuses, wasmtime never sees.

use std::sync::OnceLock;

use engine::{Compiled, ENGINE, Error, Sealer, compile};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::fixture::{IDENTITY, MASK, TENANT, anonymizing, engine, sealer};

/// Another tenant, alike but for the last digit.
const OTHER: &str = "0197a3c0-0000-7000-8000-000000000002";

fn mask() -> &'static Compiled {
    static COMPILED: OnceLock<Compiled> = OnceLock::new();
    COMPILED.get_or_init(|| compile(engine(), &anonymizing(MASK).component()).unwrap())
}

fn seal(tenant: &str, compiled: &Compiled, identity: &str) -> Vec<u8> {
    sealer().seal(tenant, &compiled.digest, identity, &compiled.artifact)
}

/// What becomes of stored bytes where [`mask`] is to be run for [`TENANT`].
fn open(stored: &[u8]) -> Result<(), Error> {
    let identity = engine().identity();
    let opened = sealer().open(TENANT, &mask().digest, &identity, stored);
    opened.map(|_| ())
}

#[test]
fn ten_thousand_flipped_bits_are_refused() {
    let mut stored = seal(TENANT, mask(), &engine().identity());
    let mut random = fastrand::Rng::with_seed(10_000);
    for _ in 0..10_000 {
        let (at, bit) = (random.usize(..stored.len()), 1 << random.u8(..8));
        stored[at] ^= bit;
        assert_eq!(open(&stored), Err(Error::ArtifactRefused), "{bit} of {at}");
        stored[at] ^= bit;
    }
    assert_eq!(open(&stored), Ok(()));
}

#[test]
fn a_thousand_bursts_of_garbage_are_refused() {
    let stored = seal(TENANT, mask(), &engine().identity());
    let mut random = fastrand::Rng::with_seed(1_000);
    for _ in 0..1_000 {
        let mut altered = stored.clone();
        let start = random.usize(..stored.len());
        let end = random.usize(start..=stored.len());
        random.fill(&mut altered[start..end]);
        // Some are empty, or give the very bytes that were there.
        if altered != stored {
            assert_eq!(
                open(&altered),
                Err(Error::ArtifactRefused),
                "{start}..{end}"
            );
        }
    }
}

#[test]
fn an_artifact_cut_at_either_end_or_made_longer_is_refused() {
    let stored = seal(TENANT, mask(), &engine().identity());
    let lengths = (0..128).chain((128..stored.len()).step_by(61));
    for length in lengths {
        let head = open(&stored[..length]);
        assert_eq!(head, Err(Error::ArtifactRefused), "the first {length}");
        let tail = open(&stored[stored.len() - length..]);
        assert_eq!(tail, Err(Error::ArtifactRefused), "the last {length}");
    }
    for more in [&b"\0"[..], b"\x7fELF", &stored] {
        let behind = open(&[&stored, more].concat());
        let before = open(&[more, &stored].concat());
        assert_eq!(behind, Err(Error::ArtifactRefused));
        assert_eq!(before, Err(Error::ArtifactRefused));
    }
}

#[test]
fn an_artifact_of_another_plugin_or_tenant_is_refused() {
    let identity = engine().identity();
    let other = compile(engine(), &anonymizing(IDENTITY).component()).unwrap();
    assert_ne!(other.digest, mask().digest);
    for stored in [
        seal(TENANT, &other, &identity),
        seal(OTHER, mask(), &identity),
        seal(OTHER, &other, &identity),
        seal("", mask(), &identity),
    ] {
        assert_eq!(open(&stored), Err(Error::ArtifactRefused));
    }
}

#[test]
fn the_seal_of_one_artifact_does_not_hold_for_another() {
    let identity = engine().identity();
    let other = compile(engine(), &anonymizing(IDENTITY).component()).unwrap();
    let own = seal(TENANT, mask(), &identity);
    let others = seal(TENANT, &other, &identity);
    // Format and tag take 48 bytes.
    let (seals, codes) = ([&own[..48], &others[..48]], [&own[48..], &others[48..]]);
    assert_eq!(
        open(&[seals[0], codes[1]].concat()),
        Err(Error::ArtifactRefused)
    );
    assert_eq!(
        open(&[seals[1], codes[0]].concat()),
        Err(Error::ArtifactRefused)
    );
}

#[test]
fn an_artifact_of_an_older_a_newer_or_another_engine_is_refused() {
    let identity = engine().identity();
    let fingerprint = identity.strip_prefix(ENGINE).unwrap();
    for of_another in [
        format!("wasmtime 48.0.7{fingerprint}"),
        format!("wasmtime 47.0.0{fingerprint}"),
        format!("wasmtime 49.0.0{fingerprint}"),
        format!("{ENGINE} pulley32 0"),
        format!("{ENGINE} {}", "0".repeat(32)),
        ENGINE.to_owned(),
        String::new(),
    ] {
        let stored = seal(TENANT, mask(), &of_another);
        assert_eq!(open(&stored), Err(Error::ArtifactRefused), "{of_another}");
    }
}

/// What was once good is kept by whoever could read it: the version before, sealed for the same tenant and engine,
/// and what was sealed under the key before.
#[test]
fn an_artifact_from_before_is_refused_when_it_is_put_back() {
    let identity = engine().identity();
    let before = compile(engine(), &anonymizing(IDENTITY).component()).unwrap();
    let replayed = seal(TENANT, &before, &identity);
    assert_eq!(open(&replayed), Err(Error::ArtifactRefused));
    let former = Sealer::new([8; 32]);
    let replayed = former.seal(TENANT, &mask().digest, &identity, &mask().artifact);
    assert_eq!(open(&replayed), Err(Error::ArtifactRefused));
}

#[test]
fn an_artifact_that_nobody_sealed_is_refused() {
    assert_eq!(open(&mask().artifact), Err(Error::ArtifactRefused));
    let unkeyed = [&b"lethe artifact 1"[..], &[0; 32], &mask().artifact].concat();
    assert_eq!(open(&unkeyed), Err(Error::ArtifactRefused));
}

/// The vectors of Wycheproof for HMAC-SHA-256 are run in the vault, over the same crate: this says that the tag is
/// one, of everything that it binds, each part behind its length.
#[test]
fn the_tag_is_an_hmac_of_format_tenant_plugin_engine_and_code() {
    let identity = engine().identity();
    let mut mac = Hmac::<Sha256>::new_from_slice(&[7; 32]).unwrap();
    mac.update(b"lethe artifact 1");
    let (digest, code) = (mask().digest.as_bytes(), &mask().artifact[..]);
    for part in [TENANT.as_bytes(), digest, identity.as_bytes(), code] {
        mac.update(&u64::try_from(part.len()).unwrap().to_le_bytes());
        mac.update(part);
    }
    let stored = seal(TENANT, mask(), &identity);
    assert!(mac.verify_slice(&stored[16..48]).is_ok());
}

//! No key encrypts twice under one nonce, and nothing in the vault could make it do so.

use super::{FakeEntropy, World, sheet};
use crate::{Cell, Entropy, Error, RootKey, Sheet, Vault};

/// Where the nonce lies in what is sealed: after algorithm, key version and commitment.
const NONCE: std::ops::Range<usize> = 21..33;

const CELLS: usize = 16;

/// The operating system's generator. It has no state in this process, as that of the host has none.
struct Os;

impl Entropy for Os {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        getrandom::fill(bytes).map_err(|error| Error::Unavailable(error.to_string()))
    }
}

/// Keeps what was drawn through it.
struct Drawn<E>(E, Vec<Vec<u8>>);

impl<E: Entropy> Entropy for Drawn<E> {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.0.fill(bytes)?;
        self.1.push(bytes.to_vec());
        Ok(())
    }
}

/// A record of so many cells.
fn record() -> Sheet {
    let mut record = sheet(0, "people", "1", "email", b"");
    record.cells = vec![record.cells[0].clone(); CELLS];
    record
}

fn nonces(sealed: &[Vec<Vec<u8>>]) -> impl Iterator<Item = [u8; 12]> {
    let cells = sealed.iter().flatten();
    cells.map(|cell| cell[NONCE].try_into().unwrap())
}

/// How many of them have been there before.
fn repeated(mut nonces: Vec<[u8; 12]>) -> usize {
    let all = nonces.len();
    nonces.sort_unstable();
    nonces.dedup();
    all - nonces.len()
}

#[test]
fn four_million_cells_of_one_key_have_four_million_nonces() {
    let world = World::new();
    let batch = vec![record(); 250];
    let mut found = Vec::with_capacity(4_000_000);
    while found.len() < 4_000_000 {
        let sealed = world
            .vault
            .seal(&world.tenant, &world.subjects, &batch, &mut Os)
            .unwrap();
        found.extend(nonces(&sealed));
    }
    assert_eq!(repeated(found), 0);
}

/// What a forked process, a restored snapshot or a cloned machine repeats is memory. None of it goes into a nonce:
/// every one is what the generator gave for it, in this call, and two vaults alike to the last bit of their keys
/// part with the first cell.
#[test]
fn an_image_of_the_process_repeats_no_nonce() {
    let world = World::new();
    let image = Vault::new(RootKey::from_bytes([7; 32]));
    let batch = vec![record(); 1_000];
    let mut found = Vec::new();
    for vault in [&world.vault, &image] {
        let sealed = vault
            .seal(&world.tenant, &world.subjects, &batch, &mut Os)
            .unwrap();
        found.extend(nonces(&sealed));
    }
    assert_eq!(repeated(found), 0);
}

#[test]
fn every_nonce_is_what_the_generator_gave_for_it() {
    let world = World::new();
    let mut entropy = Drawn(FakeEntropy(5), Vec::new());
    let batch = vec![record(); 3];
    for call in 1..4 {
        let sealed = world
            .vault
            .seal(&world.tenant, &world.subjects, &batch, &mut entropy)
            .unwrap();
        let last = &entropy.1[entropy.1.len() - batch.len()..];
        assert_eq!(entropy.1.len(), call * batch.len(), "one draw a record");
        let found: Vec<u8> = nonces(&sealed).flatten().collect();
        assert_eq!(found, last.concat());
    }
}

#[test]
fn every_wrapping_draws_a_nonce_of_its_own() {
    let world = World::new();
    let mut entropy = Drawn(Os, Vec::new());
    let names: Vec<String> = (0..10_000).map(|n| n.to_string()).collect();
    let keys = world
        .vault
        .new_subject_keys(&world.tenant, &names, &mut entropy)
        .unwrap();
    // A key, and the nonce it is wrapped under.
    assert_eq!(entropy.1.len(), 2 * names.len());
    let wrapped = keys
        .iter()
        .map(|key| key.wrapped[NONCE].try_into().unwrap());
    assert_eq!(repeated(wrapped.collect()), 0);
}

#[test]
fn two_cells_of_one_record_never_share_a_nonce() {
    let mut world = World::new();
    let mut sheet = record();
    let field = |n: usize| Cell {
        field: n.to_string(),
        bytes: vec![0; n],
    };
    sheet.cells = (0..1_000).map(field).collect();
    let sealed = world.seal(&[sheet]).unwrap();
    assert_eq!(repeated(nonces(&sealed).collect()), 0);
}

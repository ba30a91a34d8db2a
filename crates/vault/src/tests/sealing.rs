//! What is sealed opens again, and shows nothing meanwhile.

use std::collections::HashSet;

use crate::{Cell, Error, Sheet};
use proptest::prelude::*;

use super::{NoEntropy, World, sheet, with};

const HEADER_AND_TAG: usize = 1 + 4 + 16 + 12 + 16;

fn any_sheets() -> impl Strategy<Value = Vec<Sheet>> {
    let cell = (any::<String>(), prop::collection::vec(any::<u8>(), 0..200))
        .prop_map(|(field, bytes)| Cell { field, bytes });
    let sheet = (
        0_u32..2,
        any::<String>(),
        any::<String>(),
        prop::collection::vec(cell, 0..5),
    );
    let sheet = sheet.prop_map(|(subject, collection, id, cells)| Sheet {
        subject,
        collection,
        id,
        cells,
    });
    prop::collection::vec(sheet, 0..5)
}

/// Puts sealed or opened bytes in the cells that they came from.
fn replace(sheets: &[Sheet], bytes: Vec<Vec<Vec<u8>>>) -> Vec<Sheet> {
    let mut sheets = sheets.to_vec();
    assert_eq!(sheets.len(), bytes.len());
    for (sheet, bytes) in sheets.iter_mut().zip(bytes) {
        assert_eq!(sheet.cells.len(), bytes.len());
        for (cell, bytes) in sheet.cells.iter_mut().zip(bytes) {
            cell.bytes = bytes;
        }
    }
    sheets
}

proptest! {
    #[test]
    fn what_is_sealed_opens_again(sheets in any_sheets()) {
        let mut world = World::new();
        let sealed = world.seal(&sheets).unwrap();
        let sealed = replace(&sheets, sealed);
        let opened = world.open(&sealed).unwrap();
        prop_assert_eq!(replace(&sealed, opened), sheets);
    }
}

#[test]
fn long_and_empty_cells_open_again() {
    let mut world = World::new();
    for length in [0, 1, 15, 16, 17, 4_096, 1 << 20] {
        let plain = sheet(0, "people", "1", "note", &vec![0xA5; length]);
        let sealed = world.seal_one(&plain);
        assert_eq!(sealed.len(), length + HEADER_AND_TAG);
        assert_eq!(world.open_one(&plain, &sealed).unwrap().len(), length);
    }
}

#[test]
fn nothing_gives_nothing() {
    let mut world = World::new();
    assert_eq!(world.seal(&[]), Ok(vec![]));
    assert_eq!(world.open(&[]), Ok(vec![]));
}

#[test]
fn sealed_bytes_do_not_hold_the_plain_ones() {
    let mut world = World::new();
    let plain = b"ada@example.org";
    let sealed = world.seal_one(&sheet(0, "people", "1", "email", plain));
    assert!(
        !sealed
            .windows(4)
            .any(|part| plain.windows(4).any(|other| other == part))
    );
}

#[test]
fn equal_values_are_sealed_to_different_bytes() {
    let mut world = World::new();
    let plain = sheet(0, "people", "1", "email", b"ada@example.org");
    assert_ne!(world.seal_one(&plain), world.seal_one(&plain));
}

#[test]
fn nonces_do_not_repeat() {
    let mut world = World::new();
    let cells = (0..50).map(|_| Cell {
        field: "note".into(),
        bytes: vec![],
    });
    let mut sheet = sheet(0, "people", "1", "note", b"");
    sheet.cells = cells.collect();
    let mut nonces = HashSet::new();
    for _ in 0..20 {
        for sealed in world
            .seal(&[sheet.clone(), sheet.clone()])
            .unwrap()
            .concat()
        {
            assert!(nonces.insert(sealed[21..33].to_vec()));
        }
    }
    assert_eq!(nonces.len(), 2_000);
}

#[test]
fn the_header_names_format_version_and_key() {
    let mut world = World::new();
    let ada = world.seal_one(&sheet(0, "people", "1", "email", b"x"));
    let ada_again = world.seal_one(&sheet(0, "tasks", "2", "title", b"y"));
    let bob = world.seal_one(&sheet(1, "people", "1", "email", b"x"));
    assert_eq!(ada[..5], [1, 0, 0, 0, 1]);
    assert_eq!(ada[5..21], ada_again[5..21]);
    assert_ne!(ada[5..21], bob[5..21]);
}

#[test]
fn a_sheet_of_a_subject_that_was_not_given_is_refused() {
    let mut world = World::new();
    let plain = sheet(2, "people", "1", "email", b"x");
    assert_eq!(
        world.seal(std::slice::from_ref(&plain)),
        Err(Error::NoSuchSubject(2))
    );
    assert_eq!(
        world.open(std::slice::from_ref(&plain)),
        Err(Error::NoSuchSubject(2))
    );
    let last = sheet(u32::MAX, "people", "1", "email", b"x");
    assert_eq!(world.open(&[last]), Err(Error::NoSuchSubject(u32::MAX)));
}

#[test]
fn nothing_is_sealed_without_entropy() {
    let world = World::new();
    let plain = with(&sheet(0, "people", "1", "email", b""), b"x");
    let sealed = world
        .vault
        .seal(&world.tenant, &world.subjects, &[plain], &mut NoEntropy);
    assert_eq!(sealed, Err(Error::Unavailable("no entropy".into())));
}

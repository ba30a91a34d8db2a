//! What was altered or moved does not open.

use crate::{Error, Sheet};

use super::{World, sheet, with};

#[test]
fn a_moved_cell_does_not_open() {
    let mut world = World::new();
    let home = sheet(0, "people", "1", "email", b"ada@example.org");
    let sealed = world.seal_one(&home);
    assert!(world.open_one(&home, &sealed).is_ok());
    for place in [
        sheet(1, "people", "1", "email", b""),
        sheet(0, "staff", "1", "email", b""),
        sheet(0, "people", "2", "email", b""),
        sheet(0, "people", "1", "phone", b""),
        sheet(0, "people1", "", "email", b""),
        sheet(0, "people", "1email", "", b""),
    ] {
        assert_eq!(
            world.open_one(&place, &sealed),
            Err(Error::Tampered),
            "{place:?}"
        );
    }
}

#[test]
fn any_two_cells_that_are_swapped_do_not_open() {
    let mut world = World::new();
    let mut places: Vec<Sheet> = Vec::new();
    for subject in [0, 1] {
        for collection in ["people", "staff"] {
            for id in ["1", "2"] {
                for field in ["email", "phone"] {
                    places.push(sheet(subject, collection, id, field, b"the same value"));
                }
            }
        }
    }
    let sealed: Vec<Vec<u8>> = world.seal(&places).unwrap().concat();
    for (i, place) in places.iter().enumerate() {
        for (j, bytes) in sealed.iter().enumerate() {
            let opened = world.open_one(place, bytes);
            if i == j {
                assert_eq!(opened.unwrap(), b"the same value");
            } else {
                assert_eq!(opened, Err(Error::Tampered), "{i} {j}");
            }
        }
    }
}

#[test]
fn a_cell_does_not_open_for_another_tenant() {
    let mut world = World::new();
    let place = sheet(0, "people", "1", "email", b"x");
    let sealed = world.seal_one(&place);
    let other = world
        .vault
        .new_tenant_key("umbrella", &mut world.entropy)
        .unwrap();
    let subjects = world
        .vault
        .new_subject_keys(&other, &["ada".into(), "bob".into()], &mut world.entropy)
        .unwrap();
    let moved = world
        .vault
        .open(&other, &subjects, &[with(&place, &sealed)]);
    assert_eq!(moved, Err(Error::Tampered));
}

#[test]
fn a_cell_does_not_open_under_another_key_of_the_same_subject() {
    let mut world = World::new();
    let place = sheet(0, "people", "1", "email", b"x");
    let sealed = world.seal_one(&place);
    world.subjects = world
        .vault
        .new_subject_keys(
            &world.tenant,
            &["ada".into(), "bob".into()],
            &mut world.entropy,
        )
        .unwrap();
    assert_eq!(world.open_one(&place, &sealed), Err(Error::Tampered));
}

#[test]
fn no_byte_and_no_bit_can_be_flipped() {
    let mut world = World::new();
    let place = sheet(0, "people", "1", "email", b"ada@example.org");
    let sealed = world.seal_one(&place);
    for index in 0..sealed.len() {
        for mask in [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF] {
            let mut altered = sealed.clone();
            altered[index] ^= mask;
            let expected = if index == 0 {
                Error::UnknownFormat
            } else {
                Error::Tampered
            };
            assert_eq!(
                world.open_one(&place, &altered),
                Err(expected),
                "{index} {mask}"
            );
        }
    }
}

#[test]
fn no_byte_can_be_cut_off_or_added() {
    let mut world = World::new();
    let place = sheet(0, "people", "1", "email", b"ada@example.org");
    let sealed = world.seal_one(&place);
    for length in 0..sealed.len() {
        let cut = world.open_one(&place, &sealed[..length]);
        assert_eq!(cut, Err(Error::Tampered), "{length}");
    }
    let longer = [sealed.as_slice(), &[0]].concat();
    assert_eq!(world.open_one(&place, &longer), Err(Error::Tampered));
}

#[test]
fn an_unknown_format_is_not_tried() {
    let mut world = World::new();
    let place = sheet(0, "people", "1", "email", b"x");
    let mut sealed = world.seal_one(&place);
    for algorithm in (0..=255).filter(|algorithm| *algorithm != 1) {
        sealed[0] = algorithm;
        assert_eq!(world.open_one(&place, &sealed), Err(Error::UnknownFormat));
    }
}

#[test]
fn one_altered_cell_refuses_the_whole_call() {
    let mut world = World::new();
    let places = [
        sheet(0, "people", "1", "email", b"a"),
        sheet(1, "people", "2", "email", b"b"),
    ];
    let sealed = world.seal(&places).unwrap().concat();
    let mut sheets: Vec<Sheet> = places
        .iter()
        .zip(&sealed)
        .map(|(place, bytes)| with(place, bytes))
        .collect();
    assert!(world.open(&sheets).is_ok());
    *sheets[1].cells[0].bytes.last_mut().unwrap() ^= 1;
    assert_eq!(world.open(&sheets), Err(Error::Tampered));
}

//! A wrapped key serves only the one it was made for.

use std::collections::HashSet;

use crate::signing::verify;
use crate::{Error, RootKey, SubjectKey, Vault};

use super::{NoEntropy, World, sheet};

fn refusal(world: &World) -> Option<Error> {
    world.open(&[]).err()
}

#[test]
fn every_key_is_random() {
    let mut world = World::new();
    let names = vec!["ada".to_owned(); 100];
    let keys = world
        .vault
        .new_subject_keys(&world.tenant, &names, &mut world.entropy)
        .unwrap();
    let distinct: HashSet<&[u8]> = keys.iter().map(|key| key.wrapped.as_slice()).collect();
    assert_eq!(distinct.len(), 100);
    assert!(
        keys.iter()
            .all(|key| key.version == 1 && key.subject == "ada")
    );
    let one = world
        .vault
        .new_tenant_key("acme", &mut world.entropy)
        .unwrap();
    let two = world
        .vault
        .new_tenant_key("acme", &mut world.entropy)
        .unwrap();
    assert_ne!(one.wrapped, two.wrapped);
}

#[test]
fn a_key_to_sign_with_serves_its_tenant_and_its_id() {
    let mut world = World::new();
    let (vault, tenant) = (&world.vault, &world.tenant);
    let key = vault
        .new_signing_key(tenant, "log", &mut world.entropy)
        .unwrap();
    let messages = [b"one".to_vec(), b"two".to_vec()];
    let signed = vault.sign(tenant, "log", &key.wrapped, &messages).unwrap();
    for (message, signature) in messages.iter().zip(&signed) {
        assert!(verify(&key.public, message, signature));
    }
    assert!(!verify(&key.public, &messages[0], &signed[1]));
    let other = vault
        .new_tenant_key("umbrella", &mut world.entropy)
        .unwrap();
    for (tenant, id) in [(tenant, "certificates"), (&other, "log")] {
        let refused = vault.sign(tenant, id, &key.wrapped, &messages);
        assert_eq!(refused, Err(Error::WrongKey));
    }
}

#[test]
fn a_tenant_key_is_bound_to_tenant_and_version() {
    let mut world = World::new();
    assert_eq!(refusal(&world), None);
    world.tenant.tenant = "umbrella".into();
    assert_eq!(refusal(&world), Some(Error::WrongKey));
    world.tenant.tenant = "acme".into();
    world.tenant.version = 2;
    assert_eq!(refusal(&world), Some(Error::WrongKey));
}

#[test]
fn a_subject_key_is_bound_to_tenant_subject_and_version() {
    let mut world = World::new();
    world.subjects.swap(0, 1);
    assert_eq!(refusal(&world), None);
    let swapped: Vec<SubjectKey> = vec![
        SubjectKey {
            wrapped: world.subjects[1].wrapped.clone(),
            ..world.subjects[0].clone()
        },
        SubjectKey {
            version: 2,
            ..world.subjects[0].clone()
        },
        SubjectKey {
            subject: "carol".into(),
            ..world.subjects[0].clone()
        },
    ];
    for subject in swapped {
        world.subjects = vec![subject];
        assert_eq!(refusal(&world), Some(Error::WrongKey));
    }
}

#[test]
fn a_subject_key_does_not_serve_another_tenant() {
    let mut world = World::new();
    world.tenant = world
        .vault
        .new_tenant_key("umbrella", &mut world.entropy)
        .unwrap();
    assert_eq!(refusal(&world), Some(Error::WrongKey));
}

#[test]
fn keys_of_another_root_are_refused() {
    let mut world = World::new();
    world.vault = Vault::new(RootKey::from_bytes([8; 32]));
    assert_eq!(refusal(&world), Some(Error::WrongKey));
    let made = world
        .vault
        .new_subject_keys(&world.tenant, &["ada".into()], &mut world.entropy);
    assert_eq!(made, Err(Error::WrongKey));
    let index = world.vault.blind_index(&world.tenant, "people/email", &[]);
    assert_eq!(index, Err(Error::WrongKey));
}

#[test]
fn a_wrapped_key_that_was_altered_or_cut_is_refused() {
    let pristine = World::new();
    let length = pristine.tenant.wrapped.len();
    for index in 0..length {
        let expected = if index == 0 {
            Error::UnknownFormat
        } else {
            Error::WrongKey
        };
        let mut world = World::new();
        world.tenant.wrapped[index] ^= 1;
        assert_eq!(refusal(&world), Some(expected.clone()), "{index}");
        let mut world = World::new();
        world.subjects[1].wrapped[index] ^= 1;
        assert_eq!(refusal(&world), Some(expected), "{index}");
        let mut world = World::new();
        world.tenant.wrapped.truncate(index);
        assert_eq!(refusal(&world), Some(Error::WrongKey), "{index}");
    }
}

/// A cell holds bytes of the caller's choice, so it must not pass for a key.
#[test]
fn a_sealed_cell_is_no_wrapped_key() {
    let mut world = World::new();
    let cell = world.seal_one(&sheet(0, "people", "1", "email", &[9; 32]));
    assert_eq!(cell.len(), world.subjects[0].wrapped.len());
    world.subjects[0].wrapped = cell.clone();
    assert_eq!(refusal(&world), Some(Error::WrongKey));
    world.tenant.wrapped = cell;
    assert_eq!(refusal(&world), Some(Error::WrongKey));
}

#[test]
fn a_subject_without_its_key_is_forgotten() {
    let mut world = World::new();
    let place = sheet(0, "people", "1", "email", b"ada@example.org");
    let sealed = world.seal_one(&place);
    world.subjects.remove(0);
    assert_eq!(world.open_one(&place, &sealed), Err(Error::Tampered));
}

#[test]
fn no_key_is_made_without_entropy() {
    let world = World::new();
    let expected = Error::Unavailable("no entropy".into());
    let tenant = world.vault.new_tenant_key("acme", &mut NoEntropy);
    assert_eq!(tenant, Err(expected.clone()));
    let subjects = world
        .vault
        .new_subject_keys(&world.tenant, &["ada".into()], &mut NoEntropy);
    assert_eq!(subjects, Err(expected));
}

#[test]
fn debug_shows_no_key() {
    assert_eq!(format!("{:?}", World::new().vault), "Vault(redacted)");
}

#[test]
fn the_vault_can_be_shared_between_threads() {
    const fn shared<T: Send + Sync>() {}
    shared::<Vault>();
}

//! While the root key is rotated, everything can be read; afterwards, nothing that is under the former one.

use crate::{Error, FileKey, RootKey, RootKeys, Vault};

use super::{FakeEntropy, NoEntropy, World, sheet, with};

/// The root key of a [`World`], and the one that follows it.
fn roots() -> [RootKey; 2] {
    [7, 8].map(|byte| RootKey::from_bytes([byte; 32]))
}

fn both() -> RootKeys {
    let [former, current] = roots();
    RootKeys::new(current, Some(former))
}

#[test]
fn what_was_sealed_before_a_rotation_opens_during_and_after_it() {
    let mut world = World::new();
    let place = sheet(0, "people", "1", "email", b"ada@example.org");
    let sealed = world.seal_one(&place);
    let index = world
        .vault
        .blind_index(&world.tenant, "people/email", &["ada".into()]);
    world.vault = Vault::new(both());
    assert_eq!(world.open_one(&place, &sealed).unwrap(), b"ada@example.org");
    let rewrapped = world
        .vault
        .rewrap_tenant_key(&world.tenant, &mut world.entropy);
    world.tenant = rewrapped.unwrap().unwrap();
    let [_, current] = roots();
    for roots in [both(), current.into()] {
        world.vault = Vault::new(roots);
        assert_eq!(world.open_one(&place, &sealed).unwrap(), b"ada@example.org");
        let again = world
            .vault
            .blind_index(&world.tenant, "people/email", &["ada".into()]);
        assert_eq!(again, index, "no index is made anew");
    }
}

#[test]
fn a_key_that_was_rewrapped_is_not_rewrapped_again() {
    let mut world = World::new();
    let before = world.tenant.clone();
    let vault = Vault::new(both());
    let after = vault
        .rewrap_tenant_key(&before, &mut world.entropy)
        .unwrap()
        .unwrap();
    assert_eq!(
        (&after.tenant, after.version),
        (&before.tenant, before.version)
    );
    assert_ne!(after.wrapped, before.wrapped);
    assert_eq!(
        vault.rewrap_tenant_key(&after, &mut world.entropy),
        Ok(None)
    );
    let made = vault
        .new_tenant_key("umbrella", &mut world.entropy)
        .unwrap();
    assert_eq!(vault.rewrap_tenant_key(&made, &mut world.entropy), Ok(None));
}

#[test]
fn once_the_former_root_is_dropped_what_it_wraps_is_refused() {
    let mut world = World::new();
    let [former, current] = roots();
    world.vault = Vault::new(current.clone());
    assert_eq!(world.open(&[]), Err(Error::WrongKey));
    let refused = world
        .vault
        .rewrap_tenant_key(&world.tenant, &mut world.entropy);
    assert_eq!(refused, Err(Error::WrongKey));
    // A vault that never heard of the new root opens nothing that is under it.
    let made = Vault::new(current)
        .new_tenant_key("acme", &mut world.entropy)
        .unwrap();
    let refused = Vault::new(former).rewrap_tenant_key(&made, &mut world.entropy);
    assert_eq!(refused, Err(Error::WrongKey));
}

#[test]
fn a_key_is_rewrapped_for_its_tenant_and_version_alone() {
    let mut world = World::new();
    let vault = Vault::new(both());
    let mut of_another = world.tenant.clone();
    of_another.tenant = "umbrella".into();
    let mut of_another_version = world.tenant.clone();
    of_another_version.version = 2;
    for key in [of_another, of_another_version] {
        let refused = vault.rewrap_tenant_key(&key, &mut world.entropy);
        assert_eq!(refused, Err(Error::WrongKey));
    }
    for index in 0..world.tenant.wrapped.len() {
        let mut altered = world.tenant.clone();
        altered.wrapped[index] ^= 1;
        assert!(
            vault
                .rewrap_tenant_key(&altered, &mut world.entropy)
                .is_err(),
            "{index}"
        );
    }
    let refused = vault.rewrap_tenant_key(&world.tenant, &mut NoEntropy);
    assert_eq!(refused, Err(Error::Unavailable("no entropy".into())));
}

#[test]
fn cells_are_no_keys_under_the_former_root_either() {
    let mut world = World::new();
    let place = sheet(0, "people", "1", "email", &[9; 32]);
    let cell = world.seal_one(&place);
    world.vault = Vault::new(both());
    world.tenant.wrapped = cell.clone();
    assert_eq!(world.open(&[with(&place, &cell)]), Err(Error::WrongKey));
}

#[test]
fn the_key_of_a_file_outlives_the_root_key_that_it_was_derived_from() {
    let [former, current] = roots();
    let (id, mut entropy) = ([5; 16], FakeEntropy(1));
    let key = FileKey::derive(&former, id);
    let wrapped = key.wrap(&former, id, &mut entropy).unwrap();
    assert!(FileKey::is_wrapped_under(&former, &wrapped));
    let opened = FileKey::unwrap(&both(), id, &wrapped).unwrap();
    let wrapped = opened.wrap(&current, id, &mut entropy).unwrap();
    assert!(FileKey::is_wrapped_under(&current, &wrapped));
    for roots in [both(), current.into()] {
        let opened = FileKey::unwrap(&roots, id, &wrapped).unwrap();
        assert_eq!(opened.as_bytes(), key.as_bytes());
        let refused = FileKey::unwrap(&roots, [6; 16], &wrapped).map(drop);
        assert_eq!(refused, Err(Error::WrongKey));
    }
    let refused = FileKey::unwrap(&former.into(), id, &wrapped).map(drop);
    assert_eq!(refused, Err(Error::WrongKey));
    assert_eq!(format!("{key:?}"), "FileKey(redacted)");
}

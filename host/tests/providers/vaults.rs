//! What one vault sealed, the other opens: the host natively, or the provider, under the same root key.

use host::platform::SystemEntropy;
use vault::{RootKey, Vault};

use running_providers::{
    key,
    vault::{self as provider, wit},
};

const TENANT: &str = "0197a3c0-0000-7000-8000-000000000001";
const SUBJECT: &str = "0197a3c0-0000-7000-8000-0000000000aa";

fn native(byte: u8) -> Vault {
    Vault::new(RootKey::from_bytes([byte; 32]))
}

fn sheet(bytes: &[u8]) -> Vec<wit::Sheet> {
    let cell = wit::Cell {
        field: "name".into(),
        bytes: bytes.to_vec(),
    };
    vec![wit::Sheet {
        subject: 0,
        collection: "people".into(),
        id: "1".into(),
        cells: vec![cell],
    }]
}

fn sheets(bytes: &[u8]) -> Vec<vault::Sheet> {
    sheet(bytes).into_iter().map(From::from).collect()
}

#[test]
fn what_the_host_sealed_the_provider_opens_and_the_other_way_round() {
    let (ours, root) = (native(5), key(5));
    let provider::Running {
        mut store,
        provider,
    } = provider::start(&[("root_key", &root)]);
    let theirs = provider.lethe_vault_vault();

    let tenant = ours.new_tenant_key(TENANT, &mut SystemEntropy).unwrap();
    let subjects = [SUBJECT.to_owned()];
    let wit_tenant = wit::TenantKey::from(tenant.clone());
    let made = theirs.call_new_subject_keys(&mut store, &wit_tenant, &subjects);
    let made = made.unwrap().unwrap();
    let keys: Vec<vault::SubjectKey> = made.clone().into_iter().map(From::from).collect();

    let sealed = ours.seal(&tenant, &keys, &sheets(b"Ada"), &mut SystemEntropy);
    let sealed = sheet(&sealed.unwrap()[0][0]);
    let opened = theirs.call_open(&mut store, &wit_tenant, &made, &sealed);
    assert_eq!(opened.unwrap(), Ok(vec![vec![b"Ada".to_vec()]]));

    let sealed = theirs.call_seal(&mut store, &wit_tenant, &made, &sheet(b"Grace"));
    let sealed = sheets(&sealed.unwrap().unwrap()[0][0]);
    let opened = ours.open(&tenant, &keys, &sealed);
    assert_eq!(opened, Ok(vec![vec![b"Grace".to_vec()]]));

    let values = ["ada@example.org".to_owned()];
    let index = theirs.call_blind_index(&mut store, &wit_tenant, "people/email", &values);
    let ours = ours.blind_index(&tenant, "people/email", &values);
    assert_eq!(index.unwrap().unwrap(), ours.unwrap());
}

#[test]
fn a_provider_with_another_root_key_opens_nothing() {
    let other = key(6);
    let provider::Running {
        mut store,
        provider,
    } = provider::start(&[("root_key", &other)]);
    let tenant = native(5)
        .new_tenant_key(TENANT, &mut SystemEntropy)
        .unwrap();
    let vault = provider.lethe_vault_vault();
    let refused = vault.call_blind_index(&mut store, &tenant.into(), "people/email", &[]);
    assert_eq!(refused.unwrap(), Err(wit::Error::WrongKey));
}

#[test]
fn a_provider_with_a_former_root_key_rewraps_what_is_under_it() {
    let (former, root) = (key(5), key(6));
    let provider::Running {
        mut store,
        provider,
    } = provider::start(&[("root_key", &root), ("root_key_former", &former)]);
    let vault = provider.lethe_vault_vault();
    let tenant = native(5).new_tenant_key(TENANT, &mut SystemEntropy);
    let tenant = wit::TenantKey::from(tenant.unwrap());
    let before = vault.call_blind_index(&mut store, &tenant, "people/email", &["ada".into()]);
    let rewrapped = vault.call_rewrap_tenant_key(&mut store, &tenant);
    let rewrapped = rewrapped.unwrap().unwrap().unwrap();
    let again = vault.call_rewrap_tenant_key(&mut store, &rewrapped);
    assert_eq!(again.unwrap(), Ok(None));
    let ours = native(6).blind_index(&rewrapped.into(), "people/email", &["ada".into()]);
    assert_eq!(before.unwrap().unwrap(), ours.unwrap());
}

#[test]
fn a_provider_takes_an_empty_former_root_key_for_none() {
    let root = key(5);
    let provider::Running {
        mut store,
        provider,
    } = provider::start(&[("root_key", &root), ("root_key_former", " ")]);
    let vault = provider.lethe_vault_vault();
    let made = vault.call_new_tenant_key(&mut store, TENANT).unwrap();
    assert!(made.is_ok(), "{made:?}");
}

#[test]
fn two_keys_of_a_provider_are_not_alike() {
    let root = key(5);
    let provider::Running {
        mut store,
        provider,
    } = provider::start(&[("root_key", &root)]);
    let vault = provider.lethe_vault_vault();
    let mut make = || {
        vault
            .call_new_tenant_key(&mut store, TENANT)
            .unwrap()
            .unwrap()
    };
    assert_ne!(make().wrapped, make().wrapped);
}

#[test]
fn a_missing_or_malformed_root_key_is_named_and_not_shown() {
    for given in [&[][..], &[("root_key", "")], &[("root_key", "c0ffee")]] {
        let provider::Running {
            mut store,
            provider,
        } = provider::start(given);
        let vault = provider.lethe_vault_vault();
        match vault.call_new_tenant_key(&mut store, TENANT).unwrap() {
            Err(wit::Error::Unavailable(said)) => {
                assert!(said.contains("root_key"), "{said}");
                assert!(!said.contains("c0ffee"), "{said}");
            }
            other => panic!("{other:?}"),
        }
    }
}

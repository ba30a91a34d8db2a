//! Of any two cells in any two places, neither opens in the place of the other.

use proptest::prelude::*;

use super::{FakeEntropy, sheet, with};
use crate::binding::Binding;
use crate::derive::Purpose;
use crate::envelope::{EnvelopeKey, Refusal};
use crate::{Error, RootKey, Sheet, SubjectKey, TenantKey, Vault};

/// Where a cell is. The names are few and run into one another, so that places differ in one part, in where one
/// part ends and the next begins, or in nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    tenant: String,
    subject: String,
    version: u32,
    collection: String,
    record: String,
    field: String,
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[ab]{0,2}", 1 => "\\PC{0,8}", 1 => "[\0\u{1}]{0,3}"]
}

fn place() -> impl Strategy<Value = Place> {
    let version = prop_oneof![0..3_u32, any::<u32>()];
    let parts = (name(), name(), version, name(), name(), name());
    parts.prop_map(
        |(tenant, subject, version, collection, record, field)| Place {
            tenant,
            subject,
            version,
            collection,
            record,
            field,
        },
    )
}

/// The place, and the same with one part of another.
fn neighbours() -> impl Strategy<Value = (Place, Place)> {
    (place(), place(), 0..7_usize).prop_map(|(place, other, part)| {
        let mut near = place.clone();
        match part {
            0 => near.tenant = other.tenant,
            1 => near.subject = other.subject,
            2 => near.version = other.version,
            3 => near.collection = other.collection,
            4 => near.record = other.record,
            5 => near.field = other.field,
            _ => near = other,
        }
        (place, near)
    })
}

fn binding(place: &Place) -> Binding {
    let mut binding = Binding::of_cells(&place.tenant, &place.subject, place.version);
    binding.go_to(&place.collection, &place.record, &place.field);
    binding
}

/// A vault with two tenants, and the same two subjects in each.
fn two_tenants() -> (Vault, [(TenantKey, Vec<SubjectKey>); 2]) {
    let mut entropy = FakeEntropy(3);
    let vault = Vault::new(RootKey::from_bytes([7; 32]));
    let tenants = ["acme", "umbrella"].map(|name| {
        let tenant = vault.new_tenant_key(name, &mut entropy).unwrap();
        let names = ["ada".into(), "bob".into()];
        let subjects = vault
            .new_subject_keys(&tenant, &names, &mut entropy)
            .unwrap();
        (tenant, subjects)
    });
    (vault, tenants)
}

fn cell() -> impl Strategy<Value = (usize, Sheet)> {
    let parts = (0..2_usize, 0..2_u32, name(), name(), name());
    parts.prop_map(|(tenant, subject, collection, record, field)| {
        (
            tenant,
            sheet(subject, &collection, &record, &field, b"the same"),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_096))]

    /// Even were all keys one: what follows from the place alone.
    #[test]
    fn a_place_opens_its_own_cell_only((one, other) in neighbours()) {
        let key = EnvelopeKey::derive(&[7; 32], Purpose::Cells);
        let sealed = [&one, &other].map(|place| key.seal(&binding(place), &[1; 12], b"x").unwrap());
        prop_assert_eq!(key.open(&binding(&one), &sealed[0]), Ok(b"x".to_vec()));
        prop_assert_eq!(key.open(&binding(&other), &sealed[1]), Ok(b"x".to_vec()));
        if one != other {
            prop_assert_eq!(key.open(&binding(&one), &sealed[1]), Err(Refusal::Inauthentic));
            prop_assert_eq!(key.open(&binding(&other), &sealed[0]), Err(Refusal::Inauthentic));
        }
    }

    /// No other purpose, and no key wrapped for a place, passes for a cell of that place.
    #[test]
    fn a_wrapped_key_never_passes_for_a_cell(place in place()) {
        let key = EnvelopeKey::derive(&[7; 32], Purpose::Cells);
        for wrapped in [
            Binding::of_tenant_key(&place.tenant, place.version),
            Binding::of_subject_key(&place.tenant, &place.subject, place.version),
            Binding::of_signing_key(&place.tenant, &place.subject),
        ] {
            let sealed = key.seal(&wrapped, &[1; 12], b"x").unwrap();
            prop_assert_eq!(key.open(&binding(&place), &sealed), Err(Refusal::Inauthentic));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn swapped_cells_do_not_open_whoever_they_are_of(one in cell(), other in cell()) {
        let (vault, tenants) = two_tenants();
        let seal = |(tenant, sheet): &(usize, Sheet)| {
            let (key, subjects) = &tenants[*tenant];
            let entropy = &mut FakeEntropy(9);
            let sealed = vault.seal(key, subjects, std::slice::from_ref(sheet), entropy);
            sealed.unwrap()[0][0].clone()
        };
        let open = |(tenant, sheet): &(usize, Sheet), bytes: &[u8]| {
            let (key, subjects) = &tenants[*tenant];
            vault.open(key, subjects, &[with(sheet, bytes)])
        };
        let sealed = [seal(&one), seal(&other)];
        prop_assert!(open(&one, &sealed[0]).is_ok() && open(&other, &sealed[1]).is_ok());
        if one != other {
            prop_assert_eq!(open(&one, &sealed[1]), Err(Error::Tampered));
            prop_assert_eq!(open(&other, &sealed[0]), Err(Error::Tampered));
        }
    }
}

//! The interface `vault` of `lethe:vault`, for the providers that have it.

use std::cell::RefCell;

use vault::{Entropy, Error, RootKey, RootKeys, Sheet, SubjectKey, TenantKey, Vault};

use crate::Keeper;
use crate::bindings::exports::lethe::vault::vault as wit;

vault::mirror!(wit);

impl wit::Guest for Keeper {
    fn new_tenant_key(tenant: String) -> Result<wit::TenantKey, wit::Error> {
        with(|vault| Ok(vault.new_tenant_key(&tenant, &mut Random)?.into()))
    }

    fn rewrap_tenant_key(tenant: wit::TenantKey) -> Result<Option<wit::TenantKey>, wit::Error> {
        let tenant = TenantKey::from(tenant);
        with(|vault| {
            let rewrapped = vault.rewrap_tenant_key(&tenant, &mut Random)?;
            Ok(rewrapped.map(From::from))
        })
    }

    fn new_subject_keys(
        tenant: wit::TenantKey,
        subjects: Vec<String>,
    ) -> Result<Vec<wit::SubjectKey>, wit::Error> {
        let tenant = TenantKey::from(tenant);
        with(|vault| {
            let made = vault.new_subject_keys(&tenant, &subjects, &mut Random)?;
            Ok(made.into_iter().map(From::from).collect())
        })
    }

    fn seal(
        tenant: wit::TenantKey,
        subjects: Vec<wit::SubjectKey>,
        sheets: Vec<wit::Sheet>,
    ) -> Result<Vec<Vec<Vec<u8>>>, wit::Error> {
        let (tenant, subjects, sheets) = given(tenant, subjects, sheets);
        with(|vault| vault.seal(&tenant, &subjects, &sheets, &mut Random))
    }

    fn open(
        tenant: wit::TenantKey,
        subjects: Vec<wit::SubjectKey>,
        sheets: Vec<wit::Sheet>,
    ) -> Result<Vec<Vec<Vec<u8>>>, wit::Error> {
        let (tenant, subjects, sheets) = given(tenant, subjects, sheets);
        with(|vault| vault.open(&tenant, &subjects, &sheets))
    }

    fn blind_index(
        tenant: wit::TenantKey,
        domain: String,
        values: Vec<String>,
    ) -> Result<Vec<Vec<u8>>, wit::Error> {
        let tenant = TenantKey::from(tenant);
        with(|vault| vault.blind_index(&tenant, &domain, &values))
    }

    fn new_signing_key(tenant: wit::TenantKey, id: String) -> Result<wit::SigningKey, wit::Error> {
        let tenant = TenantKey::from(tenant);
        with(|vault| Ok(vault.new_signing_key(&tenant, &id, &mut Random)?.into()))
    }

    fn sign(
        tenant: wit::TenantKey,
        id: String,
        wrapped: Vec<u8>,
        messages: Vec<Vec<u8>>,
    ) -> Result<Vec<Vec<u8>>, wit::Error> {
        let tenant = TenantKey::from(tenant);
        with(|vault| {
            let signed = vault.sign(&tenant, &id, &wrapped, &messages)?;
            Ok(signed.into_iter().map(Vec::from).collect())
        })
    }

    fn is_public_key(bytes: Vec<u8>) -> bool {
        vault::signing::is_public_key(&bytes)
    }

    fn verify(public_key: Vec<u8>, message: Vec<u8>, signature: Vec<u8>) -> bool {
        vault::signing::verify(&public_key, &message, &signature)
    }
}

fn given(
    tenant: wit::TenantKey,
    subjects: Vec<wit::SubjectKey>,
    sheets: Vec<wit::Sheet>,
) -> (TenantKey, Vec<SubjectKey>, Vec<Sheet>) {
    let subjects = subjects.into_iter().map(From::from).collect();
    let sheets = sheets.into_iter().map(From::from).collect();
    (tenant.into(), subjects, sheets)
}

/// Does something with the vault, which is opened at the first call of an instance.
fn with<T>(work: impl FnOnce(&Vault) -> Result<T, Error>) -> Result<T, wit::Error> {
    thread_local! {
        static VAULT: RefCell<Option<Vault>> = const { RefCell::new(None) };
    }
    VAULT.with_borrow_mut(|vault| {
        let vault = match vault {
            Some(vault) => vault,
            none => {
                let roots = roots().map_err(wit::Error::Unavailable)?;
                none.insert(Vault::new(roots))
            }
        };
        work(vault).map_err(wit::Error::from)
    })
}

/// The root key, and the former one while it is rotated.
fn roots() -> Result<RootKeys, String> {
    let root = |key: keys::Key| RootKey::from_bytes(*key);
    let current = keys::read("root_key").map(root)?;
    let former = keys::read_optional("root_key_former")?.map(root);
    Ok(RootKeys::new(current, former))
}

/// Random bytes of the runtime (`wasi:random`).
pub(crate) struct Random;

impl Entropy for Random {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        getrandom::fill(bytes).map_err(|error| Error::Unavailable(error.to_string()))
    }
}

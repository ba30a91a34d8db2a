//! `lethe:vault`: the host's side of the contract over crate `vault`.

use std::sync::Arc;

use vault::{Entropy, Error as VaultError, Sheet as VaultSheet};

use super::{
    Shared, State,
    bindings::lethe::vault::vault::{
        self as wit, Error, Host, Sheet, SigningKey, SubjectKey, TenantKey,
    },
};

vault::mirror!(wit);

/// Bytes that are sealed, opened or hashed at once on the executor's own thread: some 50 µs.
const INLINE_BYTES: usize = 64 * 1024;

/// What a cell, a key or a value costs beyond its bytes, in bytes that take as long.
const COST_OF_ONE: usize = 512;

/// Random bytes of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), VaultError> {
        getrandom::fill(bytes).map_err(|error| VaultError::Unavailable(error.to_string()))
    }
}

impl Host for &mut State {
    async fn new_tenant_key(
        &mut self,
        tenant: String,
    ) -> wasmtime::Result<Result<TenantKey, Error>> {
        let shared = self.require(self.grants.vault, PACKAGE)?;
        let made = shared.vault.new_tenant_key(&tenant, &mut SystemEntropy);
        Ok(made.map(TenantKey::from).map_err(Error::from))
    }

    async fn rewrap_tenant_key(
        &mut self,
        tenant: TenantKey,
    ) -> wasmtime::Result<Result<Option<TenantKey>, Error>> {
        let shared = self.require(self.grants.vault, PACKAGE)?;
        let tenant = tenant.into();
        let rewrapped = shared.vault.rewrap_tenant_key(&tenant, &mut SystemEntropy);
        Ok(rewrapped
            .map(|key| key.map(TenantKey::from))
            .map_err(Error::from))
    }

    async fn new_subject_keys(
        &mut self,
        tenant: TenantKey,
        subjects: Vec<String>,
    ) -> wasmtime::Result<Result<Vec<SubjectKey>, Error>> {
        let shared = self.require(self.grants.vault, PACKAGE)?;
        let cost = subjects.len() * COST_OF_ONE;
        compute(shared, cost, move |shared| {
            let made =
                shared
                    .vault
                    .new_subject_keys(&tenant.into(), &subjects, &mut SystemEntropy)?;
            Ok(made.into_iter().map(SubjectKey::from).collect())
        })
        .await
    }

    async fn seal(
        &mut self,
        tenant: TenantKey,
        subjects: Vec<SubjectKey>,
        sheets: Vec<Sheet>,
    ) -> wasmtime::Result<Result<Vec<Vec<Vec<u8>>>, Error>> {
        let shared = self.require(self.grants.vault, PACKAGE)?;
        compute(shared, cost_of(&subjects, &sheets), move |shared| {
            let (subjects, sheets) = (keys(subjects), given(sheets));
            shared
                .vault
                .seal(&tenant.into(), &subjects, &sheets, &mut SystemEntropy)
        })
        .await
    }

    async fn open(
        &mut self,
        tenant: TenantKey,
        subjects: Vec<SubjectKey>,
        sheets: Vec<Sheet>,
    ) -> wasmtime::Result<Result<Vec<Vec<Vec<u8>>>, Error>> {
        let shared = self.require(self.grants.vault, PACKAGE)?;
        compute(shared, cost_of(&subjects, &sheets), move |shared| {
            shared
                .vault
                .open(&tenant.into(), &keys(subjects), &given(sheets))
        })
        .await
    }

    async fn blind_index(
        &mut self,
        tenant: TenantKey,
        domain: String,
        values: Vec<String>,
    ) -> wasmtime::Result<Result<Vec<Vec<u8>>, Error>> {
        let shared = self.require(self.grants.vault, PACKAGE)?;
        let cost = values.iter().map(|value| value.len() + COST_OF_ONE).sum();
        compute(shared, cost, move |shared| {
            shared.vault.blind_index(&tenant.into(), &domain, &values)
        })
        .await
    }

    async fn new_signing_key(
        &mut self,
        tenant: TenantKey,
        id: String,
    ) -> wasmtime::Result<Result<SigningKey, Error>> {
        let shared = self.require(self.grants.vault, PACKAGE)?;
        let made = shared
            .vault
            .new_signing_key(&tenant.into(), &id, &mut SystemEntropy);
        Ok(made.map(SigningKey::from).map_err(Error::from))
    }

    async fn sign(
        &mut self,
        tenant: TenantKey,
        id: String,
        wrapped: Vec<u8>,
        messages: Vec<Vec<u8>>,
    ) -> wasmtime::Result<Result<Vec<Vec<u8>>, Error>> {
        let shared = self.require(self.grants.vault, PACKAGE)?;
        let cost = messages
            .iter()
            .map(|message| message.len() + COST_OF_ONE)
            .sum();
        compute(shared, cost, move |shared| {
            let signed = shared
                .vault
                .sign(&tenant.into(), &id, &wrapped, &messages)?;
            Ok(signed.into_iter().map(Vec::from).collect())
        })
        .await
    }

    async fn is_public_key(&mut self, bytes: Vec<u8>) -> wasmtime::Result<bool> {
        self.require(self.grants.vault, PACKAGE)?;
        Ok(vault::signing::is_public_key(&bytes))
    }

    async fn verify(
        &mut self,
        public_key: Vec<u8>,
        message: Vec<u8>,
        signature: Vec<u8>,
    ) -> wasmtime::Result<bool> {
        self.require(self.grants.vault, PACKAGE)?;
        Ok(vault::signing::verify(&public_key, &message, &signature))
    }
}

const PACKAGE: &str = "lethe:vault";

/// Does a little at once, and much on a thread that may compute.
async fn compute<R: Send + 'static>(
    shared: Arc<Shared>,
    cost: usize,
    work: impl FnOnce(&Shared) -> Result<R, VaultError> + Send + 'static,
) -> wasmtime::Result<Result<R, Error>> {
    let done = if cost <= INLINE_BYTES {
        work(&shared)
    } else {
        tokio::task::spawn_blocking(move || work(&shared)).await?
    };
    Ok(done.map_err(Error::from))
}

fn cost_of(subjects: &[SubjectKey], sheets: &[Sheet]) -> usize {
    let cells = sheets.iter().flat_map(|sheet| &sheet.cells);
    subjects.len() * COST_OF_ONE
        + cells
            .map(|cell| cell.bytes.len() + COST_OF_ONE)
            .sum::<usize>()
}

fn keys(subjects: Vec<SubjectKey>) -> Vec<vault::SubjectKey> {
    subjects.into_iter().map(vault::SubjectKey::from).collect()
}

fn given(sheets: Vec<Sheet>) -> Vec<VaultSheet> {
    sheets.into_iter().map(VaultSheet::from).collect()
}

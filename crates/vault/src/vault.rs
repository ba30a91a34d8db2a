//! The vault: the functions of `lethe:vault`, one to one.

use std::fmt;

use crate::binding::Binding;
use crate::blind_index;
use crate::derive::Purpose;
use crate::envelope::{EnvelopeKey, NONCE, Refusal};
use crate::key::{Key, too_long};
use crate::{Entropy, Error, RootKeys, Sheet, SigningKey, SubjectKey, TenantKey, signing};

/// The version of a first key.
const FIRST: u32 = 1;

/// Holds the key that wraps the keys of tenants, the one that did before while the root key is rotated, and nothing
/// else.
pub struct Vault {
    tenant_keys: EnvelopeKey,
    former: Option<EnvelopeKey>,
}

/// What sheets are sealed and opened with: the derived key of one subject, and its place.
struct Desk {
    key: EnvelopeKey,
    binding: Binding,
}

impl Vault {
    /// Opens the vault with a root key, or with [`RootKeys`] while one is rotated. They are wiped once the wrapping keys
    /// are derived from them.
    pub fn new(roots: impl Into<RootKeys>) -> Self {
        let roots = roots.into();
        let wrapping =
            |root: &crate::RootKey| EnvelopeKey::derive(root.as_bytes(), Purpose::TenantKeys);
        Self {
            tenant_keys: wrapping(roots.current()),
            former: roots.former().map(wrapping),
        }
    }

    /// Wraps a tenant's key under the current root key; gives nothing when it is already.
    ///
    /// # Errors
    /// When the key is under neither root key, or there is no entropy.
    pub fn rewrap_tenant_key(
        &self,
        tenant: &TenantKey,
        entropy: &mut impl Entropy,
    ) -> Result<Option<TenantKey>, Error> {
        let key = self.unwrap_tenant(tenant)?;
        if self.tenant_keys.is_key_of(&tenant.wrapped) {
            return Ok(None);
        }
        let binding = Binding::of_tenant_key(&tenant.tenant, tenant.version);
        Ok(Some(TenantKey {
            wrapped: key.wrap(&self.tenant_keys, &binding, entropy)?,
            ..tenant.clone()
        }))
    }

    /// Makes a tenant's first key.
    ///
    /// # Errors
    /// When there is no entropy.
    pub fn new_tenant_key(
        &self,
        tenant: &str,
        entropy: &mut impl Entropy,
    ) -> Result<TenantKey, Error> {
        let binding = Binding::of_tenant_key(tenant, FIRST);
        let wrapped = Key::random(entropy)?.wrap(&self.tenant_keys, &binding, entropy)?;
        Ok(TenantKey {
            tenant: tenant.to_owned(),
            version: FIRST,
            wrapped,
        })
    }

    /// Makes a random key for each subject, in the order of the list.
    ///
    /// # Errors
    /// When the tenant's key is not one of this vault, or there is no entropy.
    pub fn new_subject_keys(
        &self,
        tenant: &TenantKey,
        subjects: &[String],
        entropy: &mut impl Entropy,
    ) -> Result<Vec<SubjectKey>, Error> {
        let wrapping = self.unwrap_tenant(tenant)?.envelope(Purpose::SubjectKeys);
        subjects
            .iter()
            .map(|subject| {
                let binding = Binding::of_subject_key(&tenant.tenant, subject, FIRST);
                let wrapped = Key::random(entropy)?.wrap(&wrapping, &binding, entropy)?;
                Ok(SubjectKey {
                    subject: subject.clone(),
                    version: FIRST,
                    wrapped,
                })
            })
            .collect()
    }

    /// Seals every cell; gives the sealed bytes sheet by sheet, cell by cell.
    ///
    /// # Errors
    /// When a key is not one of this vault, a sheet names no subject, or there is no entropy.
    pub fn seal(
        &self,
        tenant: &TenantKey,
        subjects: &[SubjectKey],
        sheets: &[Sheet],
        entropy: &mut impl Entropy,
    ) -> Result<Vec<Vec<Vec<u8>>>, Error> {
        let mut desks = self.desks(tenant, subjects)?;
        // One call for the nonces of a sheet: each call may be a system call.
        let mut nonces = Vec::new();
        sheets
            .iter()
            .map(|sheet| {
                let Desk { key, binding } = desk(&mut desks, sheet)?;
                nonces.resize(sheet.cells.len(), [0; NONCE]);
                entropy.fill(nonces.as_flattened_mut())?;
                sheet
                    .cells
                    .iter()
                    .zip(&nonces)
                    .map(|(cell, nonce)| {
                        binding.go_to(&sheet.collection, &sheet.id, &cell.field);
                        key.seal(binding, nonce, &cell.bytes).ok_or_else(too_long)
                    })
                    .collect()
            })
            .collect()
    }

    /// Opens what [`Self::seal`] sealed; gives the plain bytes sheet by sheet, cell by cell.
    ///
    /// # Errors
    /// When a key is not one of this vault, a sheet names no subject, or a single cell was altered,
    /// moved, or sealed under another key: then nothing is opened.
    pub fn open(
        &self,
        tenant: &TenantKey,
        subjects: &[SubjectKey],
        sheets: &[Sheet],
    ) -> Result<Vec<Vec<Vec<u8>>>, Error> {
        let mut desks = self.desks(tenant, subjects)?;
        sheets
            .iter()
            .map(|sheet| {
                let Desk { key, binding } = desk(&mut desks, sheet)?;
                sheet
                    .cells
                    .iter()
                    .map(|cell| {
                        binding.go_to(&sheet.collection, &sheet.id, &cell.field);
                        key.open(binding, &cell.bytes)
                            .map_err(|refusal| match refusal {
                                Refusal::UnknownFormat => Error::UnknownFormat,
                                Refusal::Inauthentic => Error::Tampered,
                            })
                    })
                    .collect()
            })
            .collect()
    }

    /// Makes the blind index of each value: 32 bytes that only this tenant and domain give.
    ///
    /// The caller brings values into one form before, so that all spellings are found.
    ///
    /// # Errors
    /// When the tenant's key is not one of this vault.
    pub fn blind_index(
        &self,
        tenant: &TenantKey,
        domain: &str,
        values: &[String],
    ) -> Result<Vec<Vec<u8>>, Error> {
        let key = self.unwrap_tenant(tenant)?;
        Ok(blind_index::digests(&key, domain, values))
    }

    /// Makes a random key that the tenant signs with.
    ///
    /// # Errors
    /// When the tenant's key is not one of this vault, or there is no entropy.
    pub fn new_signing_key(
        &self,
        tenant: &TenantKey,
        id: &str,
        entropy: &mut impl Entropy,
    ) -> Result<SigningKey, Error> {
        let wrapping = self.unwrap_tenant(tenant)?.envelope(Purpose::SigningKeys);
        let key = Key::random(entropy)?;
        let binding = Binding::of_signing_key(&tenant.tenant, id);
        Ok(SigningKey {
            public: signing::SigningKey::from_bytes(key.as_bytes()).public_key(),
            wrapped: key.wrap(&wrapping, &binding, entropy)?,
        })
    }

    /// Signs messages with a key that [`Self::new_signing_key`] made under this id: Ed25519 (RFC 8032).
    ///
    /// # Errors
    /// When a key is not one of this vault.
    pub fn sign(
        &self,
        tenant: &TenantKey,
        id: &str,
        wrapped: &[u8],
        messages: &[Vec<u8>],
    ) -> Result<Vec<[u8; 64]>, Error> {
        let wrapping = self.unwrap_tenant(tenant)?.envelope(Purpose::SigningKeys);
        let binding = Binding::of_signing_key(&tenant.tenant, id);
        let key = Key::unwrap(&wrapping, &binding, wrapped)?;
        let key = signing::SigningKey::from_bytes(key.as_bytes());
        Ok(messages.iter().map(|message| key.sign(message)).collect())
    }

    fn unwrap_tenant(&self, tenant: &TenantKey) -> Result<Key, Error> {
        let binding = Binding::of_tenant_key(&tenant.tenant, tenant.version);
        let former = self.former.as_ref();
        let former = former.filter(|former| former.is_key_of(&tenant.wrapped));
        Key::unwrap(
            former.unwrap_or(&self.tenant_keys),
            &binding,
            &tenant.wrapped,
        )
    }

    /// Unwraps and derives the key of every subject, once a call.
    fn desks(&self, tenant: &TenantKey, subjects: &[SubjectKey]) -> Result<Vec<Desk>, Error> {
        let wrapping = self.unwrap_tenant(tenant)?.envelope(Purpose::SubjectKeys);
        subjects
            .iter()
            .map(|subject| {
                let SubjectKey {
                    subject,
                    version,
                    wrapped,
                } = subject;
                let binding = Binding::of_subject_key(&tenant.tenant, subject, *version);
                let key = Key::unwrap(&wrapping, &binding, wrapped)?;
                Ok(Desk {
                    key: key.envelope(Purpose::Cells),
                    binding: Binding::of_cells(&tenant.tenant, subject, *version),
                })
            })
            .collect()
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(redacted)")
    }
}

fn desk<'a>(desks: &'a mut [Desk], sheet: &Sheet) -> Result<&'a mut Desk, Error> {
    usize::try_from(sheet.subject)
        .ok()
        .and_then(|index| desks.get_mut(index))
        .ok_or(Error::NoSuchSubject(sheet.subject))
}

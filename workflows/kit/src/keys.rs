//! Wrapped keys on their way between store and vault. No workflow ever sees one unwrapped.

use std::collections::{HashMap, HashSet};

use domain::{SubjectId, TenantId};
use store::subject_keys::{self, SubjectKey};
use store::{Sql, TenantScope};

use crate::platform::vault;
use crate::problem::Problem;

/// The most keys or sheets that one call of the vault is given: enough to make the calls' own cost
/// vanish, few enough to keep a call's copy of the data small.
pub(crate) const BATCH: usize = 500;

/// Makes the first key of a new tenant.
///
/// # Errors
/// When the vault cannot.
pub fn new_tenant(tenant_id: TenantId) -> Result<store::TenantKey, Problem> {
    let key = vault::new_tenant_key(&tenant_id.to_string())?;
    Ok(store::TenantKey {
        version: key.version,
        wrapped: key.wrapped,
    })
}

/// Wraps a tenant's key under the current root key; gives nothing when it is already.
///
/// # Errors
/// When the vault cannot work now.
pub fn rewrap_tenant(
    tenant_id: TenantId,
    version: u32,
    wrapped: Vec<u8>,
) -> Result<Rewrapped, Problem> {
    let key = vault::TenantKey {
        tenant: tenant_id.to_string(),
        version,
        wrapped,
    };
    match vault::rewrap_tenant_key(&key) {
        Ok(Some(key)) => Ok(Rewrapped::Anew(key.wrapped)),
        Ok(None) => Ok(Rewrapped::Current),
        Err(vault::Error::WrongKey | vault::Error::UnknownFormat) => Ok(Rewrapped::Unreadable),
        Err(error) => Err(error.into()),
    }
}

/// What became of a tenant's key that was to be under the current root key.
pub enum Rewrapped {
    /// It was under the former one, and is wrapped anew.
    Anew(Vec<u8>),
    /// It was already.
    Current,
    /// It is under no root key that the vault has.
    Unreadable,
}

/// The keys of the subjects that a request deals with.
#[derive(Default)]
pub struct Keyring(HashMap<SubjectId, SubjectKey>);

impl Keyring {
    /// Gets the keys of these subjects.
    ///
    /// # Errors
    /// When one of them has none: it was erased meanwhile.
    pub async fn get<S: Sql>(
        sql: &mut S,
        scope: &TenantScope,
        subjects: impl IntoIterator<Item = SubjectId>,
    ) -> Result<Self, Problem> {
        let subjects: HashSet<SubjectId> = subjects.into_iter().collect();
        let subjects: Vec<SubjectId> = subjects.into_iter().collect();
        Ok(Self::of(
            subject_keys::get_many(sql, scope, &subjects).await?,
        ))
    }

    /// Makes the keys of new subjects. They are not kept yet.
    pub fn make(scope: &TenantScope, subjects: &[SubjectId]) -> Result<Self, Problem> {
        let tenant = tenant_key(scope);
        let mut keys = Vec::with_capacity(subjects.len());
        for batch in subjects.chunks(BATCH) {
            let names: Vec<String> = batch.iter().map(ToString::to_string).collect();
            let made = vault::new_subject_keys(&tenant, &names)?;
            keys.extend(batch.iter().zip(made).map(|(subject_id, key)| SubjectKey {
                subject_id: *subject_id,
                version: key.version,
                wrapped: key.wrapped,
            }));
        }
        Ok(Self::of(keys))
    }

    /// The keys, to be kept, in the order of their subjects.
    pub fn rows(&self) -> Vec<SubjectKey> {
        let mut rows: Vec<SubjectKey> = self.0.values().cloned().collect();
        rows.sort_unstable_by_key(|key| key.subject_id);
        rows
    }

    /// Adds the keys of another ring.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    fn of(keys: Vec<SubjectKey>) -> Self {
        Self(keys.into_iter().map(|key| (key.subject_id, key)).collect())
    }

    /// Whether the key of a subject is here.
    pub fn has(&self, subject: SubjectId) -> bool {
        self.0.contains_key(&subject)
    }

    /// The key of a subject as the vault takes it.
    pub(crate) fn key(&self, subject: SubjectId) -> Result<vault::SubjectKey, Problem> {
        let key = self
            .0
            .get(&subject)
            .ok_or_else(|| Problem::internal("a subject without key"))?;
        let (version, wrapped) = (key.version, key.wrapped.clone());
        Ok(vault::SubjectKey {
            subject: subject.to_string(),
            version,
            wrapped,
        })
    }
}

/// The tenant's key as the vault takes it.
pub(crate) fn tenant_key(scope: &TenantScope) -> vault::TenantKey {
    vault::TenantKey {
        tenant: scope.tenant_id().to_string(),
        version: scope.key().version,
        wrapped: scope.key().wrapped.clone(),
    }
}

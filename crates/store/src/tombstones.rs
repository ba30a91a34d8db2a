//! Who was forgotten, as a list that outlives every backup: what is on it is forgotten again wherever an old copy of
//! the data comes back.
//!
//! A tombstone is a hash of ids. Who holds a copy of the data can tell whom it means; to anybody else it says
//! nothing. It is written in the transaction that destroys the key, and waits here until a program has
//! put it into a ledger outside the database. In a Spin cloud nobody does, and it stays here.

#[cfg(feature = "operator")]
mod again;
#[cfg(feature = "operator")]
mod waiting;

use domain::{SubjectId, TenantId};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

#[cfg(feature = "operator")]
pub use self::again::{forget_again, living};
#[cfg(feature = "operator")]
pub use self::waiting::{settle, waiting};
use crate::decode::name_of;
use crate::insert::insert;
use crate::{Error, Sql, TenantScope, Tx};

/// Begins what is hashed, so that a tombstone is no other hash of the same ids.
const LABEL: &str = "lethe tombstone 1";

/// What was forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TombstoneKind {
    /// A data subject.
    Subject,
    /// A tenant, with everything.
    Tenant,
}

/// A tombstone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tombstone {
    /// What was forgotten.
    pub kind: TombstoneKind,
    /// [`of_subject`] or [`of_tenant`].
    pub commitment: [u8; 32],
}

/// SHA-256 over what begins every tombstone, the tenant's and the subject's id, each followed by a line feed.
pub fn of_subject(tenant: TenantId, subject: SubjectId) -> [u8; 32] {
    Sha256::digest(format!("{LABEL}\n{tenant}\n{subject}\n")).into()
}

/// SHA-256 over what begins every tombstone and the tenant's id, each followed by a line feed.
pub fn of_tenant(tenant: TenantId) -> [u8; 32] {
    Sha256::digest(format!("{LABEL}\n{tenant}\n")).into()
}

/// Notes that subjects are forgotten. To be called by whoever deletes their keys.
pub(crate) async fn bury<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subjects: &[SubjectId],
) -> Result<(), Error> {
    let tenant = scope.tenant_id();
    let commitments = subjects.iter().map(|subject| of_subject(tenant, *subject));
    write(tx, scope, TombstoneKind::Subject, commitments.collect()).await
}

/// Notes that the tenant is forgotten. To be called by whoever deletes its key.
pub(crate) async fn bury_tenant<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
) -> Result<(), Error> {
    let commitment = of_tenant(scope.tenant_id());
    write(tx, scope, TombstoneKind::Tenant, vec![commitment]).await
}

async fn write<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    kind: TombstoneKind,
    commitments: Vec<[u8; 32]>,
) -> Result<(), Error> {
    let kind = name_of(&kind)?;
    let rows = commitments
        .into_iter()
        .map(|commitment| [commitment.as_slice().into(), kind.clone()])
        .collect();
    insert(
        tx,
        scope,
        "INSERT INTO tombstone (tenant_id, commitment, kind)",
        "ON CONFLICT DO NOTHING",
        rows,
    )
    .await
    .map(drop)
}

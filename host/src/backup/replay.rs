//! Forgets again who was forgotten, in data that came back from before.

use std::collections::BTreeSet;

use domain::offboarding::NoticeDraft;
use domain::{Settings, SubjectId, TenantId};
use jiff::Timestamp;
use serde::Serialize;
use store::subject_keys::SubjectKey;
use store::tombstones::{self, Tombstone};
use store::{Sql, TenantScope, Tx, dump, holdings, offboarding, tenants};
use vault::{Entropy as _, Vault};

use super::Error;
use super::log::{self, Act};
use crate::platform::SystemEntropy;

/// The subjects that are looked at, and the rows of a tenant that are deleted, at once.
const BATCH: u32 = 5_000;

/// What had come back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Forgotten {
    /// Subjects.
    pub subjects: u64,
    /// Their records.
    pub records: u64,
    /// Tenants.
    pub tenants: u64,
}

/// Forgets everybody who has a tombstone and is there all the same, in one transaction with whatever else it does. The
/// connection must see all tenants.
pub async fn replay<S: Sql>(
    tx: &mut Tx<'_, S>,
    vault: &Vault,
    buried: &BTreeSet<[u8; 32]>,
    now: Timestamp,
) -> Result<Forgotten, Error> {
    let mut forgotten = Forgotten::default();
    if buried.is_empty() {
        return Ok(forgotten);
    }
    for tenant in dump::tenants(tx).await? {
        tx.enter(tenant).await?;
        let found = tenants::scope_for_operator(tx, tenant).await?;
        if buried.contains(&tombstones::of_tenant(tenant)) {
            // A deletion that has begun goes on by itself.
            if tenants::is_there(tx, tenant).await? {
                delete_tenant(tx, tenant, now).await?;
                forgotten.tenants += 1;
            }
            continue;
        }
        let Some((scope, actor)) = found else {
            continue;
        };
        let (subjects, records) = forget_subjects(tx, vault, &scope, buried).await?;
        if subjects > 0 {
            let act = Act {
                action: "ledger.replayed",
                object: "ledger",
                id: None,
                counts: &[("subjects", subjects), ("records", records)],
                at: now,
            };
            log::append(tx, &scope, &actor, act).await?;
        }
        forgotten.subjects += subjects;
        forgotten.records += records;
    }
    Ok(forgotten)
}

async fn forget_subjects<S: Sql>(
    tx: &mut Tx<'_, S>,
    vault: &Vault,
    scope: &TenantScope,
    buried: &BTreeSet<[u8; 32]>,
) -> Result<(u64, u64), Error> {
    let (mut subjects, mut records) = (0, 0);
    let mut last = None;
    loop {
        let living = tombstones::living(tx, scope, last, BATCH).await?;
        let Some(end) = living.last().copied() else {
            return Ok((subjects, records));
        };
        let is_buried = |subject: &SubjectId| {
            buried.contains(&tombstones::of_subject(scope.tenant_id(), *subject))
        };
        for subject in living.into_iter().filter(is_buried) {
            let placeholder = placeholder(vault, scope)?;
            records += tombstones::forget_again(tx, scope, subject, &placeholder).await?;
            subjects += 1;
        }
        last = Some(end);
    }
}

/// Somebody who stands for whoever was forgotten, with a key.
fn placeholder(vault: &Vault, scope: &TenantScope) -> Result<SubjectKey, Error> {
    let mut random = [0; 16];
    SystemEntropy.fill(&mut random)?;
    let subject_id = SubjectId::placeholder(random);
    let tenant = vault::TenantKey {
        tenant: scope.tenant_id().to_string(),
        version: scope.key().version,
        wrapped: scope.key().wrapped.clone(),
    };
    let subjects = [subject_id.to_string()];
    let made = vault.new_subject_keys(&tenant, &subjects, &mut SystemEntropy)?;
    let key = made.into_iter().next().ok_or(vault::Error::WrongKey)?;
    Ok(SubjectKey {
        subject_id,
        version: key.version,
        wrapped: key.wrapped,
    })
}

async fn delete_tenant<S: Sql>(
    tx: &mut Tx<'_, S>,
    tenant: TenantId,
    now: Timestamp,
) -> Result<(), Error> {
    let scope = tenants::scope_without_key(tenant);
    let notice = Settings::default()
        .calendar()
        .ok()
        .and_then(|calendar| NoticeDraft::default().check(now, &calendar).ok());
    let notice = notice.ok_or(store::Error::Missing { what: "calendar" })?;
    offboarding::begin_again(tx, &scope, &notice, now).await?;
    while !holdings::delete(tx, &scope, BATCH).await?.is_empty() {}
    let certificate = serde_json::json!({"deleted_again_at": now, "tenant_id": tenant});
    let certificate = certificate.to_string();
    Ok(offboarding::end_deletion(tx, &scope, &certificate, now).await?)
}

/// The hashes of a ledger.
pub(super) fn commitments(buried: impl Iterator<Item = Tombstone>) -> BTreeSet<[u8; 32]> {
    buried.map(|tombstone| tombstone.commitment).collect()
}

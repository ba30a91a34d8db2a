//! Whether restored data is whole: keys open, cells open, logs are what they were, and nobody is back.

use std::collections::BTreeSet;

use domain::TenantId;
use store::{
    Page, Sql, TenantScope, audit, collections, disposal, key_copies, subject_keys, tenants,
    tombstones,
};
use translog::Frontier;
use vault::{Cell, Sheet, SubjectKey, TenantKey, Vault};

use super::Error;

/// The keys that are tried at once.
const KEYS: u32 = 5_000;

/// How many records of each collection are opened.
const RECORDS: u32 = 100;

/// Tries every key, opens some records of every collection, and makes the trees of the logs again.
///
/// # Errors
/// [`Error::NotWhole`] says what is wrong, and names no person.
pub(super) async fn examine<S: Sql>(
    sql: &mut S,
    vault: &Vault,
    tenants: &[TenantId],
    buried: &BTreeSet<[u8; 32]>,
) -> Result<(), Error> {
    for tenant in tenants {
        sql.enter(*tenant).await?;
        if !tenants::is_there(sql, *tenant).await? {
            // It has left, or was forgotten again.
            continue;
        }
        let found = tenants::scope_for_operator(sql, *tenant).await?;
        let Some((scope, _)) = found else {
            // Its deletion had begun.
            continue;
        };
        let key = TenantKey {
            tenant: tenant.to_string(),
            version: scope.key().version,
            wrapped: scope.key().wrapped.clone(),
        };
        if !key_copies::is_whole(sql, *tenant).await? {
            let what = "it lacks a key that the backup needs";
            return Err(Error::OldSafe(format!("{what}, of tenant {tenant}")));
        }
        keys(sql, vault, &scope, &key, buried).await?;
        records(sql, vault, &scope, &key).await?;
        log(sql, &scope).await?;
    }
    Ok(())
}

fn not_whole(tenant: &TenantScope, what: &str) -> Error {
    Error::NotWhole(format!("{what} of tenant {}", tenant.tenant_id()))
}

async fn keys<S: Sql>(
    sql: &mut S,
    vault: &Vault,
    scope: &TenantScope,
    tenant: &TenantKey,
    buried: &BTreeSet<[u8; 32]>,
) -> Result<(), Error> {
    let mut last = None;
    loop {
        let kept = key_copies::read(sql, scope.tenant_id(), last.as_ref(), KEYS).await?;
        let Some(end) = kept.last().cloned() else {
            return Ok(());
        };
        if kept.iter().any(|key| buried.contains(&key.commitment())) {
            return Err(not_whole(
                scope,
                "there is a key of somebody who was forgotten",
            ));
        }
        let subjects = kept.into_iter().filter_map(|key| {
            Some(SubjectKey {
                subject: key.subject_id?.to_string(),
                version: key.version,
                wrapped: key.wrapped,
            })
        });
        let subjects: Vec<SubjectKey> = subjects.collect();
        let opened = vault.open(tenant, &subjects, &[]);
        opened.map_err(|_| not_whole(scope, "a key does not open"))?;
        if end.subject_id.is_none() {
            return Ok(());
        }
        last = Some(end);
    }
}

async fn records<S: Sql>(
    sql: &mut S,
    vault: &Vault,
    scope: &TenantScope,
    tenant: &TenantKey,
) -> Result<(), Error> {
    let mut page = Page::new(Page::MAX_LIMIT, None);
    loop {
        let (declared, next) = collections::list(sql, scope, &page).await?;
        for collection in declared {
            let name = collection.collection.name.to_string();
            some_records(sql, vault, scope, tenant, &name).await?;
        }
        if next.is_none() {
            return Ok(());
        }
        page = Page::new(Page::MAX_LIMIT, next);
    }
}

async fn some_records<S: Sql>(
    sql: &mut S,
    vault: &Vault,
    scope: &TenantScope,
    tenant: &TenantKey,
    collection: &str,
) -> Result<(), Error> {
    let found = disposal::list_aged(sql, scope, collection, None, None, RECORDS).await?;
    for aged in found {
        let record = aged.record;
        let Some(subject) = record.subject_id.filter(|_| !record.sealed.is_empty()) else {
            continue;
        };
        let keys = subject_keys::get_many(sql, scope, &[subject]).await?;
        let keys = keys.into_iter().map(|key| SubjectKey {
            subject: key.subject_id.to_string(),
            version: key.version,
            wrapped: key.wrapped,
        });
        let cells = record.sealed.into_iter();
        let sheet = Sheet {
            subject: 0,
            collection: record.collection,
            id: record.record_id.to_string(),
            cells: cells.map(|(field, bytes)| Cell { field, bytes }).collect(),
        };
        let opened = vault.open(tenant, &keys.collect::<Vec<_>>(), &[sheet]);
        opened.map_err(|_| not_whole(scope, "a record does not open"))?;
    }
    Ok(())
}

/// Makes the tree of the log again from its leaves.
async fn log<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<(), Error> {
    let kept = audit::tree::frontier(sql, scope).await?;
    let mut made = Frontier::empty();
    let mut page = Page::new(Page::MAX_LIMIT, None);
    let wrong = || not_whole(scope, "the tree over the log is not that of the leaves");
    loop {
        let (leaves, next) = audit::tree::leaves(sql, scope, &page).await?;
        for (_, leaf) in leaves {
            made.append(leaf).map_err(|_| wrong())?;
        }
        if next.is_none() {
            break;
        }
        page = Page::new(Page::MAX_LIMIT, next);
    }
    if made.size() == kept.size() && made.root() == kept.root() {
        Ok(())
    } else {
        Err(wrong())
    }
}

/// Whether anybody is there who was forgotten.
pub(super) async fn nobody_is_back<S: Sql>(
    sql: &mut S,
    tenants: &[TenantId],
    buried: &BTreeSet<[u8; 32]>,
) -> Result<(), Error> {
    for tenant in tenants {
        sql.enter(*tenant).await?;
        let is_back = tenants::is_there(sql, *tenant).await?
            && buried.contains(&tombstones::of_tenant(*tenant));
        let scope = tenants::scope_without_key(*tenant);
        if is_back {
            return Err(not_whole(&scope, "there are rows"));
        }
        let mut last = None;
        loop {
            let living = tombstones::living(sql, &scope, last, KEYS).await?;
            let Some(end) = living.last().copied() else {
                break;
            };
            let commitments = living
                .iter()
                .map(|one| tombstones::of_subject(*tenant, *one));
            if commitments.into_iter().any(|one| buried.contains(&one)) {
                return Err(not_whole(&scope, "somebody who was forgotten is there"));
            }
            last = Some(end);
        }
    }
    Ok(())
}

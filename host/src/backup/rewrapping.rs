//! The safe while the root key is rotated: all of it is brought under the current one, so that the former one can be
//! dropped and every backup can still be restored.

use std::collections::BTreeSet;
use std::path::Path;

use store::key_copies;
use store::sqlx::SqliteSql;
use store::{Sql as _, Tx, residue};
use vault::{TenantKey, Vault};

use super::chain::Chained;
use super::file_keys::FileKeys;
use super::{Error, Safe};
use crate::platform::SystemEntropy;

/// What was brought under the current root key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rewrapped {
    /// Keys of tenants, in all copies.
    pub tenant_keys: u64,
    /// Keys of backups.
    pub backups: u64,
}

/// Brings everything in the safe under the current root key: keys of tenants in the copies of the keys, keys of backups,
/// and what vouches for the ledgers. Whoever was cut off does it again. `backups` is the folder of the backups, whose
/// copy of the list may have come further than those of the safe. With `is_dry` it is only counted.
///
/// # Errors
/// [`Error::Unreadable`] when a tenant's key is under neither root key; [`Error::Busy`] while a backup is made.
pub async fn rewrap(safe: &Safe, backups: Option<&Path>, is_dry: bool) -> Result<Rewrapped, Error> {
    let _locked = safe.lock_soon().await?;
    let mut done = Rewrapped::default();
    let (mut ledger, _) = safe.tombstones()?;
    // Who is forgotten meanwhile is taken out of the copies afterwards.
    let held = ledger.hold()?;
    let vault = Vault::new(safe.roots().clone());
    for path in safe.keys() {
        if path.exists() {
            done.tenant_keys += tenant_keys(&path, &vault, is_dry).await?;
        }
    }
    drop(held);
    let (mut chain, lines) = safe.backups_in(backups)?;
    let entries = lines.into_iter().map(|line| line.entry);
    let (kept, count) = file_keys(safe, entries)?;
    done.backups = count;
    if !is_dry {
        if count > 0 || !kept.is_empty() {
            safe.keep_file_keys(&kept)?;
        }
        ledger.vouch()?;
        chain.vouch()?;
    }
    Ok(done)
}

/// Rewraps the keys of tenants in a copy of the keys, and gives their number.
async fn tenant_keys(path: &Path, vault: &Vault, is_dry: bool) -> Result<u64, Error> {
    let mut sql = SqliteSql::open(path).await?;
    let mut tx = Tx::begin(&mut sql).await?;
    let mut count = 0;
    for kept in key_copies::of_tenants(&mut tx).await? {
        let key = TenantKey {
            tenant: kept.tenant_id.to_string(),
            version: kept.version,
            wrapped: kept.wrapped.clone(),
        };
        let rewrapped = vault.rewrap_tenant_key(&key, &mut SystemEntropy);
        let rewrapped = rewrapped.map_err(|_| Error::Unreadable(kept.tenant_id))?;
        if let Some(key) = rewrapped {
            key_copies::rewrap(&mut tx, &kept, &key.wrapped).await?;
            count += 1;
        }
    }
    if is_dry {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
        if count > 0 {
            // No page keeps what was under the former root key.
            sql.execute("VACUUM", &[]).await?;
            residue::checkpoint(&mut sql).await?;
        }
    }
    sql.close().await?;
    Ok(count)
}

/// The keys to keep of backups that are not under the current root key by themselves, and how many of them were not
/// kept before, or under the former one. What was under neither before cannot be read any more, and holds up nothing.
fn file_keys(
    safe: &Safe,
    entries: impl Iterator<Item = Chained>,
) -> Result<(FileKeys, u64), Error> {
    let root = safe.roots().current();
    let name = hex::encode(root.name());
    let (mut made, mut expired) = (Vec::new(), BTreeSet::new());
    for entry in entries {
        match entry {
            Chained::Made(one) if one.root_key.as_ref() != Some(&name) => made.push(one),
            Chained::Expired { id } => {
                expired.insert(id);
            }
            _ => {}
        }
    }
    made.retain(|one| !expired.contains(&one.id));
    let before = safe.file_keys()?;
    let (mut kept, mut count) = (FileKeys::new(), 0);
    for made in made {
        let found = before.get(&made.id);
        let opened = match found {
            Some(key) if safe.is_current(key) => None,
            Some(key) => safe.unwrap(made.id, key).ok(),
            None => safe.derive(&made).ok(),
        };
        if let Some(key) = opened {
            let wrapped = key.wrap(root, *made.id.as_bytes(), &mut SystemEntropy)?;
            kept.insert(made.id, hex::encode(wrapped));
            count += 1;
        } else if let Some(key) = found {
            kept.insert(made.id, key.clone());
        }
    }
    Ok((kept, count))
}

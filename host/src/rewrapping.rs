//! The keys of tenants while the root key is rotated: each is rewrapped under the current one.

use std::collections::BTreeSet;

use domain::TenantId;
use jiff::Timestamp;
use store::audit::{self, Event};
use store::key_copies::KeptKey;
use store::{Sql, Tx, tenant_keys, tenants};
use vault::{Entropy as _, TenantKey, Vault};

use crate::platform::SystemEntropy;

/// The keys that are looked at at once.
const KEYS: u32 = 500;

/// Why keys were not rewrapped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database could not.
    #[error("the database refused")]
    Store(#[source] store::Error),
    /// The vault could not.
    #[error("the vault refused")]
    Vault(#[from] vault::Error),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

/// What became of the keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rewrapped {
    /// How many there are.
    pub keys: u64,
    /// How many were rewrapped.
    pub rewrapped: u64,
    /// Tenants with a key that is under no root key that there is.
    pub unreadable: BTreeSet<TenantId>,
}

/// Rewraps the keys of all tenants that are not under the current root key, each in a transaction of its own with an
/// event in the tenant's log. Whoever was cut off does the rest. With `is_dry` they are only counted. `progress` is told
/// how many were looked at. PostgreSQL must be connected to as the role that owns the tables.
///
/// # Errors
/// When the database could not; what was rewrapped stays so.
pub async fn rewrap<S: Sql>(
    sql: &mut S,
    vault: &Vault,
    is_dry: bool,
    now: Timestamp,
    mut progress: impl FnMut(u64),
) -> Result<Rewrapped, Error> {
    let mut done = Rewrapped::default();
    let mut after = None;
    loop {
        let keys = tenant_keys::list(sql, after, KEYS).await?;
        let Some(last) = keys.last() else {
            return Ok(done);
        };
        after = Some((last.tenant_id, last.version));
        done.keys += keys.len() as u64;
        for kept in keys {
            let key = TenantKey {
                tenant: kept.tenant_id.to_string(),
                version: kept.version,
                wrapped: kept.wrapped.clone(),
            };
            match vault.rewrap_tenant_key(&key, &mut SystemEntropy) {
                Ok(None) => {}
                Ok(Some(_)) if is_dry => done.rewrapped += 1,
                Ok(Some(key)) => {
                    done.rewrapped += u64::from(replace(sql, &kept, &key.wrapped, now).await?);
                }
                Err(vault::Error::WrongKey | vault::Error::UnknownFormat) => {
                    done.unreadable.insert(kept.tenant_id);
                }
                Err(error) => return Err(error.into()),
            }
        }
        progress(done.keys);
    }
}

/// Puts a key into its place and notes it in the tenant's log; tells whether it was still the one that was read.
async fn replace<S: Sql>(
    sql: &mut S,
    kept: &KeptKey,
    wrapped: &[u8],
    at: Timestamp,
) -> Result<bool, Error> {
    sql.enter(kept.tenant_id).await?;
    let mut tx = Tx::begin(sql).await?;
    let is_replaced = tenant_keys::rewrap(&mut tx, kept, wrapped).await?;
    let found = tenants::scope_for_operator(&mut tx, kept.tenant_id).await?;
    if let Some((scope, actor)) = found.filter(|_| is_replaced) {
        let mut salt = [0; audit::leaf::SALT_BYTES];
        SystemEntropy.fill(&mut salt)?;
        let event = Event {
            action: "tenant-key.rewrapped".to_owned(),
            object_kind: "tenant-key".to_owned(),
            object_id: Some(kept.version.to_string()),
            counts: std::collections::BTreeMap::new(),
            at,
            trace: String::new(),
            salt: Some(salt),
        };
        audit::append(&mut tx, &scope, &actor, &event).await?;
    }
    tx.commit().await?;
    Ok(is_replaced)
}

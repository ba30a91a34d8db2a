//! `lethe tenant`: makes and lists tenants.

use std::collections::BTreeMap;

use domain::TenantId;
use jiff::Timestamp;
use serde::Serialize;
use store::{Page, Sql, TenantKey, Tx, audit, tenants, tenants::Tenant};
use vault::Vault;

use super::{
    arguments::{CreateTenant, ListTenants},
    error::Error,
    folder, print,
};
use crate::platform::SystemEntropy;

/// A tenant as JSON.
#[derive(Serialize)]
struct Shown {
    tenant_id: TenantId,
    name: String,
    created_at: Timestamp,
}

impl From<Tenant> for Shown {
    fn from(tenant: Tenant) -> Self {
        Self {
            tenant_id: tenant.tenant_id,
            name: tenant.name,
            created_at: tenant.created_at,
        }
    }
}

pub(super) async fn create(options: CreateTenant) -> Result<(), Error> {
    let mut sql = folder::open(&options.data).await?;
    let keys = folder::keys(&options.data.data, &mut sql).await?;
    let created_at = Timestamp::now();
    let tenant_id = TenantId::generate(created_at, random()?);
    let vault = Vault::new(keys.roots.clone());
    let key = vault.new_tenant_key(&tenant_id.to_string(), &mut SystemEntropy)?;
    let key = TenantKey {
        version: key.version,
        wrapped: key.wrapped,
    };
    let tenant = Tenant {
        tenant_id,
        name: options.name,
        created_at,
    };
    let mut tx = Tx::begin(&mut sql).await?;
    match tenants::create(&mut tx, &tenant, &key).await {
        Err(store::Error::Exists { .. }) => {
            let name = &tenant.name;
            return Err(Error::Refused(format!(
                "tenant {name} exists: choose another name"
            )));
        }
        created => created?,
    }
    record(
        &mut tx,
        tenant_id,
        "tenant.created",
        "tenant",
        tenant_id.to_string(),
    )
    .await?;
    tx.commit().await?;
    if options.json {
        return Ok(print::json(&Shown::from(tenant))?);
    }
    Ok(print::line(&format!(
        "created tenant {} with id {tenant_id}",
        tenant.name
    ))?)
}

pub(super) async fn list(options: ListTenants) -> Result<(), Error> {
    let mut sql = folder::open(&options.data).await?;
    let mut shown = Vec::new();
    let mut after = None;
    loop {
        let (tenants, next) = tenants::list(&mut sql, &Page::new(Page::MAX_LIMIT, after)).await?;
        shown.extend(tenants.into_iter().map(Shown::from));
        if next.is_none() {
            break;
        }
        after = next;
    }
    if options.json {
        return Ok(print::json(&shown)?);
    }
    let rows: Vec<[String; 3]> = shown
        .into_iter()
        .map(|tenant| {
            [
                tenant.tenant_id.to_string(),
                tenant.name,
                tenant.created_at.strftime("%Y-%m-%d %H:%MZ").to_string(),
            ]
        })
        .collect();
    Ok(print::table(["ID", "NAME", "CREATED"], &rows)?)
}

/// Finds the tenant of a name.
pub(super) async fn find<S: Sql>(sql: &mut S, name: &str) -> Result<Tenant, Error> {
    tenants::find_by_name(sql, name).await?.ok_or_else(|| {
        Error::Refused(format!(
            "there is no tenant {name}: lethe tenant list shows them"
        ))
    })
}

/// Notes in the tenant's log what the operator did.
pub(super) async fn record<S: Sql>(
    tx: &mut Tx<'_, S>,
    tenant: TenantId,
    action: &str,
    kind: &str,
    id: String,
) -> Result<(), Error> {
    let missing = store::Error::Missing { what: "tenant" };
    let (scope, actor) = tenants::scope_for_operator(tx, tenant)
        .await?
        .ok_or(missing)?;
    let event = audit::Event {
        action: action.to_owned(),
        object_kind: kind.to_owned(),
        object_id: Some(id),
        counts: BTreeMap::new(),
        at: Timestamp::now(),
        trace: String::new(),
        salt: Some(random()?),
    };
    audit::append(tx, &scope, &actor, &event).await?;
    Ok(())
}

/// Random bytes for an id or a token.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Error::Entropy)?;
    Ok(bytes)
}

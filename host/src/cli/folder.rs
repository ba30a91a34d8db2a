//! The data folder, opened: a migrated database and the root key that belongs to it.

use std::{fs::DirBuilder, os::unix::fs::DirBuilderExt as _, path::Path};

use domain::TenantId;
use jiff::Timestamp;
use store::{Page, TenantScope, migrations, sqlx::SqliteSql, tenants};
use vault::{RootKey, TenantKey, Vault};
use zeroize::Zeroizing;

use super::error::Error;
use crate::platform::{SystemEntropy, root_key};

/// The database in the data folder.
pub(super) const DATABASE: &str = "lethe.db";

/// Opens the database, and makes folder and file when they are missing.
pub(super) async fn open(folder: &Path) -> Result<SqliteSql, Error> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|source| Error::DataFolder {
            path: folder.to_owned(),
            source,
        })?;
    let mut sql = SqliteSql::open(&folder.join(DATABASE)).await?;
    migrations::apply(&mut sql, Timestamp::now()).await?;
    Ok(sql)
}

/// Gets the root key and checks that the database was made with it.
pub(super) async fn root_key(folder: &Path, sql: &mut SqliteSql) -> Result<RootKey, Error> {
    let (first, _) = tenants::list(sql, &Page::new(1, None)).await?;
    let first = first.first().map(|tenant| tenant.tenant_id);
    let variable = std::env::var(root_key::VARIABLE).ok().map(Zeroizing::new);
    let key = root_key::get(folder, variable, first.is_some(), &mut SystemEntropy)?;
    if let Some(tenant) = first {
        check(sql, tenant, &key).await?;
    }
    Ok(key)
}

/// Under another root key every tenant would be locked out, and new ones would not get in later.
async fn check(sql: &mut SqliteSql, tenant: TenantId, key: &RootKey) -> Result<(), Error> {
    let Some((scope, _)) = tenants::scope_for_operator(sql, tenant).await? else {
        return Ok(());
    };
    let opened = Vault::new(key.clone()).blind_index(&tenant_key(&scope), "check", &[]);
    opened.map(|_| ()).map_err(|_| {
        let variable = root_key::VARIABLE;
        Error::Refused(format!(
            "the root key is not the one this database was made with: put back root.key or set {variable}"
        ))
    })
}

fn tenant_key(scope: &TenantScope) -> TenantKey {
    TenantKey {
        tenant: scope.tenant_id().to_string(),
        version: scope.key().version,
        wrapped: scope.key().wrapped.clone(),
    }
}

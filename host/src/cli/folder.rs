//! The data folder, opened: a migrated database and the root key that belongs to it.

use std::{fs::DirBuilder, os::unix::fs::DirBuilderExt as _, path::Path};

use jiff::Timestamp;
use store::{Dialect, Sql as _, TenantScope, migrations, tenants};
use vault::{TenantKey, Vault};

use super::{
    arguments::Data,
    database::{self, Db},
    error::Error,
};
use crate::platform::{
    SystemEntropy,
    root_key::{self, Keys, Rotation, Variables},
};

/// Makes the folder when it is missing.
pub(super) fn make(folder: &Path) -> Result<(), Error> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|source| Error::DataFolder {
        path: folder.to_owned(),
        source,
    })
}

/// Opens the database at the version of this program, and makes folder and file when they are
/// missing. A SQLite file is migrated; PostgreSQL is by its owner, with `lethe migrate`.
pub(super) async fn open(data: &Data) -> Result<Db, Error> {
    make(&data.data)?;
    let mut sql = database::connect(data).await?;
    match sql.dialect() {
        Dialect::Sqlite => migrations::apply(&mut sql, Timestamp::now()).await?,
        Dialect::Postgres => migrations::check(&mut sql).await?,
    }
    Ok(sql)
}

/// Gets the keys where there is no database yet, or none is needed.
pub(super) fn keys_alone(folder: &Path) -> Result<Keys, Error> {
    let variables = Variables::read();
    Ok(root_key::get(folder, &variables, true, &mut SystemEntropy)?)
}

/// Gets the keys and checks that the database was made with the root key.
pub(super) async fn keys(folder: &Path, sql: &mut Db) -> Result<Keys, Error> {
    let first = tenants::sample_for_operator(sql).await?;
    // Several hosts share a server: each would make a key of its own.
    let in_use = first.is_some() || sql.dialect() == Dialect::Postgres;
    let keys = root_key::get(folder, &Variables::read(), in_use, &mut SystemEntropy)?;
    match first {
        Some(scope) => check(&scope, keys),
        None => Ok(keys),
    }
}

/// Keeps everybody else from using the root key of the data folder, and checks that the database was made with it.
pub(super) async fn rotation(folder: &Path, sql: &mut Db) -> Result<(Rotation, Keys), Error> {
    let rotation = Rotation::lock(folder)?;
    let keys = rotation.keys(&mut SystemEntropy)?;
    let keys = match tenants::sample_for_operator(sql).await? {
        Some(scope) => check(&scope, keys)?,
        None => keys,
    };
    Ok((rotation, keys))
}

/// Under another root key every tenant would be locked out, and new ones would not get in later.
fn check(scope: &TenantScope, keys: Keys) -> Result<Keys, Error> {
    let opened = Vault::new(keys.roots.clone()).blind_index(&tenant_key(scope), "check", &[]);
    opened.map(|_| keys).map_err(|_| {
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

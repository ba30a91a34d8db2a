//! `lethe migrate`: brings the database to this version.

use jiff::Timestamp;
use store::{Sql as _, migrations};

use super::{arguments::Migrate, database, error::Error, folder, print};

pub(super) async fn run(options: Migrate) -> Result<(), Error> {
    let Migrate { data, app_role } = options;
    if data.database.is_none() && app_role.is_some() {
        let why = "--app-role is a role of a PostgreSQL database: name it with --database";
        return Err(Error::Refused(why.to_owned()));
    }
    folder::make(&data.data)?;
    let mut sql = database::connect(&data).await?;
    migrations::apply(&mut sql, Timestamp::now()).await?;
    if let Some(role) = app_role {
        migrations::grant(&mut sql, &role).await?;
    }
    let version = migrations::of(sql.dialect())
        .last()
        .map_or(0, |migration| migration.version);
    Ok(print::line(&format!(
        "the database has schema version {version}"
    ))?)
}

//! `lethe migrate`: brings the database to this version.

use store::migrations;

use super::{arguments::Migrate, error::Error, folder, print};

pub(super) async fn run(options: Migrate) -> Result<(), Error> {
    let _sql = folder::open(&options.data.data).await?;
    let version = migrations::SQLITE
        .last()
        .map_or(0, |migration| migration.version);
    Ok(print::line(&format!(
        "the database has schema version {version}"
    ))?)
}

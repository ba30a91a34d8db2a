//! `lethe backup replay`, which `lethe serve` does by itself.

use jiff::Timestamp;
use store::{Sql, Tx};
use vault::Vault;

use super::Replay;
use crate::backup::{self, Forgotten, Safe};
use crate::cli::{error::Error, folder, print};

pub(super) async fn run(options: Replay) -> Result<(), Error> {
    let mut sql = folder::open(&options.place.data).await?;
    let keys = folder::keys(&options.place.data.data, &mut sql).await?;
    let safe = options.place.safe(keys.roots.clone())?;
    let forgotten = forget_again(&mut sql, &safe).await?;
    if options.place.json {
        return Ok(print::json(&forgotten)?);
    }
    Ok(print::line(&format!(
        "{} subjects with {} records and {} tenants had come back, and were forgotten again",
        forgotten.subjects, forgotten.records, forgotten.tenants
    ))?)
}

/// Forgets everybody again who stands in the ledger of the safe, in one transaction.
pub(in crate::cli) async fn forget_again<S: Sql>(
    sql: &mut S,
    safe: &Safe,
) -> Result<Forgotten, Error> {
    let (_, lines) = safe.tombstones()?;
    let buried = lines
        .into_iter()
        .map(|line| line.entry.commitment)
        .collect();
    let mut tx = Tx::begin(sql).await?;
    let vault = Vault::new(safe.roots().clone());
    let forgotten = backup::replay(&mut tx, &vault, &buried, Timestamp::now()).await?;
    tx.commit().await?;
    Ok(forgotten)
}

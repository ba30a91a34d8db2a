//! Puts the rows of a backup into an empty database.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

use domain::TenantId;
use store::{Sql, Tx, dump};
use vault::FileKey;
use vault::stream::Opener;

use super::Error;
use super::chain::Made;
use super::content::{Frame, rows_of};

/// Inserts everything that the file of a backup holds, and compares it with what its entry says. Nothing counts until the
/// transaction is committed.
pub(super) async fn load<S: Sql>(
    tx: &mut Tx<'_, S>,
    key: &FileKey,
    folder: &Path,
    made: &Made,
) -> Result<Vec<TenantId>, Error> {
    let path = folder.join(&made.file);
    let file = File::open(&path).map_err(Error::file(&path))?;
    let opener = Opener::begin(key, *made.id.as_bytes(), BufReader::new(file));
    let mut from = opener.map_err(Error::file(&path))?;
    let (mut tenants, mut table, mut counts) = (Vec::new(), None, BTreeMap::new());
    let damaged = |what| Error::Damaged {
        path: path.clone(),
        what,
    };
    loop {
        match Frame::read(&mut from).map_err(Error::file(&path))? {
            Frame::Tenant(id) => {
                let id: TenantId = id.parse().map_err(|_| damaged("names no tenant"))?;
                tx.enter(id).await?;
                tenants.push(id);
            }
            Frame::Table { name, columns } => {
                let known = dump::tables().find(|table| table.name == name);
                let known = known.ok_or_else(|| damaged("has a table that is not known here"))?;
                table = Some((known, columns));
            }
            Frame::Rows(rows) => {
                let (table, columns) = table
                    .as_ref()
                    .ok_or_else(|| damaged("has rows of no table"))?;
                let rows = rows_of(rows);
                dump::insert(tx, table, columns, &rows).await?;
                *counts.entry(table.name.to_owned()).or_insert(0) += rows.len() as u64;
            }
            Frame::End => break,
        }
    }
    // What follows the end must be nothing, and the last chunk vouches for that.
    let mut rest = Vec::new();
    from.read_to_end(&mut rest).map_err(Error::file(&path))?;
    if !rest.is_empty() || counts != made.rows {
        return Err(damaged("does not hold what the list of backups says"));
    }
    Ok(tenants)
}

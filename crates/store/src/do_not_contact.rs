//! Addresses that must not be contacted (Art. 21(2) and (3) GDPR), as keyed digests: neither the address nor
//! whose it is can be read, so an entry can and must outlive the erasure of its person.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::decode::Columns;
use crate::insert::{PARAMETERS, list as placeholders};
use crate::{Error, Sql, TenantScope, Tx, Value};

const TABLE: &str = "do_not_contact";

/// Adds addresses of a channel and gives the number of those that were not there.
pub async fn add<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    channel: &str,
    digest: &[u8],
    at: Timestamp,
) -> Result<u64, Error> {
    tx.execute(
        "INSERT INTO do_not_contact (tenant_id, channel, digest, created_at_ms) \
         VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        &[scope.parameter(), channel.into(), digest.into(), at.into()],
    )
    .await
}

/// Takes an address off the list: its holder wants to hear again. Gives the number of entries that went.
pub async fn remove<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    channel: &str,
    digest: &[u8],
) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM do_not_contact WHERE tenant_id = $1 AND channel = $2 AND digest = $3",
        &[scope.parameter(), channel.into(), digest.into()],
    )
    .await
}

/// Those of these addresses that are on the list of a channel.
pub async fn listed<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    channel: &str,
    digests: &[Vec<u8>],
) -> Result<HashSet<Vec<u8>>, Error> {
    let mut listed = HashSet::new();
    for chunk in digests.chunks(PARAMETERS - 2) {
        let statement = format!(
            "SELECT digest FROM do_not_contact \
             WHERE tenant_id = $1 AND channel = $2 AND digest IN ({})",
            placeholders(3, chunk.len())
        );
        let mut parameters = vec![scope.parameter(), channel.into()];
        parameters.extend(chunk.iter().map(|digest| Value::from(digest.as_slice())));
        for row in sql.query(&statement, &parameters).await? {
            listed.insert(Columns::of(TABLE, row).blob("digest")?);
        }
    }
    Ok(listed)
}

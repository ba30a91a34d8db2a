//! The wrapped keys of tenants, for the operator who rotates the root key: all of them, whoever's they are.

use domain::TenantId;

use crate::key_copies::{KeptKey, key};
use crate::{Error, Sql, Tx};

/// Lists the keys of all tenants by tenant and version, at most `limit` after one. PostgreSQL shows them to the role that
/// owns the tables.
pub async fn list<S: Sql>(
    sql: &mut S,
    after: Option<(TenantId, u32)>,
    limit: u32,
) -> Result<Vec<KeptKey>, Error> {
    let (tenant, version) = match after {
        Some((tenant, version)) => (tenant.to_string(), version),
        None => (String::new(), 0),
    };
    let statement = "SELECT tenant_id, NULL AS subject_id, version, wrapped_key, created_at_ms \
                     FROM tenant_key WHERE (tenant_id, version) > ($1, $2) \
                     ORDER BY tenant_id, version LIMIT $3";
    let parameters = [tenant.into(), version.into(), limit.into()];
    let rows = sql.query(statement, &parameters).await?;
    rows.into_iter().map(key).collect()
}

/// Puts a key in place of the same one that was wrapped otherwise, if it still stands there; tells whether it did. The
/// connection must have entered the tenant.
pub async fn rewrap<S: Sql>(
    tx: &mut Tx<'_, S>,
    before: &KeptKey,
    wrapped: &[u8],
) -> Result<bool, Error> {
    let updated = tx
        .execute(
            "UPDATE tenant_key SET wrapped_key = $1 \
             WHERE tenant_id = $2 AND version = $3 AND wrapped_key = $4",
            &[
                wrapped.into(),
                before.tenant_id.into(),
                before.version.into(),
                before.wrapped.as_slice().into(),
            ],
        )
        .await?;
    Ok(updated == 1)
}

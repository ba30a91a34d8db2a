//! Which passwords the accounts of a tenant may have.

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::decode::{Columns, json_of};
use crate::insert::one;
use crate::{Error, Sql, TenantScope, Tx};

const TABLE: &str = "password_policy";

/// The policy that the tenant has set; none when it has set none.
pub async fn find<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<Option<Json>, Error> {
    let rows = sql
        .query(
            "SELECT policy FROM password_policy WHERE tenant_id = $1",
            &[scope.parameter()],
        )
        .await?;
    let row = rows.into_iter().next();
    row.map(|row| Columns::of(TABLE, row).json("policy"))
        .transpose()
}

/// Sets the policy.
pub async fn put<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    policy: &Json,
    at: Timestamp,
) -> Result<(), Error> {
    let put = tx
        .execute(
            "INSERT INTO password_policy (tenant_id, policy, changed_at_ms) VALUES ($1, $2, $3) \
             ON CONFLICT (tenant_id) DO UPDATE SET \
             policy = excluded.policy, changed_at_ms = excluded.changed_at_ms",
            &[scope.parameter(), json_of(policy)?, at.into()],
        )
        .await?;
    one(put, Error::Missing { what: TABLE })
}

//! Brings the keys of tenants under the current root key.

use axum::Json;
use domain::TenantId;
use kit::audit::Event;
use kit::door::Operator;
use kit::keys::Rewrapped;
use kit::problem::Problem;
use kit::trace::Trace;
use serde::Serialize;
use store::key_copies::KeptKey;
use store::{Sql, Tx, tenant_keys};

/// The keys that are looked at at once.
const KEYS: u32 = 200;

/// The most keys that one call rewraps, so that it ends in time.
const MOST: u64 = 1_000;

/// What became of the keys.
#[derive(Default, Serialize, utoipa::ToSchema)]
pub(crate) struct RewrappedKeys {
    /// How many were rewrapped.
    rewrapped: u64,
    /// Whether there are more: call again.
    more: bool,
    /// Tenants with a key that is under neither root key. As long as there is one, `root_key_former` must stay.
    #[schema(value_type = Vec<String>)]
    unreadable: Vec<TenantId>,
}

/// Wrap the keys of tenants under the current root key, `root_key`, that are under the former one, `root_key_former`.
/// Safe to repeat, and to be cut off. When there are no more, and none is unreadable, the former root key can be taken
/// away.
#[utoipa::path(
    post,
    path = "/operator/v1/root-key/rewrap",
    operation_id = "rewrap_tenant_keys",
    tag = "operator",
    responses(
        (status = 200, description = "What became of the keys", body = RewrappedKeys),
        kit::openapi::Refusals,
    ),
    security(("operator" = [])),
)]
pub(crate) async fn handler(
    Operator { mut db, trace }: Operator,
) -> Result<Json<RewrappedKeys>, Problem> {
    let mut done = RewrappedKeys::default();
    let mut after = None;
    loop {
        let keys = tenant_keys::list(&mut db, after, KEYS).await?;
        let Some(last) = keys.last() else {
            return Ok(Json(done));
        };
        after = Some((last.tenant_id, last.version));
        if done.rewrapped >= MOST {
            done.more = true;
            return Ok(Json(done));
        }
        for key in keys {
            let wrapped = key.wrapped.clone();
            match kit::keys::rewrap_tenant(key.tenant_id, key.version, wrapped)? {
                Rewrapped::Current => {}
                Rewrapped::Unreadable => done.unreadable.push(key.tenant_id),
                Rewrapped::Anew(wrapped) => {
                    done.rewrapped += u64::from(replace(&mut db, &key, &wrapped, &trace).await?);
                }
            }
        }
    }
}

/// Puts a key into its place and notes it in the tenant's log; tells whether it was still the one that was read.
async fn replace<S: Sql>(
    sql: &mut S,
    key: &KeptKey,
    wrapped: &[u8],
    trace: &Trace,
) -> Result<bool, Problem> {
    sql.enter(key.tenant_id).await?;
    let mut tx = Tx::begin(sql).await?;
    let is_replaced = tenant_keys::rewrap(&mut tx, key, wrapped).await?;
    if is_replaced {
        let caller = kit::door::operator_for(&mut tx, key.tenant_id, trace.clone()).await?;
        Event::new("tenant-key.rewrapped", "tenant-key", &key.version)
            .append(&mut tx, &caller)
            .await?;
    }
    tx.commit().await?;
    Ok(is_replaced)
}

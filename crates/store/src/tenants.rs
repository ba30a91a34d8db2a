//! Tenants: controllers, or processors acting for one, each with its own data and key.

use domain::TenantId;
use jiff::Timestamp;

use crate::decode::Columns;
use crate::insert::one;
#[cfg(feature = "operator")]
use crate::{Actor, TenantScope};
use crate::{Error, Page, Sql, TenantKey, Tx};

const TABLE: &str = "tenant";

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub tenant_id: TenantId,
    /// Its unique name.
    pub name: String,
    /// When it was created.
    pub created_at: Timestamp,
}

/// Creates a tenant with its first key.
///
/// # Errors
/// [`Error::Exists`] when the name is taken.
pub async fn create<S: Sql>(
    tx: &mut Tx<'_, S>,
    tenant: &Tenant,
    key: &TenantKey,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO tenant (tenant_id, name, created_at_ms) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING",
            &[
                tenant.tenant_id.into(),
                tenant.name.as_str().into(),
                tenant.created_at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })?;
    let inserted = tx
        .execute(
            "INSERT INTO tenant_key (tenant_id, version, wrapped_key, created_at_ms) \
             VALUES ($1, $2, $3, $4)",
            &[
                tenant.tenant_id.into(),
                key.version.into(),
                key.wrapped.as_slice().into(),
                tenant.created_at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: "tenant key" })
}

/// Finds a tenant by its name.
pub async fn find_by_name<S: Sql>(sql: &mut S, name: &str) -> Result<Option<Tenant>, Error> {
    let rows = sql
        .query(
            "SELECT tenant_id, name, created_at_ms FROM tenant WHERE name = $1",
            &[name.into()],
        )
        .await?;
    rows.into_iter().next().map(tenant).transpose()
}

/// Lists tenants by id, which is the order of their creation.
pub async fn list<S: Sql>(
    sql: &mut S,
    page: &Page,
) -> Result<(Vec<Tenant>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let rows = sql
        .query(
            "SELECT tenant_id, name, created_at_ms FROM tenant WHERE tenant_id > $1 \
             ORDER BY tenant_id LIMIT $2",
            &[after.into(), page.rows().into()],
        )
        .await?;
    let tenants = rows.into_iter().map(tenant).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, tenants, |tenant| [tenant.tenant_id.to_string()]))
}

/// Lets the operator work on a tenant.
///
/// Behind a feature that the workflows of tenants do not have: they get their scope from a token.
#[cfg(feature = "operator")]
pub async fn scope_for_operator<S: Sql>(
    sql: &mut S,
    tenant_id: TenantId,
) -> Result<Option<(TenantScope, Actor)>, Error> {
    let rows = sql
        .query(
            "SELECT version, wrapped_key FROM tenant_key WHERE tenant_id = $1 \
             ORDER BY version DESC LIMIT 1",
            &[tenant_id.into()],
        )
        .await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let mut columns = Columns::of("tenant_key", row);
    let key = TenantKey {
        version: columns.integer("version")?,
        wrapped: columns.blob("wrapped_key")?,
    };
    let actor = Actor {
        token_id: domain::TokenId::from_uuid(uuid::Uuid::nil()),
        label: "operator".to_owned(),
        role: domain::Role::Administrator,
    };
    Ok(Some((TenantScope::new(tenant_id, key), actor)))
}

fn tenant(row: crate::Row) -> Result<Tenant, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Tenant {
        tenant_id: columns.parsed("tenant_id")?,
        name: columns.text("name")?,
        created_at: columns.time("created_at_ms")?,
    })
}

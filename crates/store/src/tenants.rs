//! Tenants: controllers, or processors acting for one, each with its own data and key.

use domain::TenantId;
use jiff::Timestamp;

use crate::decode::Columns;
use crate::insert::one;
#[cfg(feature = "operator")]
use crate::{Actor, Dialect};
use crate::{Error, Page, Sql, TenantKey, TenantScope, Tx, jobs};

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

/// Creates a tenant with its first key and the job that sweeps daily, and enters it.
///
/// # Errors
/// [`Error::Exists`] when the name is taken.
pub async fn create<S: Sql>(
    tx: &mut Tx<'_, S>,
    tenant: &Tenant,
    key: &TenantKey,
) -> Result<(), Error> {
    tx.enter(tenant.tenant_id).await?;
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
    one(inserted, Error::Exists { what: "tenant key" })?;
    jobs::schedule_daily(tx, tenant.tenant_id, tenant.created_at).await
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

/// The name of the tenant.
pub async fn name<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<Option<String>, Error> {
    let rows = sql
        .query(
            "SELECT name FROM tenant WHERE tenant_id = $1",
            &[scope.parameter()],
        )
        .await?;
    let row = rows.into_iter().next();
    row.map(|row| Columns::of(TABLE, row).text("name"))
        .transpose()
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
    let key = key(&mut Columns::of("tenant_key", row))?;
    sql.enter(tenant_id).await?;
    let actor = Actor {
        token_id: domain::TokenId::from_uuid(uuid::Uuid::nil()),
        label: "operator".to_owned(),
        role: domain::Role::Administrator,
        session: None,
    };
    Ok(Some((TenantScope::new(tenant_id, key), actor)))
}

/// Whether there is such a tenant, and it is not being deleted already.
#[cfg(feature = "operator")]
pub async fn is_there<S: Sql>(sql: &mut S, tenant_id: TenantId) -> Result<bool, Error> {
    let statement = "SELECT 1 FROM tenant WHERE tenant_id = $1 AND NOT EXISTS \
                     (SELECT 1 FROM offboarding WHERE offboarding.tenant_id = tenant.tenant_id \
                     AND offboarding.state = $2)";
    let deleting = crate::decode::name_of(&crate::offboarding::OffboardingState::Deleting)?;
    let rows = sql.query(statement, &[tenant_id.into(), deleting]).await?;
    Ok(!rows.is_empty())
}

/// Lets the operator delete a tenant whose key is gone: nothing can be opened with this.
#[cfg(feature = "operator")]
pub const fn scope_without_key(tenant_id: TenantId) -> TenantScope {
    let key = TenantKey {
        version: 0,
        wrapped: Vec::new(),
    };
    TenantScope::new(tenant_id, key)
}

/// Gives any tenant, if there is one, so that a host can try its root key on a tenant's key.
///
/// Unlike the other operator's functions it works for the application's role as well.
#[cfg(feature = "operator")]
pub async fn sample_for_operator<S: Sql>(sql: &mut S) -> Result<Option<TenantScope>, Error> {
    let statement = match sql.dialect() {
        Dialect::Sqlite => {
            "SELECT tenant_id, version, wrapped_key FROM tenant_key \
             ORDER BY tenant_id, version DESC LIMIT 1"
        }
        Dialect::Postgres => "SELECT tenant_id, version, wrapped_key FROM tenant_key_sample()",
    };
    let Some(row) = sql.query(statement, &[]).await?.into_iter().next() else {
        return Ok(None);
    };
    let mut columns = Columns::of("tenant_key", row);
    let tenant_id = columns.parsed("tenant_id")?;
    Ok(Some(TenantScope::new(tenant_id, key(&mut columns)?)))
}

#[cfg(feature = "operator")]
fn key(columns: &mut Columns) -> Result<TenantKey, Error> {
    Ok(TenantKey {
        version: columns.integer("version")?,
        wrapped: columns.blob("wrapped_key")?,
    })
}

fn tenant(row: crate::Row) -> Result<Tenant, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Tenant {
        tenant_id: columns.parsed("tenant_id")?,
        name: columns.text("name")?,
        created_at: columns.time("created_at_ms")?,
    })
}

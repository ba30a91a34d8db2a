//! Authorized agents of subjects (Data Rights Protocol 1.0, 3.05.1), and the messages of theirs that were taken.

use domain::protocols::AgentId;
use domain::{Role, TenantId, TokenId};
use jiff::Timestamp;

use crate::decode::Columns;
use crate::insert::one;
use crate::{Actor, Dialect, Error, Page, Row, Sql, TenantKey, TenantScope, Tx};

const TABLE: &str = "agent";
const COLUMNS: &str = "agent_id, name, verify_key, token_id, registered_at_ms";

/// An agent that a tenant knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// Its id in the directory of the network.
    pub agent_id: AgentId,
    /// Its name.
    pub name: String,
    /// The key by which its messages are verified: 32 bytes of Ed25519.
    pub verify_key: Vec<u8>,
    /// The token that it got last.
    pub token_id: Option<TokenId>,
    /// Since when it is known.
    pub registered_at: Timestamp,
}

/// Registers an agent, or gives one that is known another name or key.
pub async fn put<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    agent: &Agent,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO agent (tenant_id, agent_id, name, verify_key, registered_at_ms) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, agent_id) DO UPDATE SET \
         name = excluded.name, verify_key = excluded.verify_key",
        &[
            scope.parameter(),
            agent.agent_id.as_str().into(),
            agent.name.as_str().into(),
            agent.verify_key.as_slice().into(),
            agent.registered_at.into(),
        ],
    )
    .await
    .map(drop)
}

/// Forgets an agent. Its token must be revoked besides.
///
/// # Errors
/// [`Error::Missing`] when it is not known.
pub async fn remove<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    agent: &AgentId,
) -> Result<(), Error> {
    let removed = tx
        .execute(
            "DELETE FROM agent WHERE tenant_id = $1 AND agent_id = $2",
            &[scope.parameter(), agent.as_str().into()],
        )
        .await?;
    one(removed, Error::Missing { what: TABLE })
}

/// Notes which token an agent got.
///
/// # Errors
/// [`Error::Missing`] when the agent is not known.
pub async fn give_token<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    agent: &AgentId,
    token: TokenId,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "UPDATE agent SET token_id = $1 WHERE tenant_id = $2 AND agent_id = $3",
            &[token.into(), scope.parameter(), agent.as_str().into()],
        )
        .await?;
    one(changed, Error::Missing { what: TABLE })
}

/// Finds an agent by its id.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    agent: &AgentId,
) -> Result<Option<Agent>, Error> {
    let statement = format!("SELECT {COLUMNS} FROM agent WHERE tenant_id = $1 AND agent_id = $2");
    let parameters = [scope.parameter(), agent.as_str().into()];
    let rows = sql.query(&statement, &parameters).await?;
    rows.into_iter().next().map(read).transpose()
}

/// Finds the agent whose token this is.
pub async fn find_by_token<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    token: TokenId,
) -> Result<Option<Agent>, Error> {
    let statement = format!("SELECT {COLUMNS} FROM agent WHERE tenant_id = $1 AND token_id = $2");
    let rows = sql
        .query(&statement, &[scope.parameter(), token.into()])
        .await?;
    rows.into_iter().next().map(read).transpose()
}

/// Lists agents by id.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    page: &Page,
) -> Result<(Vec<Agent>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let statement = format!(
        "SELECT {COLUMNS} FROM agent WHERE tenant_id = $1 AND agent_id > $2 \
         ORDER BY agent_id LIMIT $3"
    );
    let parameters = [scope.parameter(), after.into(), page.rows().into()];
    let rows = sql.query(&statement, &parameters).await?;
    let agents = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, agents, |agent: &Agent| {
        [agent.agent_id.as_str().to_owned()]
    }))
}

/// Takes a message of an agent, once; what expired before now is forgotten.
///
/// # Errors
/// [`Error::Exists`] when it was taken before.
pub async fn take_message<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    agent: &AgentId,
    digest: &[u8],
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM agent_message WHERE tenant_id = $1 AND expires_at_ms < $2",
        &[scope.parameter(), now.into()],
    )
    .await?;
    let inserted = tx
        .execute(
            "INSERT INTO agent_message (tenant_id, agent_id, digest, expires_at_ms) \
             VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                agent.as_str().into(),
                digest.into(),
                expires_at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: "message" })
}

/// Lets somebody who names an agent work for its tenant; `None` when the tenant does not know the agent. The caller
/// must verify a message with the agent's key before anything else is done.
pub async fn enter<S: Sql>(
    sql: &mut S,
    tenant_id: TenantId,
    agent: &AgentId,
) -> Result<Option<(TenantScope, Actor)>, Error> {
    let statement = match sql.dialect() {
        Dialect::Sqlite => {
            "SELECT tenant_key.version, tenant_key.wrapped_key \
             FROM agent JOIN tenant_key ON tenant_key.tenant_id = agent.tenant_id \
             WHERE agent.tenant_id = $1 AND agent.agent_id = $2 \
             ORDER BY tenant_key.version DESC LIMIT 1"
        }
        // The same, but here nobody sees a row before it is known that the agent is the tenant's.
        Dialect::Postgres => "SELECT version, wrapped_key FROM agent_door($1, $2)",
    };
    let rows = sql
        .query(statement, &[tenant_id.into(), agent.as_str().into()])
        .await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let mut columns = Columns::of("tenant_key", row);
    let key = TenantKey {
        version: columns.integer("version")?,
        wrapped: columns.blob("wrapped_key")?,
    };
    sql.enter(tenant_id).await?;
    let actor = Actor {
        token_id: TokenId::from_uuid(uuid::Uuid::nil()),
        label: label(agent),
        role: Role::Agent,
        session: None,
    };
    Ok(Some((TenantScope::new(tenant_id, key), actor)))
}

/// What tokens of an agent are labelled with, and its acts in the audit log.
pub fn label(agent: &AgentId) -> String {
    format!("agent {}", agent.as_str())
}

fn read(row: Row) -> Result<Agent, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Agent {
        agent_id: columns.parsed("agent_id")?,
        name: columns.text("name")?,
        verify_key: columns.blob("verify_key")?,
        token_id: columns.optional_parsed("token_id")?,
        registered_at: columns.time("registered_at_ms")?,
    })
}

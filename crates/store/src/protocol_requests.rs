//! Requests that came by a protocol, and the requests of ours that they became.

use domain::RequestId;
use domain::protocols::{AgentId, Protocol, Unfiled};
use jiff::Timestamp;

use crate::decode::{Columns, json_of, name_of};
use crate::insert::one;
use crate::{Error, Sql, TenantScope, Tx, Value};

const TABLE: &str = "protocol_request";

/// A request that came by a protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtocolRequest {
    /// The protocol.
    pub protocol: Protocol,
    /// The id of the request in the protocol.
    pub external_id: String,
    /// The request of ours; `None` when nobody was found whom it is about.
    pub request_id: Option<RequestId>,
    /// Why there is no request of ours.
    pub unfiled: Option<Unfiled>,
    /// The agent that sent it (Data Rights Protocol).
    pub agent_id: Option<AgentId>,
    /// The agent's own id of it (Data Rights Protocol).
    pub reference: Option<String>,
    /// When it came.
    pub received_at: Timestamp,
    /// Until when it is to be answered.
    pub due_at: Timestamp,
    /// The addresses that want to be told of changes.
    pub callbacks: Vec<String>,
}

/// Keeps a request that came.
///
/// # Errors
/// [`Error::Exists`] when the protocol's id is in use.
pub async fn create<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    request: &ProtocolRequest,
) -> Result<(), Error> {
    let agent = request.agent_id.as_ref().map(AgentId::as_str);
    let id = request.request_id.map_or(Value::Null, Value::from);
    let unfiled = request.unfiled.as_ref().map(name_of).transpose()?;
    let inserted = tx
        .execute(
            "INSERT INTO protocol_request (tenant_id, protocol, external_id, request_id, unfiled, \
             agent_id, reference, received_at_ms, due_at_ms, callbacks) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                name_of(&request.protocol)?,
                request.external_id.as_str().into(),
                id,
                unfiled.unwrap_or(Value::Null),
                agent.into(),
                request.reference.as_deref().into(),
                request.received_at.into(),
                request.due_at.into(),
                json_of(&request.callbacks)?,
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: "request" })
}

/// Finds a request by its id in the protocol.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    protocol: Protocol,
    external_id: &str,
) -> Result<Option<ProtocolRequest>, Error> {
    let rows = sql
        .query(
            "SELECT request_id, unfiled, agent_id, reference, received_at_ms, due_at_ms, callbacks \
             FROM protocol_request WHERE tenant_id = $1 AND protocol = $2 AND external_id = $3",
            &[scope.parameter(), name_of(&protocol)?, external_id.into()],
        )
        .await?;
    let row = rows.into_iter().next();
    row.map(|row| {
        let mut columns = Columns::of(TABLE, row);
        Ok(ProtocolRequest {
            protocol,
            external_id: external_id.to_owned(),
            request_id: columns.optional_parsed("request_id")?,
            unfiled: columns.optional_named("unfiled")?,
            agent_id: columns.optional_parsed("agent_id")?,
            reference: columns.optional_text("reference")?,
            received_at: columns.time("received_at_ms")?,
            due_at: columns.time("due_at_ms")?,
            callbacks: columns.json("callbacks")?,
        })
    })
    .transpose()
}

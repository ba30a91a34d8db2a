//! The Merkle tree over a tenant's events (RFC 6962): leaf 0 is event 1. Its complete subtrees are kept, each once, when
//! the event comes that completes it; a proof is put together from them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use translog::{Frontier, Hash, Node};

use super::{Filter, Logged, leaf, list};
use crate::decode::Columns;
use crate::insert::{all, insert, one};
use crate::{Error, Page, Sql, TenantScope, Tx, Value};

const HEAD: &str = "audit_head";
const NODE: &str = "audit_node";
/// The most nodes of one statement: a proof has 127 at most.
const NODES: usize = 400;

/// The key that a tenant's checkpoints are signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogKey {
    /// The public part.
    pub public: Vec<u8>,
    /// The secret part, wrapped.
    pub wrapped: Vec<u8>,
}

/// The tree as it is; empty before the first event.
pub async fn frontier<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<Frontier, Error> {
    let rows = sql
        .query(
            "SELECT frontier FROM audit_head WHERE tenant_id = $1",
            &[scope.parameter()],
        )
        .await?;
    match rows.into_iter().next() {
        Some(row) => parse(Columns::of(HEAD, row).optional_blob("frontier")?),
        None => Ok(Frontier::empty()),
    }
}

/// Hashes of nodes; those that are not kept are left out.
pub async fn nodes<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    wanted: &BTreeSet<Node>,
) -> Result<BTreeMap<Node, Hash>, Error> {
    let wanted: Vec<Node> = wanted.iter().copied().collect();
    let mut found = BTreeMap::new();
    for chunk in wanted.chunks(NODES) {
        let mut parameters = vec![scope.parameter()];
        let mut conditions = Vec::with_capacity(chunk.len());
        for node in chunk {
            let at = parameters.len() + 1;
            conditions.push(format!("(level = ${at} AND node = ${})", at + 1));
            parameters.extend([Value::Integer(node.level.into()), number(node.index)]);
        }
        let statement = format!(
            "SELECT level, node, hash FROM audit_node WHERE tenant_id = $1 AND ({})",
            conditions.join(" OR ")
        );
        for row in sql.query(&statement, &parameters).await? {
            let mut columns = Columns::of(NODE, row);
            let (level, index) = (columns.integer("level")?, columns.integer("node")?);
            let hash = Hash::from_slice(&columns.blob("hash")?);
            let hash = hash.map_err(|_| inconsistent(NODE, "hash"))?;
            found.insert(Node { level, index }, hash);
        }
    }
    Ok(found)
}

/// Lists the hashes of leaves with the numbers of their events.
pub async fn leaves<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    page: &Page,
) -> Result<(Vec<(u64, Hash)>, Option<String>), Error> {
    const LIST: &str = "leaf of audit log";
    let [after] = page.key(LIST, ["0"])?;
    let after: i64 = after.parse().map_err(|_| Error::MalformedCursor)?;
    let rows = sql
        .query(
            "SELECT node + 1 AS seq, hash FROM audit_node \
             WHERE tenant_id = $1 AND level = 0 AND node >= $2 ORDER BY node LIMIT $3",
            &[scope.parameter(), after.into(), page.rows().into()],
        )
        .await?;
    let read = |row| {
        let mut columns = Columns::of(NODE, row);
        let seq = columns.integer("node")?;
        let hash = Hash::from_slice(&columns.blob("hash")?);
        Ok((seq, hash.map_err(|_| inconsistent(NODE, "hash"))?))
    };
    let leaves = rows.into_iter().map(read).collect::<Result<_, Error>>()?;
    Ok(page.cut(LIST, leaves, |(seq, _): &(u64, Hash)| [seq.to_string()]))
}

/// Up to which event payloads were forgotten; 0 when none were.
pub async fn forgotten<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<u64, Error> {
    let rows = sql
        .query(
            "SELECT forgotten FROM audit_head WHERE tenant_id = $1",
            &[scope.parameter()],
        )
        .await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(0);
    };
    let forgotten = Columns::of(HEAD, row).optional_integer("forgotten")?;
    Ok(forgotten.unwrap_or_default())
}

/// Forgets what the oldest events said, those from before a time and at most `limit` of them, and gives their number.
/// The hashes of their leaves stay, and so does every proof.
pub async fn forget<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    before: Timestamp,
    limit: u32,
) -> Result<u64, Error> {
    let rows = tx
        .query(
            "SELECT max(seq) AS seq FROM (SELECT seq, at_ms FROM audit_event WHERE tenant_id = $1 \
             ORDER BY seq LIMIT $2) oldest WHERE at_ms < $3",
            &[scope.parameter(), limit.into(), before.into()],
        )
        .await?;
    let last = match rows.into_iter().next() {
        Some(row) => Columns::of("audit_event", row).optional_integer::<i64>("seq")?,
        None => None,
    };
    let Some(last) = last else {
        return Ok(0);
    };
    // Before there was a tree, there is nothing that would stay.
    if frontier(tx, scope).await?.size() < u64::try_from(last).unwrap_or(u64::MAX) {
        return Ok(0);
    }
    let changed = tx
        .execute(
            "UPDATE audit_head SET forgotten = $1 WHERE tenant_id = $2",
            &[last.into(), scope.parameter()],
        )
        .await?;
    one(changed, Error::Missing { what: HEAD })?;
    tx.execute(
        "DELETE FROM audit_event WHERE tenant_id = $1 AND seq <= $2",
        &[scope.parameter(), last.into()],
    )
    .await
}

/// The key of the log, if it has one.
pub async fn log_key<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<Option<LogKey>, Error> {
    let rows = sql
        .query(
            "SELECT public_key, wrapped_key FROM audit_key WHERE tenant_id = $1",
            &[scope.parameter()],
        )
        .await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let mut columns = Columns::of("audit_key", row);
    Ok(Some(LogKey {
        public: columns.blob("public_key")?,
        wrapped: columns.blob("wrapped_key")?,
    }))
}

/// Keeps the key of the log, unless it has one.
pub async fn put_log_key<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    key: &LogKey,
    at: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO audit_key (tenant_id, public_key, wrapped_key, created_at_ms) \
         VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        &[
            scope.parameter(),
            key.public.as_slice().into(),
            key.wrapped.as_slice().into(),
            at.into(),
        ],
    )
    .await
    .map(drop)
}

/// Adds a leaf to the tree as the head has it, and keeps what is complete.
pub(super) async fn grow<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    frontier: Option<Vec<u8>>,
    logged: &Logged,
) -> Result<(), Error> {
    let mut frontier = parse(frontier)?;
    let mut complete = Vec::new();
    if frontier.size() + 1 < logged.seq {
        // Events of before there was a tree.
        complete = catch_up(tx, scope, &mut frontier).await?;
    }
    let added = frontier.append(leaf::hash(logged)?);
    complete.extend(added.map_err(|_| inconsistent(HEAD, "frontier"))?);
    if frontier.size() != logged.seq {
        return Err(inconsistent(HEAD, "frontier"));
    }
    let changed = tx
        .execute(
            "UPDATE audit_head SET frontier = $1 WHERE tenant_id = $2",
            &[frontier.to_bytes().into(), scope.parameter()],
        )
        .await?;
    one(changed, Error::Missing { what: HEAD })?;
    let rows: Vec<_> = complete
        .iter()
        .map(|(node, hash)| {
            [
                Value::Integer(node.level.into()),
                number(node.index),
                hash.0.as_slice().into(),
            ]
        })
        .collect();
    let (count, head) = (
        rows.len(),
        "INSERT INTO audit_node (tenant_id, level, node, hash)",
    );
    let inserted = insert(tx, scope, head, "", rows).await?;
    all(inserted, count, NODE)
}

/// Adds the leaves of the events that are there already.
async fn catch_up<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    frontier: &mut Frontier,
) -> Result<Vec<(Node, Hash)>, Error> {
    let (mut complete, mut after) = (Vec::new(), None);
    loop {
        let page = Page::new(Page::MAX_LIMIT, after);
        let (events, next) = list(tx, scope, &Filter::default(), &page).await?;
        let size = frontier.size();
        for logged in events.iter().filter(|logged| logged.seq > size) {
            let added = frontier.append(leaf::hash(logged)?);
            complete.extend(added.map_err(|_| inconsistent(HEAD, "frontier"))?);
        }
        after = next;
        if after.is_none() {
            return Ok(complete);
        }
    }
}

fn parse(bytes: Option<Vec<u8>>) -> Result<Frontier, Error> {
    bytes.map_or_else(
        || Ok(Frontier::empty()),
        |bytes| Frontier::from_bytes(&bytes).map_err(|_| inconsistent(HEAD, "frontier")),
    )
}

fn number(number: u64) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

const fn inconsistent(table: &'static str, column: &'static str) -> Error {
    Error::Inconsistent { table, column }
}

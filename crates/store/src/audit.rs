//! The audit log: what was done, by whom, to what, and how many. It outlives the persons concerned.
//!
//! An event names one object. No event names a subject together with a record: after an erasure
//! the record stays under a placeholder, and the pair would say who that is.
//!
//! The events of a tenant are the leaves of a Merkle tree ([`tree`]), which grows in the same transaction.

pub mod leaf;
pub mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use domain::TokenId;
use jiff::Timestamp;

use crate::decode::{Columns, json_of, name_of};
use crate::insert::{one, one_of};
use crate::{Actor, Error, Page, Row, Sql, TenantScope, Tx, Value};

const TABLE: &str = "audit_event";

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The object's kind and a verb, such as `subject.erased`.
    pub action: String,
    /// What it was done to, such as `subject`.
    pub object_kind: String,
    /// Its id.
    pub object_id: Option<String>,
    /// How many of what, such as `records`.
    pub counts: BTreeMap<String, u64>,
    /// When.
    pub at: Timestamp,
    /// The trace of the call.
    pub trace: String,
    /// Random bytes that hide the event once only its hash is left; none in events of before there was a tree.
    pub salt: Option<[u8; leaf::SALT_BYTES]>,
}

/// An event in its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its number: 1, 2, 3 and so on, without gaps.
    pub seq: u64,
    /// Who did it.
    pub actor: Actor,
    /// What was done.
    pub event: Event,
}

/// Which events are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this action.
    pub action: Option<String>,
    /// Only what was done to the thing with this id.
    pub object_id: Option<String>,
    /// Only what was done with this token.
    pub token_id: Option<TokenId>,
    /// Only what was done with one of these tokens, or by these accounts.
    pub actors: Option<BTreeSet<TokenId>>,
    /// Only what was done with tokens of this label.
    pub label: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
}

/// Appends an event, in the transaction of the change that it is about, and gives its number.
pub async fn append<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    actor: &Actor,
    event: &Event,
) -> Result<u64, Error> {
    let rows = tx
        .query(
            "INSERT INTO audit_head (tenant_id, seq) VALUES ($1, 1) \
             ON CONFLICT (tenant_id) DO UPDATE SET seq = audit_head.seq + 1 \
             RETURNING seq, frontier",
            &[scope.parameter()],
        )
        .await?;
    let head = rows
        .into_iter()
        .next()
        .ok_or(Error::Missing { what: "audit head" })?;
    let mut head = Columns::of("audit_head", head);
    let seq: i64 = head.integer("seq")?;
    let frontier = head.optional_blob("frontier")?;
    let logged = Logged {
        seq: u64::try_from(seq).map_err(|_| Error::Inconsistent {
            table: "audit_head",
            column: "seq",
        })?,
        actor: actor.clone(),
        event: event.clone(),
    };
    tree::grow(tx, scope, frontier, &logged).await?;
    let inserted = tx
        .execute(
            "INSERT INTO audit_event (tenant_id, seq, at_ms, action, token_id, label, role, \
             object_kind, object_id, counts, trace, salt) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            &[
                scope.parameter(),
                seq.into(),
                event.at.into(),
                event.action.as_str().into(),
                actor.token_id.into(),
                actor.label.as_str().into(),
                name_of(&actor.role)?,
                event.object_kind.as_str().into(),
                event.object_id.as_deref().into(),
                json_of(&event.counts)?,
                event.trace.as_str().into(),
                event.salt.as_ref().map(<[u8; _]>::as_slice).into(),
            ],
        )
        .await?;
    one(
        inserted,
        Error::Exists {
            what: "audit event",
        },
    )?;
    Ok(logged.seq)
}

/// Lists the events that the filter lets through, by number.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    filter: &Filter,
    page: &Page,
) -> Result<(Vec<Logged>, Option<String>), Error> {
    let [after] = page.key(TABLE, ["0"])?;
    let after: i64 = after.parse().map_err(|_| Error::MalformedCursor)?;
    let mut statement = "SELECT seq, at_ms, action, token_id, label, role, object_kind, \
                         object_id, counts, trace, salt FROM audit_event \
                         WHERE tenant_id = $1 AND seq > $2"
        .to_owned();
    let mut parameters = vec![scope.parameter(), after.into()];
    let conditions = [
        ("action =", filter.action.as_deref().map(Value::from)),
        ("object_id =", filter.object_id.as_deref().map(Value::from)),
        ("token_id =", filter.token_id.map(Value::from)),
        ("label =", filter.label.as_deref().map(Value::from)),
        ("at_ms >=", filter.from.map(Value::from)),
        ("at_ms <", filter.to.map(Value::from)),
    ];
    if let Some(actors) = &filter.actors {
        parameters.push(json_of(actors)?);
        let these = one_of(sql.dialect(), parameters.len());
        let _ = write!(statement, " AND token_id IN ({these})");
    }
    // Writing to a string cannot fail.
    for (condition, parameter) in conditions {
        if let Some(parameter) = parameter {
            parameters.push(parameter);
            let _ = write!(statement, " AND {condition} ${}", parameters.len());
        }
    }
    parameters.push(page.rows().into());
    let _ = write!(statement, " ORDER BY seq LIMIT ${}", parameters.len());
    let rows = sql.query(&statement, &parameters).await?;
    let events = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, events, |logged: &Logged| [logged.seq.to_string()]))
}

fn read(row: Row) -> Result<Logged, Error> {
    let mut columns = Columns::of(TABLE, row);
    let seq = columns.integer("seq")?;
    let at = columns.time("at_ms")?;
    let action = columns.text("action")?;
    let actor = Actor {
        token_id: columns.parsed("token_id")?,
        label: columns.text("label")?,
        role: columns.named("role")?,
        session: None,
    };
    let event = Event {
        action,
        object_kind: columns.text("object_kind")?,
        object_id: columns.optional_text("object_id")?,
        counts: columns.json("counts")?,
        at,
        trace: columns.text("trace")?,
        salt: columns
            .optional_blob("salt")?
            .map(|salt| {
                salt.try_into().map_err(|_| Error::Inconsistent {
                    table: TABLE,
                    column: "salt",
                })
            })
            .transpose()?,
    };
    Ok(Logged { seq, actor, event })
}

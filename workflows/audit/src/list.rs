//! Lists audit events.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Response, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{Permission, Role, TokenId};
use jiff::Timestamp;
use kit::door::{Caller, Session};
use kit::page::{self, Items};
use kit::problem::Problem;
use kit::query::Query;
use serde::{Deserialize, Serialize};
use store::Sql;
use store::audit::{Filter, Logged};

/// Which events are wanted.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventQuery {
    /// The most items the page may have: 1 to 200, 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// Only this action, such as `subject.erased`.
    action: Option<String>,
    /// Not before this time.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Before this time.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
}

/// An event. It holds ids and counts, no personal data.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct EventView {
    /// Its number in the log, without gaps.
    seq: u64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What was done.
    #[schema(example = "subject.erased")]
    action: String,
    /// Who did it.
    actor: ActorView,
    /// The kind of thing it was done to.
    object_kind: String,
    /// The thing.
    object_id: Option<String>,
    /// How many of what.
    counts: BTreeMap<String, u64>,
    /// The trace of the call.
    trace: String,
    /// Random bytes in base64, which make the hash of its leaf tell nothing. The leaf is this object as canonical JSON
    /// (RFC 8785).
    salt: Option<String>,
}

/// Who did something.
#[derive(Serialize, utoipa::ToSchema)]
struct ActorView {
    /// The token.
    #[schema(value_type = String, format = Uuid)]
    token_id: TokenId,
    /// What the token is for.
    label: String,
    /// Its role.
    #[schema(value_type = String)]
    role: Role,
}

impl From<Logged> for EventView {
    fn from(Logged { seq, actor, event }: Logged) -> Self {
        Self {
            seq,
            at: event.at,
            action: event.action,
            actor: ActorView {
                token_id: actor.token_id,
                label: actor.label,
                role: actor.role,
            },
            object_kind: event.object_kind,
            object_id: event.object_id,
            counts: event.counts,
            trace: event.trace,
            salt: event.salt.map(|salt| STANDARD.encode(salt)),
        }
    }
}

/// List audit events by number. Who may not read the log sees in a session what they and their team did, the team being
/// the accounts that share a group with theirs.
#[utoipa::path(
    get,
    path = "/v1/audit/events",
    operation_id = "list_audit_events",
    tag = "audit",
    params(EventQuery),
    responses(
        (status = 200, description = "A page", body = Items<EventView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(query): Query<EventQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    let actors = visible(&mut db, &caller).await?;
    let EventQuery {
        limit,
        after,
        action,
        from,
        to,
    } = query;
    let page = page::of(limit, after)?;
    let filter = Filter {
        action,
        from,
        to,
        actors,
        ..Filter::default()
    };
    let logged = store::audit::list(&mut db, &caller.scope, &filter, &page).await?;
    Ok(Items::<EventView>::new(logged).answer(&uri))
}

/// Whose events a caller sees; none when it is everybody's.
async fn visible<S: Sql>(
    sql: &mut S,
    caller: &Caller,
) -> Result<Option<BTreeSet<TokenId>>, Problem> {
    if caller.actor.role.may(Permission::ReadAudit) {
        return Ok(None);
    }
    let session = caller.actor.session.as_ref();
    let account = session.ok_or_else(Problem::forbidden)?.account_id;
    let team = store::groups::teammates(sql, &caller.scope, account).await?;
    let actor = |account| store::Actor::account(account, caller.actor.role).token_id;
    Ok(Some(team.into_iter().map(actor).collect()))
}

//! Shows what falls due.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::plugin::PluginUsage;
use domain::retention::{Decision, Reason};
use domain::{Permission, SweepId};
use jiff::{SignedDuration, Timestamp};
use kit::door::{Caller, Session};
use kit::page::{self, Items};
use kit::problem::{Place, Problem};
use kit::query::Query;
use serde::{Deserialize, Serialize};
use store::Sql;

use crate::sweep;
use crate::terms::{Question, Terms};

/// How far one looks ahead when the caller does not say.
const USUAL_DAYS: i64 = 30;
/// The farthest that one can look ahead: ten years.
const MOST_DAYS: i64 = 3_653;

/// What is wanted.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PreviewQuery {
    /// How many days to look ahead: 0 to 3653, 30 when left out.
    #[param(minimum = 0, maximum = 3653)]
    days: Option<i64>,
    /// The most collections that the page may be about: 1 to 200, 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Records of a collection that fall due for the same reasons.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DueView {
    /// The collection.
    collection: String,
    /// What becomes of them: `erase`, `anonymize`, `review`, or `keep` for those that are held back.
    #[schema(value_type = String, example = "erase")]
    decision: Decision,
    /// Why.
    #[schema(value_type = Vec<Object>)]
    reasons: Vec<Reason>,
    /// How many there are.
    records: u64,
    /// When the first falls due, or until when the first is kept; null while that cannot be told.
    #[schema(value_type = Option<String>, format = DateTime)]
    first_at: Option<Timestamp>,
    /// When the last does.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_at: Option<Timestamp>,
}

/// Show what will have fallen due in so many days if nothing changes until then, by collection and reason, and what is
/// held back.
#[utoipa::path(
    get,
    path = "/v1/retention/preview",
    operation_id = "preview_retention",
    tag = "retention",
    params(PreviewQuery),
    responses(
        (status = 200, description = "A page", body = Items<DueView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(query): Query<PreviewQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadRetention)?;
    let days = query.days.unwrap_or(USUAL_DAYS);
    if !(0..=MOST_DAYS).contains(&days) {
        let place = Place::parameter("days", format!("must be 0 to {MOST_DAYS}"));
        return Err(Problem::malformed("malformed-query", "nobody looks that far").at(place));
    }
    let ahead = SignedDuration::from_hours(days * 24);
    let as_of = kit::clock::now()
        .saturating_add(ahead)
        .unwrap_or(Timestamp::MAX);
    let question = Question {
        sweep_id: SweepId::generate(as_of, kit::entropy::bytes()?),
        as_of,
    };
    let page = page::of(query.limit, query.after)?;
    let (collections, next) = store::collections::list(&mut db, &caller.scope, &page).await?;
    let terms = Terms::find(&mut db, &caller.scope).await?;
    let (mut due, mut used) = (Vec::new(), PluginUsage::default());
    for declared in collections {
        let name = declared.collection.name.as_str();
        due.extend(of_collection(&mut db, &caller, &terms, name, question, &mut used).await?);
    }
    kit::quotas::charge_alone(&mut db, &caller.scope, used).await?;
    Ok(Items::<DueView>::new((due, next)).answer(&uri))
}

/// What falls due in one collection; what plugins used for it is added to `used`.
async fn of_collection<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    terms: &Terms,
    name: &str,
    question: Question,
    used: &mut PluginUsage,
) -> Result<Vec<DueView>, Problem> {
    let mut groups = BTreeMap::<(Decision, Vec<Reason>), DueView>::new();
    let mut after = None;
    loop {
        let page = sweep::page(sql, &caller.scope, terms, name, after, question).await?;
        used.add(kit::quotas::sum(&page.receipts));
        let page = page.judged;
        after = page.last().map(|judged| judged.aged.record.record_id);
        for judged in page.iter().filter(|judged| judged.is_due()) {
            let verdict = &judged.verdict;
            let key = (verdict.decision, verdict.reasons.clone());
            let group = groups.entry(key).or_insert_with(|| DueView {
                collection: name.to_owned(),
                decision: verdict.decision,
                reasons: verdict.reasons.clone(),
                records: 0,
                first_at: verdict.at,
                last_at: verdict.at,
            });
            group.records += 1;
            group.first_at = group.first_at.min(verdict.at);
            group.last_at = group.last_at.max(verdict.at);
        }
        if after.is_none() {
            return Ok(groups.into_values().collect());
        }
    }
}

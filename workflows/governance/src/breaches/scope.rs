//! Tells whom a breach concerns, from the log of views.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use domain::breach::Breach;
use domain::{Collection, DataClass, Permission, RecordId, SubjectId, TokenId};
use jiff::{SignedDuration, Timestamp};
use kit::audit::Event;
use kit::declarations::Declarations;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::{Place, Problem};
use kit::query::Query;
use serde::{Deserialize, Serialize};
use store::audit::Filter;
use store::{Page, Sql, TenantScope, Tx};

use super::viewed::Viewed;
use crate::written::get;

/// What is known of the breach. At least one parameter is needed.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ScopeQuery {
    /// The token that was misused.
    #[param(value_type = Option<String>, format = Uuid)]
    token_id: Option<TokenId>,
    /// What the misused tokens are for.
    label: Option<String>,
    /// Not before this time.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Before this time.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// Only what was seen of this collection.
    collection: Option<String>,
}

/// Whom a breach concerns.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Scope {
    /// How many views there were.
    views: u64,
    /// The first of them.
    #[schema(value_type = Option<String>, format = DateTime)]
    first_at: Option<Timestamp>,
    /// The last of them.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_at: Option<Timestamp>,
    /// The tokens that viewed.
    actors: Vec<ViewActor>,
    /// What was seen of each collection.
    collections: Vec<Seen>,
    /// How many persons were certainly seen and are still known.
    certain: u64,
    /// How many more may have been seen, on a page of a list.
    possible: u64,
    /// How many of those who were seen by name were erased since.
    erased: u64,
    /// How many single records that were seen belong to nobody any more.
    records_of_erased: u64,
    /// The persons; nobody can be told who was erased.
    subjects: Vec<Affected>,
    /// Since when the log says what was done, where what older events said is forgotten: views of before are not counted
    /// here. Null when nothing is forgotten.
    #[schema(value_type = Option<String>, format = DateTime)]
    log_since: Option<Timestamp>,
}

/// A token that viewed.
#[derive(Serialize, utoipa::ToSchema)]
struct ViewActor {
    /// The token.
    #[schema(value_type = String, format = Uuid)]
    token_id: TokenId,
    /// What it is for.
    label: String,
}

/// What was seen of a collection.
#[derive(Serialize, utoipa::ToSchema)]
struct Seen {
    /// The collection.
    collection: String,
    /// The categories of its personal data.
    #[schema(value_type = Vec<String>)]
    data_categories: BTreeSet<DataClass>,
    /// Its personal fields.
    fields: Vec<String>,
    /// How often it was listed.
    listings: u64,
    /// How many records the pages had together: at most so many persons were seen there.
    records_listed: u64,
}

/// A person whom a breach concerns.
#[derive(Serialize, utoipa::ToSchema)]
struct Affected {
    /// The subject.
    #[schema(value_type = String, format = Uuid)]
    subject_id: SubjectId,
    /// Whether it was certainly seen.
    certain: bool,
    /// Whether it was erased since.
    erased: bool,
}

/// Tell whom a breach concerns, from the log of views: persons, categories and counts, and who was erased already.
#[utoipa::path(
    get,
    path = "/v1/breaches/{breach}/scope",
    operation_id = "scope_breach",
    tag = "governance",
    params(("breach" = String, Path, format = Uuid, description = "Id of the breach"), ScopeQuery),
    responses((status = 200, description = "The scope", body = Scope), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    Query(query): Query<ScopeQuery>,
) -> Result<Json<Scope>, Problem> {
    caller.require(Permission::ReadGovernance)?;
    let id = path.get("breach")?;
    let mut tx = Tx::begin(&mut db).await?;
    get::<Breach, _>(&mut tx, &caller.scope, id).await?;
    check(&query)?;
    let filter = Filter {
        token_id: query.token_id,
        label: query.label,
        from: query.from,
        to: query.to,
        ..Filter::default()
    };
    let viewed = Viewed::read(&mut tx, &caller.scope, &filter).await?;
    let scope = of(&mut tx, &caller.scope, viewed, query.collection.as_deref()).await?;
    Event::new("breach.scoped", "breach", &id)
        .count("subjects", scope.subjects.len() as u64)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(scope))
}

fn check(query: &ScopeQuery) -> Result<(), Problem> {
    let ScopeQuery {
        token_id,
        label,
        from,
        to,
        collection,
    } = query;
    let is_bounded = token_id.is_some()
        || label.is_some()
        || from.is_some()
        || to.is_some()
        || collection.is_some();
    if is_bounded {
        return Ok(());
    }
    let place = Place::parameter(
        "from",
        "or token_id, label, to or collection: say what is known",
    );
    Err(Problem::malformed("malformed-query", "a scope without bounds").at(place))
}

/// Follows views to those they showed.
async fn of<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    viewed: Viewed,
    only: Option<&str>,
) -> Result<Scope, Problem> {
    let declarations = Declarations::all(sql, scope).await?;
    let concerns =
        |collection: &Collection| only.is_none_or(|only| collection.name.as_str() == only);
    let mut tally = Tally::default();
    let records: Vec<RecordId> = viewed.records.iter().copied().collect();
    let mut owned = 0;
    for collection in declarations.iter() {
        let name = collection.name.as_str();
        let owners = store::records::owners(sql, scope, name, &records).await?;
        owned += owners.len();
        if concerns(collection) && !owners.is_empty() {
            tally.collections.insert(name.to_owned());
            tally.owners.extend(owners.into_iter().flatten());
        }
    }
    tally.records_of_erased = (records.len() - owned.min(records.len())) as u64;
    tally.named(sql, scope, &viewed, only).await?;
    if let Some((at, is_whole)) = viewed.archived {
        for collection in declarations.iter().filter(|it| concerns(it)) {
            let name = collection.name.as_str();
            let before = at.saturating_add(SignedDuration::from_millis(1));
            let before = before.unwrap_or(Timestamp::MAX);
            let subjects = store::records::subjects_before(sql, scope, name, before).await?;
            let seen = if is_whole {
                &mut tally.named
            } else {
                &mut tally.possible
            };
            seen.extend(subjects.into_keys());
            tally.collections.insert(name.to_owned());
        }
    }
    for (name, listing) in &viewed.listings {
        if only.is_none_or(|only| only == name) {
            let before = listing
                .last_at
                .saturating_add(SignedDuration::from_millis(1));
            let before = before.unwrap_or(Timestamp::MAX);
            let subjects = store::records::subjects_before(sql, scope, name, before).await?;
            tally.possible.extend(subjects.into_keys());
            tally.collections.insert(name.clone());
        }
    }
    let seen = declarations
        .iter()
        .filter(|it| tally.collections.contains(it.name.as_str()));
    let collections = seen
        .map(|collection| seen_of(collection, &viewed))
        .collect();
    tally.finish(sql, scope, viewed, collections).await
}

fn seen_of(collection: &Collection, viewed: &Viewed) -> Seen {
    let personal = || {
        collection
            .fields
            .iter()
            .filter(|field| field.class.is_personal())
    };
    let listing = viewed.listings.get(collection.name.as_str());
    Seen {
        collection: collection.name.to_string(),
        data_categories: personal().map(|field| field.class).collect(),
        fields: personal().map(|field| field.name.clone()).collect(),
        listings: listing.map_or(0, |listing| listing.views),
        records_listed: listing.map_or(0, |listing| listing.records),
    }
}

/// Who was seen, as far as it is known yet.
#[derive(Default)]
struct Tally {
    collections: BTreeSet<String>,
    /// Owners of single records, placeholders among them.
    owners: Vec<SubjectId>,
    /// Those who were seen by name.
    named: BTreeSet<SubjectId>,
    /// Those who may have been on a page.
    possible: BTreeSet<SubjectId>,
    records_of_erased: u64,
}

impl Tally {
    /// Adds those whose records were shown together, or whose request was answered.
    async fn named<S: Sql>(
        &mut self,
        sql: &mut S,
        scope: &TenantScope,
        viewed: &Viewed,
        only: Option<&str>,
    ) -> Result<(), Problem> {
        let mut named = viewed.subjects.clone();
        for request in &viewed.requests {
            let found = store::requests::find(sql, scope, *request).await?;
            named.extend(found.map(|request| request.subject_id));
        }
        for subject in named {
            let counts = store::records::count_by_subject(sql, scope, subject).await?;
            let is_gone = store::subjects::find(sql, scope, subject).await?.is_none();
            // What an erased person had cannot be told any more: it counts.
            if is_gone || only.is_none_or(|only| counts.contains_key(only)) {
                self.named.insert(subject);
                let shown = counts.into_keys();
                let shown = shown.filter(|name| only.is_none_or(|only| only == name));
                self.collections.extend(shown);
            }
        }
        Ok(())
    }

    async fn finish<S: Sql>(
        mut self,
        sql: &mut S,
        scope: &TenantScope,
        viewed: Viewed,
        collections: Vec<Seen>,
    ) -> Result<Scope, Problem> {
        let mut subjects = BTreeMap::new();
        for subject in std::mem::take(&mut self.owners) {
            let found = store::subjects::find(sql, scope, subject).await?;
            match found.and_then(|subject| subject.created_at) {
                Some(_) => {
                    subjects.insert(subject, (true, false));
                }
                None => self.records_of_erased += 1,
            }
        }
        for subject in self.named {
            let is_gone = store::subjects::find(sql, scope, subject).await?.is_none();
            subjects.insert(subject, (true, is_gone));
        }
        for subject in self.possible {
            subjects.entry(subject).or_insert((false, false));
        }
        let count = |wanted: (bool, bool)| {
            subjects.values().filter(|found| **found == wanted).count() as u64
        };
        let (first_at, last_at) = viewed.span.unzip();
        let actors = viewed.actors.into_iter();
        Ok(Scope {
            views: viewed.views,
            first_at,
            last_at,
            actors: actors
                .map(|(token_id, label)| ViewActor { token_id, label })
                .collect(),
            collections,
            certain: count((true, false)),
            possible: count((false, false)),
            erased: count((true, true)),
            records_of_erased: self.records_of_erased,
            subjects: subjects
                .into_iter()
                .map(|(subject_id, (certain, erased))| Affected {
                    subject_id,
                    certain,
                    erased,
                })
                .collect(),
            log_since: log_since(sql, scope).await?,
        })
    }
}

/// Since when the log says what was done, if older events are forgotten.
async fn log_since<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<Option<Timestamp>, Problem> {
    if store::audit::tree::forgotten(sql, scope).await? == 0 {
        return Ok(None);
    }
    let oldest = Page::new(1, None);
    let (events, _) = store::audit::list(sql, scope, &Filter::default(), &oldest).await?;
    Ok(events.first().map(|logged| logged.event.at))
}

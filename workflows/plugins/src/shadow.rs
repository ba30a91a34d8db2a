//! What approving a version would change: the version and the active one run on the same records, and nothing is
//! kept of either.

mod difference;
mod sample;

use axum::Json;
use domain::plugin::{PluginState, PluginUsage};
use domain::{Permission, RecordId};
use kit::audit::Event;
use kit::body::Incoming;
use kit::declarations::Declarations;
use kit::door::Session;
use kit::path::Captured;
use kit::platform::engine;
use kit::plugin::{self, Plugin};
use kit::problem::{Place, Problem};
use kit::{clock, entropy, quotas};
use serde::{Deserialize, Serialize};
use store::{Sql, TenantScope, Tx};

use self::difference::Difference;
use self::sample::Sample;
use crate::view::get;

/// The most records of a shadow run.
const RECORDS: usize = 200;

/// What a shadow run is tried on.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// The collection, which has a rule that names the plugin.
    collection: String,
    /// How many of its records, 1 to 200; 50 when left out.
    #[serde(default = "fifty")]
    #[schema(minimum = 1, maximum = 200)]
    records: usize,
}

fn fifty() -> usize {
    50
}

/// What a version makes of records otherwise than the active one.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ShadowRun {
    /// The version that was tried.
    digest: String,
    /// The active version; null when there is none, and the records themselves are compared with.
    against: Option<String>,
    /// The collection.
    collection: String,
    /// How many records both were given, spread over the first thousand that the call may see.
    records: usize,
    /// Of how many the answers differ.
    changed_records: usize,
    /// The fields whose values differ.
    fields: Vec<Difference>,
    /// The records of which the answers differ, at most 20 of them.
    #[schema(value_type = Vec<String>)]
    record_ids: Vec<RecordId>,
}

/// Try a version of an anonymizer on records of a collection, against the active version. Values are shown
/// masked: letters as x, digits as 9. It changes no record, so a repeated call simply tries again.
#[utoipa::path(
    post,
    path = "/v1/plugins/{digest}/shadow-run",
    operation_id = "shadow_run_plugin",
    tag = "plugins",
    params(("digest" = String, Path, description = "SHA-256 of the component, hexadecimal")),
    request_body = Wanted,
    responses((status = 200, description = "What differs", body = ShadowRun), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<ShadowRun>, Problem> {
    caller.require(Permission::DecideOnPlugins)?;
    caller.require(Permission::ReadRecords)?;
    let digest: String = path.get("digest")?;
    let wanted: Wanted = incoming.json().await?.parse()?;
    if !(1..=RECORDS).contains(&wanted.records) {
        let place = Place::pointer("/records", format!("must be from 1 to {RECORDS}"));
        return Err(Problem::invalid("the sample cannot be taken", vec![place]));
    }
    let scope = &caller.scope;
    let tried = get(&mut db, scope, &digest).await?;
    if !matches!(tried.state, PluginState::Pending | PluginState::Approved) {
        let detail = format!("a plugin that is {} is not tried", tried.state.as_str());
        return Err(Problem::conflict("wrong-state", detail));
    }
    let active = store::plugins::active(&mut db, scope, &tried.name).await?;
    let active = active.map(|plugin| named(&plugin));
    let tried = named(&tried);
    let declarations = Declarations::all(&mut db, scope).await?;
    let collection = declarations.get(&wanted.collection);
    let rules = collection.ok().map(|it| sample::rules(it, &tried.name));
    let rules = rules.filter(|rules| !rules.is_empty()).ok_or_else(|| {
        let message = format!("no collection of this name has a rule for {}", tried.name);
        let place = Place::pointer("/collection", message);
        Problem::invalid("there is nothing to try it on", vec![place])
    })?;
    let sample = Sample::take(
        &mut db,
        &caller,
        declarations,
        &wanted.collection,
        wanted.records,
    );
    let sample = sample.await?;
    let mut differences = difference::Differences::default();
    let mut used = PluginUsage::default();
    for rule in &rules {
        let input = sample.table(rule);
        let context = engine::Context {
            collection: wanted.collection.clone(),
            now: clock::now().as_millisecond(),
            parameters: rule.parameters.clone(),
            seed: u64::from_le_bytes(entropy::bytes()?),
        };
        let now = answer(&mut db, scope, Some(&tried), &context, &input, &mut used).await?;
        let before = answer(&mut db, scope, active.as_ref(), &context, &input, &mut used).await?;
        differences.add(rule, before, now)?;
    }
    let mut tx = Tx::begin(&mut db).await?;
    quotas::charge_sum(&mut tx, scope, used).await?;
    Event::new("plugin.shadow-run", "plugin", &digest)
        .count("records", sample.records.len() as u64)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    let ids = differences
        .rows
        .iter()
        .filter_map(|row| sample.records.get(*row));
    Ok(Json(ShadowRun {
        digest,
        against: active.map(|plugin| plugin.digest),
        collection: wanted.collection,
        records: sample.records.len(),
        changed_records: differences.rows.len(),
        record_ids: ids.take(20).map(|record| record.record_id).collect(),
        fields: differences.fields,
    }))
}

fn named(plugin: &store::plugins::Plugin) -> Plugin {
    Plugin {
        name: plugin.name.clone(),
        digest: plugin.digest.clone(),
    }
}

/// What a plugin makes of a table; without a plugin, the table itself.
async fn answer<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    plugin: Option<&Plugin>,
    context: &engine::Context,
    input: &engine::Table,
    used: &mut PluginUsage,
) -> Result<engine::Table, Problem> {
    let Some(plugin) = plugin else {
        return Ok(input.clone());
    };
    let run = plugin::anonymize(sql, scope, plugin, context, input).await?;
    used.add(quotas::used(&run.receipt, run.usage));
    Ok(run.output)
}

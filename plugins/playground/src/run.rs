//! Runs a plugin over rows.

use std::collections::BTreeMap;

use axum::Json;
use kit::body::Incoming;
use kit::columns;
use kit::platform::engine;
use kit::plugin::{failed, refused, wants};
use kit::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::Map;

use crate::component::{self, Label};
use crate::rows::{COLLECTION, Change, Kind, Rows};

/// A component of 2 MiB as base64, and rows.
const LIMIT: usize = 4 << 20;

/// Rows, and what to do with them.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// The component, as base64; left out, the file that the manifest mounts.
    component: Option<String>,
    /// The rows.
    #[schema(value_type = Vec<Object>)]
    rows: Vec<Map<String, serde_json::Value>>,
    /// What the fields hold.
    #[serde(default)]
    fields: BTreeMap<String, Kind>,
    /// The parameters of the rule.
    #[serde(default)]
    #[schema(value_type = Object)]
    parameters: Map<String, serde_json::Value>,
    /// The only source of variation.
    #[serde(default)]
    seed: u64,
}

/// What became of the rows.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Outcome {
    /// What the plugin is.
    plugin: Label,
    /// The fields that it was handed.
    handed: Vec<String>,
    /// The rows afterwards.
    #[schema(value_type = Vec<Object>)]
    rows: Vec<Map<String, serde_json::Value>>,
    /// Every value that is another one now.
    changes: Vec<Change>,
    /// Fuel used.
    fuel: u64,
    /// Fuel there was.
    fuel_limit: u64,
    /// SHA-256 of context and input, hexadecimal.
    input_hash: String,
    /// SHA-256 of the output, hexadecimal.
    output_hash: String,
    /// The engine.
    engine: String,
}

/// What a run has (`lethe:engine`).
const FUEL_LIMIT: u64 = 50_000_000;

/// Run the plugin.
#[utoipa::path(
    post,
    path = "/run",
    request_body = Wanted,
    responses((status = 200, description = "It ran", body = Outcome), kit::openapi::BodyRefusals),
)]
pub(crate) async fn handler(incoming: Incoming) -> Result<Json<Outcome>, Problem> {
    let wanted: Wanted = incoming.read(&["application/json"], LIMIT).await?.parse()?;
    let loaded = component::load(wanted.component.as_deref())?;
    let before = Rows::read(&wanted.rows, &wanted.fields)?;
    let handed: Vec<_> = before
        .fields
        .iter()
        .filter(|field| wants(&loaded.fields, &field.name, columns::class(field.class)))
        .collect();
    let context = engine::Context {
        collection: COLLECTION.to_owned(),
        now: kit::clock::now().as_millisecond(),
        parameters: serde_json::Value::Object(wanted.parameters).to_string(),
        seed: wanted.seed,
    };
    let input = columns::of(&handed, &before.records);
    let run = engine::anonymize(&loaded.named, &context, &input)
        .map_err(|error| refused(&loaded.plugin, error))?;
    let mut records = before.records.clone();
    columns::put(run.output, &handed, &mut records)
        .map_err(|misfit| failed(&loaded.plugin, format!("its output: {}", misfit.0)))?;
    let after = Rows {
        fields: before.fields.clone(),
        records,
    };
    Ok(Json(Outcome {
        handed: handed.iter().map(|field| field.name.clone()).collect(),
        rows: after.json(),
        changes: before.changes(&after),
        fuel: run.receipt.fuel,
        fuel_limit: FUEL_LIMIT,
        input_hash: run.receipt.input_hash,
        output_hash: run.receipt.output_hash,
        engine: run.receipt.engine,
        plugin: loaded.label,
    }))
}

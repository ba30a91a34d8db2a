//! The plugin that is tried: sent along as base64, or the file that the manifest mounts.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use kit::platform::{compiler, engine};
use kit::plugin::{Plugin, refused, uncompiled};
use kit::problem::{Place, Problem};
use serde::Serialize;

/// Where the manifest mounts the developer's component.
const FILE: &str = "/plugin.wasm";

/// Whose plugin it is: a playground has no tenants.
const TENANT: &str = "playground";

/// What there is to know of a plugin before it is approved.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Label {
    /// Its own name.
    name: String,
    /// Its version.
    version: String,
    /// What it says it does.
    summary: String,
    /// SHA-256 of the component, hexadecimal.
    digest: String,
    /// The size of the component.
    bytes: usize,
    /// The interfaces of `lethe:plugin` that it exports.
    exports: Vec<String>,
    /// What it asks for.
    imports: Vec<String>,
    /// The parameters it takes, as JSON Schema.
    #[schema(value_type = Object)]
    parameters: serde_json::Value,
}

/// A plugin that the engine has taken in.
pub(crate) struct Loaded {
    pub(crate) label: Label,
    pub(crate) fields: Vec<engine::Selector>,
    pub(crate) plugin: Plugin,
    pub(crate) named: engine::Plugin,
}

/// Compiles a component and lets it describe itself.
///
/// # Errors
/// Whatever an upload would be refused for, in the same words.
pub(crate) fn load(sent: Option<&str>) -> Result<Loaded, Problem> {
    let component = match sent {
        Some(text) => BASE64_STANDARD.decode(text).map_err(|_| {
            let place = Place::pointer("/component", "expected base64 with padding");
            Problem::invalid("the component cannot be read", vec![place])
        })?,
        None => std::fs::read(FILE).map_err(|_| {
            let place = Place::pointer("/component", "send the component as base64");
            Problem::invalid(format!("the manifest mounts no {FILE}"), vec![place])
        })?,
    };
    let compiled =
        compiler::compile(TENANT, compiler::Size::Usual, &component).map_err(uncompiled)?;
    let named = engine::Plugin {
        tenant: TENANT.to_owned(),
        digest: compiled.digest.clone(),
        size: engine::Size::Usual,
        at_once: 1,
    };
    let mut plugin = Plugin {
        name: "upload".to_owned(),
        digest: compiled.digest,
    };
    engine::load(&named, &compiled.artifact).map_err(|error| refused(&plugin, error))?;
    let said = engine::describe(&named).map_err(|error| refused(&plugin, error))?;
    plugin.name.clone_from(&said.name);
    let label = Label {
        name: said.name,
        version: said.version,
        summary: said.summary,
        digest: plugin.digest.clone(),
        bytes: component.len(),
        exports: compiled.exports,
        imports: compiled.imports,
        parameters: serde_json::from_str(&said.parameters).unwrap_or_default(),
    };
    Ok(Loaded {
        label,
        fields: said.fields,
        plugin,
        named,
    })
}

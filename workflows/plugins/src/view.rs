//! A plugin as an answer, and the part of it that is kept as its description.

use domain::TokenId;
use domain::plugin::PluginState;
use jiff::Timestamp;
use kit::platform::{compiler, engine};
use kit::problem::Problem;
use serde::{Deserialize, Serialize};
use store::plugins::Plugin;
use store::{Sql, TenantScope};

/// A plugin.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PluginView {
    /// SHA-256 of the component, hexadecimal.
    digest: String,
    /// The name under which rules refer to it.
    name: String,
    /// Its version.
    version: String,
    /// What it may touch.
    #[serde(flatten)]
    label: Label,
    /// The size of the component.
    size_bytes: u64,
    /// When it was uploaded.
    #[schema(value_type = String, format = DateTime)]
    uploaded_at: Timestamp,
    /// The token it was uploaded with.
    #[schema(value_type = String, format = Uuid)]
    uploaded_by: TokenId,
    /// Where it stands: pending, approved, rejected, revoked or retired.
    #[schema(value_type = String)]
    state: PluginState,
    /// The token with which that was decided.
    #[schema(value_type = Option<String>, format = Uuid)]
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<TokenId>,
    /// Why it was rejected or revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Whether it is the one that runs under its name.
    active: bool,
    /// Since when it does not run, because it failed too often in a row.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    suspended_at: Option<Timestamp>,
    /// Who signed it; left out when nobody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<SignerView>,
}

/// Who signed a plugin.
#[derive(Serialize, utoipa::ToSchema)]
struct SignerView {
    /// The key, as it was registered.
    public_key: String,
    /// What holds its secret part.
    label: String,
    /// Whether the key is still good.
    revoked: bool,
}

/// What a plugin says of itself, and what was found out about it: for the person who activates it.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct Label {
    /// What it is for: anonymizer, exporter or retention.
    #[serde(default = "anonymizer")]
    world: String,
    /// One sentence.
    summary: String,
    /// What an exporter writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    format: Option<Format>,
    /// The fields it is handed.
    fields: Vec<Selector>,
    /// JSON Schema of its parameters.
    #[schema(value_type = Object)]
    parameters: serde_json::Value,
    /// What it exports.
    exports: Vec<String>,
    /// What it imports.
    imports: Vec<String>,
    /// How many examples it passed when it was uploaded.
    #[serde(default)]
    examples: usize,
}

/// What an exporter writes.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
struct Format {
    /// The media type.
    media_type: String,
    /// The extension of the file's name.
    extension: String,
}

/// What plugins were for before there were others.
fn anonymizer() -> String {
    "anonymizer".to_owned()
}

/// Fields that a plugin is handed.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
struct Selector {
    /// Of this name; null fits every name.
    name: Option<String>,
    /// Of one of these data classes; empty fits every class.
    classes: Vec<String>,
}

impl Label {
    /// The label of a compiled plugin.
    pub(crate) fn new(
        compiled: &compiler::Compiled,
        description: &engine::Description,
        examples: usize,
    ) -> Result<Self, String> {
        let parameters = serde_json::from_str(&description.parameters);
        let parameters: serde_json::Value =
            parameters.map_err(|_| "the schema of its parameters is not JSON".to_owned())?;
        if !parameters.is_object() {
            return Err("the schema of its parameters is not a JSON object".to_owned());
        }
        kit::parameters::check(&description.parameters)
            .map_err(|unfit| format!("the JSON Schema of its parameters: {unfit}"))?;
        let selector = |selector: &engine::Selector| Selector {
            name: selector.name.clone(),
            classes: selector
                .classes
                .iter()
                .map(|class| name(*class).to_owned())
                .collect(),
        };
        let format = description.format.as_ref().map(|format| Format {
            media_type: format.media_type.clone(),
            extension: format.extension.clone(),
        });
        Ok(Self {
            world: world(description.world).to_owned(),
            format,
            summary: description.summary.chars().take(280).collect(),
            fields: description.fields.iter().map(selector).collect(),
            parameters,
            exports: compiled.exports.clone(),
            imports: compiled.imports.clone(),
            examples,
        })
    }
}

impl TryFrom<Plugin> for PluginView {
    type Error = Problem;

    fn try_from(plugin: Plugin) -> Result<Self, Problem> {
        let label = serde_json::from_value(plugin.description)
            .map_err(|_| Problem::internal("a plugin's label cannot be read"))?;
        Ok(Self {
            digest: plugin.digest,
            name: plugin.name,
            version: plugin.version,
            label,
            size_bytes: plugin.size_bytes,
            uploaded_at: plugin.uploaded_at,
            uploaded_by: plugin.uploaded_by,
            state: plugin.state,
            decided_by: plugin
                .decided_by
                .filter(|_| plugin.state != PluginState::Pending),
            reason: plugin.reason,
            active: plugin.active,
            suspended_at: plugin.suspended_at,
            signed_by: plugin.signer.map(|signer| SignerView {
                public_key: signer.public_key.to_string(),
                label: signer.label,
                revoked: signer.revoked_at.is_some(),
            }),
        })
    }
}

/// Gets a plugin.
pub(crate) async fn get<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    digest: &str,
) -> Result<Plugin, Problem> {
    let found = store::plugins::find(sql, scope, digest).await?;
    found.ok_or_else(|| Problem::not_found("plugin"))
}

fn world(world: engine::World) -> &'static str {
    match world {
        engine::World::Anonymizer => "anonymizer",
        engine::World::Exporter => "exporter",
        engine::World::Retention => "retention",
    }
}

fn name(class: engine::DataClass) -> &'static str {
    match class {
        engine::DataClass::Identifier => "identifier",
        engine::DataClass::Contact => "contact",
        engine::DataClass::QuasiIdentifier => "quasi-identifier",
        engine::DataClass::Sensitive => "sensitive",
        engine::DataClass::Special => "special",
        engine::DataClass::FreeText => "free-text",
        engine::DataClass::None => "none",
    }
}

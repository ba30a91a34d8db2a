//! Running a tenant's plugin: the engine is given the artifact when it does not hold it, and the
//! component is compiled anew when the artifact is of another engine.

mod guard;
mod outcome;

use axum::http::StatusCode;
use domain::plugin::{PluginQuota, PluginSize};
use store::{Sql, TenantScope, Tx, plugin_failures, plugins};

pub use self::outcome::{ended, failing};

use crate::platform::{compiler, engine};
use crate::problem::{Place, Problem};

/// A plugin of the tenant, as a caller can be told about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Plugin {
    /// The name under which rules refer to it.
    pub name: String,
    /// SHA-256 of the component, hexadecimal.
    pub digest: String,
}

/// Asks a plugin to describe itself.
pub async fn describe<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    plugin: &Plugin,
) -> Result<engine::Description, Problem> {
    call(sql, scope, plugin, engine::describe).await
}

/// Lets a plugin anonymize a table. An answer in which an identifier of the table still stands is refused.
pub async fn anonymize<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    plugin: &Plugin,
    context: &engine::Context,
    table: &engine::Table,
) -> Result<engine::Run, Problem> {
    let run = call(sql, scope, plugin, |named| {
        let run = engine::anonymize(named, context, table)?;
        guard::check(&context.parameters, table, &run.output)
            .map_err(engine::Error::OutputRefused)?;
        Ok(run)
    });
    let run = run.await?;
    ended(sql, scope, plugin, &run.log).await?;
    Ok(run)
}

/// Begins a file that an exporter writes. Whoever writes it says how it went: [`ended`] or [`failing`].
pub async fn export<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    plugin: &Plugin,
    context: &engine::ExportContext,
) -> Result<engine::File, Problem> {
    call(sql, scope, plugin, |named| {
        engine::File::begin(named, context)
    })
    .await
}

/// Lets a retention policy decide about records.
pub async fn decide<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    plugin: &Plugin,
    context: &engine::RetentionContext,
    records: &engine::Records,
) -> Result<engine::Decided, Problem> {
    let decided = call(sql, scope, plugin, |named| {
        engine::decide(named, context, records)
    });
    let decided = decided.await?;
    ended(sql, scope, plugin, &decided.log).await?;
    Ok(decided)
}

/// Whether a plugin is handed this field: one of its selectors must fit.
pub fn wants(selectors: &[engine::Selector], field: &str, class: engine::DataClass) -> bool {
    selectors.iter().any(|selector| {
        selector.name.as_deref().is_none_or(|name| name == field)
            && (selector.classes.is_empty() || selector.classes.contains(&class))
    })
}

/// The plugin's fault, not the caller's and not ours: nothing was changed.
pub fn failed(plugin: &Plugin, what: impl Into<String>) -> Problem {
    let Plugin { name, digest } = plugin;
    let detail = format!("the plugin {name} ({digest}) failed; nothing was changed");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "plugin-failed", detail)
        .at(Place::parameter("plugin", what))
}

async fn call<S: Sql, T>(
    sql: &mut S,
    scope: &TenantScope,
    plugin: &Plugin,
    run: impl Fn(&engine::Plugin) -> Result<T, engine::Error>,
) -> Result<T, Problem> {
    let failures = plugin_failures::find(sql, scope, &plugin.digest).await?;
    if failures.suspended_at.is_some() {
        return Err(suspended(plugin));
    }
    let quota = crate::quotas::admit(sql, scope).await?;
    let named = named(scope, &plugin.digest, &quota);
    let mut ran = run(&named);
    if matches!(ran, Err(engine::Error::NotLoaded)) {
        load(sql, scope, plugin, &named).await?;
        ran = run(&named);
    }
    match ran {
        Ok(done) => Ok(done),
        Err(error) => Err(failing(sql, scope, plugin, error).await?),
    }
}

/// A plugin of the tenant, as the engine is told about it.
pub fn named(scope: &TenantScope, digest: &str, quota: &PluginQuota) -> engine::Plugin {
    engine::Plugin {
        tenant: scope.tenant_id().to_string(),
        digest: digest.to_owned(),
        size: quota.size.into(),
        at_once: quota.runs_at_once.get(),
    }
}

impl From<PluginSize> for engine::Size {
    fn from(size: PluginSize) -> Self {
        match size {
            PluginSize::Usual => Self::Usual,
            PluginSize::Large => Self::Large,
        }
    }
}

/// Makes an upload of a tenant runnable, in the time that its plugins may take.
pub fn compile(
    scope: &TenantScope,
    size: engine::Size,
    component: &[u8],
) -> Result<compiler::Compiled, Problem> {
    let size = match size {
        engine::Size::Usual => compiler::Size::Usual,
        engine::Size::Large => compiler::Size::Large,
    };
    compiler::compile(&scope.tenant_id().to_string(), size, component).map_err(uncompiled)
}

fn suspended(plugin: &Plugin) -> Problem {
    let Plugin { name, digest } = plugin;
    let detail = format!(
        "the plugin {name} ({digest}) is suspended because it failed too often in a row; \
         it runs again after POST /v1/plugins/{digest}/reinstatement"
    );
    Problem::conflict("plugin-suspended", detail)
}

fn quarantined(plugin: &Plugin) -> Problem {
    let Plugin { name, digest } = plugin;
    let detail = format!(
        "the plugin {name} ({digest}) is quarantined, because the host ended more than once while it ran; \
         roll back to another version, or ask the operator (lethe plugin quarantine --lift)"
    );
    Problem::conflict("plugin-quarantined", detail)
}

async fn load<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    plugin: &Plugin,
    named: &engine::Plugin,
) -> Result<(), Problem> {
    let identity = compiler::identity();
    let artifact = plugins::artifact(sql, scope, &plugin.digest, &identity).await?;
    if let Some(artifact) = artifact {
        match engine::load(named, &artifact) {
            Err(engine::Error::ArtifactRefused) => {}
            other => return other.map_err(|error| refused(plugin, error)),
        }
    }
    let gone = || Problem::internal("a plugin without component");
    let component = plugins::component(sql, scope, &plugin.digest)
        .await?
        .ok_or_else(gone)?;
    let made = compile(scope, named.size, &component)?;
    let mut tx = Tx::begin(sql).await?;
    plugins::put_artifact(&mut tx, scope, &plugin.digest, &identity, &made.artifact).await?;
    tx.commit().await?;
    engine::load(named, &made.artifact).map_err(|error| refused(plugin, error))
}

/// What an error of the engine means to a caller.
pub fn refused(plugin: &Plugin, error: engine::Error) -> Problem {
    match error {
        engine::Error::LimitExceeded(limit) => {
            failed(plugin, format!("stopped at the limit {}", name(limit)))
        }
        engine::Error::Trapped(kind) => failed(plugin, format!("trapped: {kind}")),
        engine::Error::Refused(message) => failed(plugin, format!("refused: {message}")),
        engine::Error::OutputRefused(what) => failed(plugin, format!("its output: {what}")),
        engine::Error::InputRefused(what) => failed(plugin, format!("its input: {what}")),
        engine::Error::Unavailable(cause) => Problem::unavailable(format!("engine: {cause}")),
        engine::Error::Quarantined => quarantined(plugin),
        engine::Error::NotLoaded | engine::Error::ArtifactRefused => {
            Problem::internal(format!("engine: {error:?} for {}", plugin.digest))
        }
    }
}

fn name(limit: engine::Limit) -> &'static str {
    match limit {
        engine::Limit::Fuel => "fuel",
        engine::Limit::Time => "time",
        engine::Limit::Memory => "memory",
        engine::Limit::TableElements => "table-elements",
        engine::Limit::Instances => "instances",
        engine::Limit::OutputSize => "output-size",
        engine::Limit::Stack => "stack",
    }
}

/// Why an upload is no plugin.
pub fn uncompiled(error: compiler::Error) -> Problem {
    let refused =
        |what: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not-a-plugin", what);
    match error {
        compiler::Error::Malformed(what) => refused(format!("not a valid component: {what}")),
        compiler::Error::ForbiddenImport(name) => {
            refused(format!("a plugin may not import {name}"))
        }
        compiler::Error::WrongExports(what) => {
            refused(format!("the exports are not those of lethe:plugin: {what}"))
        }
        compiler::Error::TooLarge(bound) => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            format!("too large: {bound}"),
        ),
        compiler::Error::TooCostly => {
            refused("compiling it takes more time or memory than it may".to_owned())
        }
        compiler::Error::Unavailable(cause) => Problem::unavailable(format!("compiler: {cause}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::engine::{DataClass, Selector};

    #[test]
    fn a_field_is_handed_over_when_a_selector_fits_name_and_class() {
        let selector = |name: Option<&str>, classes: &[DataClass]| Selector {
            name: name.map(str::to_owned),
            classes: classes.to_vec(),
        };
        let text = DataClass::FreeText;
        assert!(!wants(&[], "note", text));
        assert!(wants(&[selector(None, &[])], "note", text));
        assert!(!wants(&[selector(Some("name"), &[])], "note", text));
        assert!(!wants(
            &[selector(Some("note"), &[DataClass::Contact])],
            "note",
            text
        ));
        assert!(wants(
            &[selector(Some("note"), &[DataClass::Contact, text])],
            "note",
            text
        ));
    }
}

//! What a plugin may import and must export.
//!
//! Names are checked before anything is compiled, so that a refusal is cheap and speaks of what
//! the author wrote. The types are checked by wasmtime, against the bindings of `wit/plugin`.

use semver::{Version, VersionReq};
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, ComponentNamedList, InstancePre, Lift, Linker, Lower};

use crate::bindings::AnonymizerPluginPre;
use crate::bindings::exports::lethe::plugin::anonymizer;
use crate::limiter::Limiter;
use crate::table::{Context, Description, Table};
use crate::{CompileError, text};

/// The contract that plugins are run under, as it stands in receipts.
pub const CONTRACT: &str = "lethe:plugin@0.1.0";

/// What a plugin exports.
const EXPORT: &str = "lethe:plugin/anonymizer";
/// The version of the contract that this engine has. It runs every version that semantic
/// versioning calls compatible: interfaces are only ever added to.
const VERSION: &str = "0.1.0";
/// Interfaces that a plugin may import. Each also has to be defined in [`linker`].
const IMPORTS: &[&str] = &[];
/// Bytes of a component's own name that are shown to its author.
const NAME_BYTES: usize = 200;

/// The names at a component's border.
#[derive(Debug, Default)]
pub(crate) struct Border {
    pub(crate) imports: Vec<String>,
    pub(crate) exports: Vec<String>,
}

impl Border {
    /// Refuses a component that asks for what a plugin may not have, or offers something else.
    pub(crate) fn check(&self) -> Result<(), CompileError> {
        if let Some(name) = self.imports.iter().find(|name| !may_import(name)) {
            return Err(CompileError::ForbiddenImport {
                name: text::escape(name, NAME_BYTES),
                advice: advice(name).into(),
            });
        }
        let mut found = false;
        for name in &self.exports {
            let shown = text::escape(name, NAME_BYTES);
            let (interface, version) = name.split_once('@').unwrap_or((name, ""));
            if interface != EXPORT {
                return Err(CompileError::WrongExports(format!(
                    "exports `{shown}`, which is no interface of {CONTRACT}: a plugin exports \
                     `{EXPORT}` and nothing else"
                )));
            }
            if !is_supported(version) {
                return Err(CompileError::WrongExports(format!(
                    "exports `{shown}`, but this engine runs {CONTRACT}: build against that version"
                )));
            }
            if std::mem::replace(&mut found, true) {
                return Err(CompileError::WrongExports(format!(
                    "exports `{EXPORT}` twice"
                )));
            }
        }
        if found {
            return Ok(());
        }
        Err(CompileError::WrongExports(format!(
            "does not export `{EXPORT}@0.1.0`: the world to build for is \
             `lethe:plugin/anonymizer-plugin@0.1.0`"
        )))
    }
}

/// The plugin of a component; fails when its types are not those of the contract.
///
/// The bindings look at types only once an instance is there, and by then a plugin's code has
/// run; so they are looked at here, by the function that the bindings use.
pub(crate) fn link(
    engine: &wasmtime::Engine,
    component: &Component,
) -> Result<AnonymizerPluginPre<Limiter>, CompileError> {
    linked(engine, component).map_err(|e| {
        let cause = text::escape(&format!("{e:#}"), 4 * NAME_BYTES);
        CompileError::WrongExports(format!("`{EXPORT}` is not as {CONTRACT} has it: {cause}"))
    })
}

fn linked(
    engine: &wasmtime::Engine,
    component: &Component,
) -> wasmtime::Result<AnonymizerPluginPre<Limiter>> {
    let pre = linker(engine).instantiate_pre(component)?;
    check_type::<(), (Description,)>(&pre, "describe")?;
    check_type::<(&Context, &Table), (Result<Table, anonymizer::Error>,)>(&pre, "anonymize")?;
    AnonymizerPluginPre::new(pre)
}

fn check_type<Params, Answer>(pre: &InstancePre<Limiter>, name: &str) -> wasmtime::Result<()>
where
    Params: ComponentNamedList + Lower,
    Answer: ComponentNamedList + Lift,
{
    let component = pre.component();
    let found = component
        .get_export_index(None, format!("{EXPORT}@{VERSION}"))
        .and_then(|interface| component.get_export(Some(&interface), name));
    let Some((ComponentItem::ComponentFunc(function), _)) = found else {
        return Err(wasmtime::Error::msg(format!(
            "there is no function `{name}`"
        )));
    };
    function
        .typecheck::<Params, Answer>(&pre.instance_type())
        .map_err(|e| e.context(format!("function `{name}`")))
}

/// What plugins are linked against. Nothing yet: `pseudonym` and `log` are defined here when they
/// join [`IMPORTS`].
fn linker(engine: &wasmtime::Engine) -> Linker<Limiter> {
    Linker::new(engine)
}

fn may_import(name: &str) -> bool {
    let (interface, version) = name.split_once('@').unwrap_or((name, ""));
    IMPORTS.contains(&interface) && is_supported(version)
}

fn is_supported(version: &str) -> bool {
    // A requirement without an operator means "compatible with".
    let Ok(supported) = VersionReq::parse(VERSION) else {
        return false;
    };
    Version::parse(version).is_ok_and(|version| supported.matches(&version))
}

/// What the author can do about a forbidden import.
fn advice(name: &str) -> &'static str {
    let package = name.split('/').next().unwrap_or(name);
    match package {
        "wasi:random" => {
            "a plugin has no randomness: use `seed` of the context, or a hash map with a fixed \
             hasher; build for wasm32-unknown-unknown"
        }
        "wasi:clocks" => "a plugin has no clock: use `now` of the context",
        "wasi:filesystem" | "wasi:sockets" | "wasi:http" => {
            "a plugin reaches no file and no network: what it needs comes in as parameters"
        }
        "wasi:cli" | "wasi:io" => {
            "a plugin has no environment, arguments or streams; build for wasm32-unknown-unknown, \
             which links none of them"
        }
        "lethe:plugin" => "this engine does not offer it to plugins",
        _ if package.starts_with("wasi:") => {
            "a plugin has no WASI; build for wasm32-unknown-unknown, which links none of it"
        }
        _ => "a plugin may import nothing but what lethe:plugin offers",
    }
}

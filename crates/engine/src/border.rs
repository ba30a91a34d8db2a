//! What a plugin may import and must export, by name.
//!
//! Names are checked before anything is compiled, so that a refusal is cheap and speaks of what
//! the author wrote.

use semver::{Version, VersionReq};

use crate::contract::{CONTRACT, EXPORT, VERSION};
use crate::{CompileError, text};

/// Interfaces that a plugin may import. Each also has to be defined in `link.rs`.
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
    /// Gives the export that makes it a plugin; refuses a component that asks for what a plugin may
    /// not have, or offers something else.
    pub(crate) fn check(&self) -> Result<&str, CompileError> {
        if let Some(name) = self.imports.iter().find(|name| !may_import(name)) {
            return Err(CompileError::ForbiddenImport {
                name: text::escape(name, NAME_BYTES),
                advice: advice(name).into(),
            });
        }
        let mut found = None;
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
            if found.replace(name.as_str()).is_some() {
                return Err(CompileError::WrongExports(format!(
                    "exports `{EXPORT}` twice"
                )));
            }
        }
        found.ok_or_else(|| {
            CompileError::WrongExports(format!(
                "does not export `{EXPORT}@0.1.0`: the world to build for is \
                 `lethe:plugin/anonymizer-plugin@0.1.0`"
            ))
        })
    }
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

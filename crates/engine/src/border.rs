//! What a plugin may import and must export, by name.
//!
//! Names are checked before anything is compiled, so that a refusal is cheap and speaks of what
//! the author wrote.

use semver::Version;

use crate::contract::{CONTRACT, IMPORTS, VERSION, World};
use crate::{CompileError, text};

/// Bytes of a component's own name that are shown to its author.
const NAME_BYTES: usize = 200;

/// The names at a component's border.
#[derive(Debug, Default)]
pub(crate) struct Border {
    pub(crate) imports: Vec<String>,
    pub(crate) exports: Vec<String>,
}

impl Border {
    /// Gives the export that makes it a plugin, and of which world; refuses a component that asks for
    /// what a plugin may not have, or offers something else.
    pub(crate) fn check(&self) -> Result<(World, &str), CompileError> {
        if let Some(name) = self.imports.iter().find(|name| !may_import(name)) {
            return Err(CompileError::ForbiddenImport {
                name: text::escape(name, NAME_BYTES),
                advice: advice(name).into(),
            });
        }
        let mut found: Option<(World, &str)> = None;
        for name in &self.exports {
            let shown = text::escape(name, NAME_BYTES);
            let (_, version) = name.split_once('@').unwrap_or((name, ""));
            let Some(world) = World::of_export(name) else {
                return Err(wrong(format!(
                    "exports `{shown}`, which is no interface of {CONTRACT}: a plugin exports one \
                     of {}, and nothing else",
                    interfaces()
                )));
            };
            if !is_supported(version) {
                return Err(wrong(format!(
                    "exports `{shown}`, but this engine runs {CONTRACT}: build against that version"
                )));
            }
            if let Some((other, _)) = found.replace((world, name)) {
                return Err(wrong(if other == world {
                    format!("exports `{}` twice", world.export())
                } else {
                    format!(
                        "exports both `{}` and `{}`: make two plugins of it",
                        other.export(),
                        world.export()
                    )
                }));
            }
        }
        found.ok_or_else(|| {
            wrong(format!(
                "exports none of {}: the worlds to build for are those of {CONTRACT}, such as \
                 `lethe:plugin/anonymizer-plugin@{VERSION}`",
                interfaces()
            ))
        })
    }
}

fn wrong(cause: String) -> CompileError {
    CompileError::WrongExports(cause)
}

/// What a plugin may export, for a sentence.
fn interfaces() -> String {
    World::ALL
        .map(|world| format!("`{}`", world.export()))
        .join(", ")
}

fn may_import(name: &str) -> bool {
    let (interface, version) = name.split_once('@').unwrap_or((name, ""));
    IMPORTS.contains(&interface) && is_supported(version)
}

fn is_supported(version: &str) -> bool {
    // A plugin may be older than the engine; a patch of the contract changes nothing but words.
    let (Ok(ours), Ok(theirs)) = (Version::parse(VERSION), Version::parse(version)) else {
        return false;
    };
    theirs.pre.is_empty() && theirs.major == ours.major && theirs.minor <= ours.minor
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
             which links none of it"
        }
        "lethe:plugin" => "this engine does not offer it to plugins",
        _ if package.starts_with("wasi:") => {
            "a plugin has no WASI; build for wasm32-unknown-unknown, which links none of it"
        }
        _ => "a plugin may import nothing but what lethe:plugin offers",
    }
}

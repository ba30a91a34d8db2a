//! The platform, supplied natively: `lethe:vault`, `lethe:engine` and `lethe:compiler`.
//!
//! Nothing here blocks the executor: what computes for long runs on threads of its own, and what is
//! compiled is compiled in a process of its own.

mod bindings;
pub mod compile;
mod compiler;
pub mod deaths;
mod engine;
mod exports;
mod passwords;
pub mod root_key;
mod runs;
mod turns;
mod vault;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use ::engine::{Engine, Sealer, Settings};
use ::vault::Vault;
use wasmtime::component::{HasData, Linker, ResourceTable};

pub use self::vault::SystemEntropy;
use self::{compile::Compiler, deaths::Deaths, passwords::Queue, root_key::Keys, runs::Runs};

/// The platform of this process; made once, cheap to clone.
#[derive(Clone)]
pub struct Platform(Arc<Shared>);

struct Shared {
    vault: Vault,
    passwords: Queue,
    runs: Runs,
    compiler: Compiler,
}

/// Which packages of the platform a component may call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    /// `lethe:vault`.
    pub vault: bool,
    /// `lethe:engine`.
    pub engine: bool,
    /// `lethe:compiler`.
    pub compiler: bool,
}

/// What an instance holds of the platform.
pub struct State {
    platform: Option<Platform>,
    grants: Grants,
    exports: ResourceTable,
}

impl Platform {
    /// Starts the plugin engine. `program` is this program's file: it is started anew for each
    /// compilation. `data` is where it writes down which plugins run; nothing is, where there is no such folder.
    ///
    /// # Errors
    /// This machine cannot run the engine, or the folder cannot be written.
    pub fn new(
        keys: impl Into<Keys>,
        program: PathBuf,
        data: Option<&Path>,
    ) -> Result<Self, ::engine::Error> {
        let engine = Engine::new(Settings::default())?;
        let Keys {
            roots, artifact, ..
        } = keys.into();
        let sealer = Sealer::new(*artifact);
        let compiler = Compiler::new(program, engine.identity(), sealer.clone());
        let deaths = data
            .map(|data| Deaths::open(data, runs::processors(), jiff::Timestamp::now()))
            .transpose()
            .map_err(|error| ::engine::Error::Unavailable(format!("{}: {error}", deaths::FILES)))?;
        let runs = Runs::new(engine, sealer, deaths);
        Ok(Self(Arc::new(Shared {
            vault: Vault::new(roots),
            passwords: Queue::default(),
            runs,
            compiler,
        })))
    }

    /// The state of a fresh instance.
    pub fn state(&self, grants: Grants) -> State {
        State {
            platform: Some(self.clone()),
            grants,
            exports: ResourceTable::new(),
        }
    }
}

impl Grants {
    /// Grants everything.
    pub const ALL: Self = Self {
        vault: true,
        engine: true,
        compiler: true,
    };

    /// Grants what the imports name, such as `lethe:vault/vault@0.1.0`.
    pub fn of<'a>(imports: impl IntoIterator<Item = &'a str>) -> Self {
        let mut grants = Self::default();
        for import in imports {
            match import.split(['/', '@']).next() {
                Some("lethe:vault") => grants.vault = true,
                Some("lethe:engine") => grants.engine = true,
                Some("lethe:compiler") => grants.compiler = true,
                _ => {}
            }
        }
        grants
    }
}

impl State {
    /// The state of an instance that the platform is composed into.
    pub fn composed() -> Self {
        Self {
            platform: None,
            grants: Grants::default(),
            exports: ResourceTable::new(),
        }
    }

    /// Traps when a component calls what its manifest does not grant.
    fn require(&self, granted: bool, package: &'static str) -> wasmtime::Result<Arc<Shared>> {
        match &self.platform {
            Some(platform) if granted => Ok(Arc::clone(&platform.0)),
            _ => Err(wasmtime::format_err!(
                "the manifest grants this component no {package}"
            )),
        }
    }
}

/// Adds the interfaces to a linker; `get` finds the state in the store's data.
///
/// # Errors
/// The linker has one of them already.
pub fn add_to_linker<T: Send + 'static>(
    linker: &mut Linker<T>,
    get: fn(&mut T) -> &mut State,
) -> wasmtime::Result<()> {
    bindings::Platform::add_to_linker::<T, HasPlatform>(linker, get)
}

/// Marks `State` as what the generated traits are implemented for.
struct HasPlatform;

impl HasData for HasPlatform {
    type Data<'a> = &'a mut State;
}

#[cfg(test)]
mod tests {
    use super::Grants;

    #[test]
    fn a_component_is_granted_the_packages_that_its_manifest_names() {
        let grants = Grants::of(["lethe:vault/vault@0.1.0", "wasi:cli/environment@0.2.6"]);
        assert_eq!(
            grants,
            Grants {
                vault: true,
                ..Grants::default()
            }
        );
    }
}

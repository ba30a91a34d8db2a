//! What a manifest says, once it has been checked.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use super::Template;
use crate::route::Pattern;

/// A checked Spin manifest, version 2.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// `[application]`.
    pub application: Application,
    /// `[variables]`: the application variables that components may draw on.
    pub variables: BTreeMap<String, Variable>,
    /// `[component.<id>]`.
    pub components: BTreeMap<String, Component>,
    /// `[[trigger.http]]`, in the order of the file.
    pub triggers: Vec<HttpTrigger>,
}

/// `[application]`.
#[derive(Clone, Debug, Default)]
pub struct Application {
    /// The name of the app.
    pub name: String,
    /// Its version, possibly empty.
    pub version: String,
    /// What it is, in a sentence; possibly empty.
    pub description: String,
}

/// One of `[variables]`; it is either required or has a default.
#[derive(Clone)]
pub struct Variable {
    /// The value when none is supplied.
    pub default: Option<String>,
    /// Whether its value must never be shown.
    pub secret: bool,
}

impl std::fmt::Debug for Variable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let required = self.default.is_none();
        f.debug_struct("Variable")
            .field("required", &required)
            .finish_non_exhaustive()
    }
}

/// `[component.<id>]`: a WebAssembly component and what it may use.
#[derive(Clone, Debug)]
pub struct Component {
    /// The id, in kebab-case.
    pub id: String,
    /// The `.wasm` file.
    pub source: PathBuf,
    /// Line of the key `source`, for errors found when the file is loaded.
    pub line: usize,
    /// What it does, in a sentence; possibly empty.
    pub description: String,
    /// Component variables, as the guest sees them.
    pub variables: BTreeMap<String, Template>,
    /// WASI environment variables.
    pub environment: BTreeMap<String, String>,
    /// PostgreSQL servers it may connect to, each `postgres://` and a host.
    pub allowed_outbound_hosts: Vec<Template>,
    /// Labels of the SQLite databases it may open.
    pub sqlite_databases: Vec<String>,
    /// Interfaces of the platform, which the host supplies natively or composes in.
    pub dependencies: Vec<Dependency>,
}

/// `[component.<id>.dependencies]`: an interface of the platform, and the component that supplies it
/// where the host does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The import it satisfies, such as `lethe:vault/vault@0.1.0`.
    pub name: String,
    /// The file of the component, which need not be there; none when it is had from elsewhere.
    pub file: Option<PathBuf>,
    /// The export that satisfies the import, when it has another name.
    pub export: Option<String>,
    /// What it may use of the component's grants.
    pub inherit: Inherit,
}

/// `inherit_configuration`: what a dependency may use of the component's grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inherit {
    /// All of them.
    Everything,
    /// Those of these names, such as `variables`.
    These(BTreeSet<String>),
}

impl Inherit {
    /// Whether it may use the capability of this name.
    pub fn covers(&self, capability: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::These(names) => names.contains(capability),
        }
    }
}

/// Nothing, as in Spin.
impl Default for Inherit {
    fn default() -> Self {
        Self::These(BTreeSet::new())
    }
}

/// `[[trigger.http]]`.
#[derive(Clone, Debug)]
pub struct HttpTrigger {
    /// Which requests it takes.
    pub route: TriggerRoute,
    /// What answers them.
    pub answer: Answer,
}

/// `route`: a pattern, or `{ private = true }`.
#[derive(Clone, Debug)]
pub enum TriggerRoute {
    /// Reached from outside.
    Public(Public),
    /// Never reached from outside.
    Private,
}

/// A route that is reached from outside.
#[derive(Clone, Debug)]
pub struct Public {
    /// The paths it matches.
    pub pattern: Pattern,
    /// Line of the key `route`.
    pub line: usize,
}

/// What answers a request: exactly one of `component` and `static_response`.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The id of a component.
    Component(String),
    /// A fixed answer.
    Static(StaticResponse),
}

/// `static_response`.
#[derive(Clone, Debug, Default)]
pub struct StaticResponse {
    /// Status, 200 when left out.
    pub status: http::StatusCode,
    /// Headers.
    pub headers: http::HeaderMap,
    /// Body, possibly empty.
    pub body: String,
}

//! Spin's interfaces for workflows: `spin:sqlite`, `spin:postgres` and `spin:variables`, each in the versions of
//! spin-sdk 7 and 5.
//!
//! Deny by default: a workflow reaches the databases and the variables that its manifest grants, and no others.

mod bindings;
mod connection;
mod database;
mod guard;
pub mod postgres;
mod rows;
mod sqlite;
mod sqlite_v2;
mod statement;
#[cfg(test)]
mod tests;
mod variables;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use wasmtime::component::{HasData, Linker, ResourceTable};

use self::sqlite::MAX_OPEN;
pub use self::{
    connection::Connection,
    database::Databases,
    variables::{Variables, VariablesError},
};

/// What a component's manifest grants it; made once for each component.
#[derive(Clone, Default)]
pub struct Grants {
    /// The databases that the host offers.
    pub databases: Databases,
    /// Labels of the databases that this component may open (`sqlite_databases`).
    pub labels: BTreeSet<String>,
    /// The PostgreSQL servers that the host connects to.
    pub servers: postgres::Servers,
    /// Those of them that this component may connect to (`allowed_outbound_hosts`).
    pub hosts: Vec<postgres::AllowedHost>,
    /// The component's variables and their values (`[component.*.variables]`, resolved).
    pub variables: BTreeMap<String, String>,
}

/// What an instance holds of Spin's interfaces: its grants and its open connections.
pub struct State {
    grants: Arc<Grants>,
    connections: ResourceTable,
}

impl State {
    /// The state of a fresh instance.
    pub fn new(grants: Arc<Grants>) -> Self {
        Self {
            grants,
            connections: ResourceTable::new(),
        }
    }
}

/// Adds the interfaces to a linker; `get` finds the state in the store's data.
///
/// # Errors
///
/// The linker has one of them already.
pub fn add_to_linker<T: Send + 'static>(
    linker: &mut Linker<T>,
    get: fn(&mut T) -> &mut State,
) -> wasmtime::Result<()> {
    bindings::Spin::add_to_linker::<T, HasSpin>(linker, get)
}

/// Marks `State` as what the generated traits are implemented for.
struct HasSpin;

impl HasData for HasSpin {
    type Data<'a> = &'a mut State;
}

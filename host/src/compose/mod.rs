//! Composes a component with the dependencies that its manifest names, as Spin does: each becomes
//! an instance of its own inside the component, and its exports satisfy the component's imports.
//!
//! A dependency is granted nothing but what `inherit_configuration` lists.

mod capability;

use std::io;

use wac_graph::{CompositionGraph, EncodeOptions, PackageId, types::Package};

use crate::manifest::{Component, Dependency};

/// Why a component cannot be composed with a dependency.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The dependency is not a file.
    #[error("dependency {0}: this host composes files only; give it a path")]
    NoFile(String),
    /// The file cannot be read.
    #[error("dependency {dependency}: cannot read its file: {source}")]
    Read {
        /// The dependency, as the manifest names it.
        dependency: String,
        /// Why.
        source: io::Error,
    },
    /// The component imports nothing of this name.
    #[error("dependency {0}: the component imports nothing of this name")]
    Unmatched(String),
    /// It would reach what it was not given.
    #[error(
        "dependency {dependency}: it imports {interface}; list {capability:?} in its \
         inherit_configuration"
    )]
    NotInherited {
        /// The dependency, as the manifest names it.
        dependency: String,
        /// What it imports.
        interface: String,
        /// What it would have to inherit.
        capability: &'static str,
    },
    /// A file is no component, or does not export what is imported.
    #[error("{what}: {reason}")]
    Refused {
        /// The component or a dependency.
        what: String,
        /// Why.
        reason: String,
    },
}

/// Composes `component`, whose source is `bytes`, with its dependencies.
///
/// # Errors
/// A dependency is missing, does not fit, or wants what it was not given.
pub fn compose(component: &Component, bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
    if component.dependencies.is_empty() {
        return Ok(bytes);
    }
    let mut graph = CompositionGraph::new();
    let socket = register(&mut graph, &component.id, bytes)?;
    let instance = graph.instantiate(socket);
    for dependency in &component.dependencies {
        let name = &dependency.name;
        let matched: Vec<String> = imports(&graph, socket)
            .filter(|import| fits(name, import))
            .map(str::to_owned)
            .collect();
        if matched.is_empty() {
            return Err(Error::Unmatched(name.clone()));
        }
        let plug = register(&mut graph, name, read(dependency)?)?;
        capability::check(component, dependency, imports(&graph, plug))?;
        let plug = graph.instantiate(plug);
        for import in matched {
            let export = dependency.export.as_ref().unwrap_or(&import);
            let export = graph
                .alias_instance_export(plug, export)
                .map_err(refused(name))?;
            graph
                .set_instantiation_argument(instance, &import, export)
                .map_err(refused(name))?;
        }
    }
    let exports = graph.types()[graph[socket].ty()].exports.keys();
    for name in exports.cloned().collect::<Vec<_>>() {
        let export = graph
            .alias_instance_export(instance, &name)
            .map_err(refused(&component.id))?;
        graph
            .export(export, &name)
            .map_err(refused(&component.id))?;
    }
    graph
        .encode(EncodeOptions::default())
        .map_err(refused(&component.id))
}

fn read(dependency: &Dependency) -> Result<Vec<u8>, Error> {
    let name = &dependency.name;
    let file = dependency.file.as_ref();
    let file = file.ok_or_else(|| Error::NoFile(name.clone()))?;
    std::fs::read(file).map_err(|source| Error::Read {
        dependency: name.clone(),
        source,
    })
}

fn register(graph: &mut CompositionGraph, name: &str, bytes: Vec<u8>) -> Result<PackageId, Error> {
    let package = Package::from_bytes(name, None, bytes, graph.types_mut());
    let package = package.map_err(|error| Error::Refused {
        what: name.to_owned(),
        reason: format!("{error:#}"),
    })?;
    graph.register_package(package).map_err(refused(name))
}

fn imports(graph: &CompositionGraph, package: PackageId) -> impl Iterator<Item = &str> {
    let world = &graph.types()[graph[package].ty()];
    world.imports.keys().map(String::as_str)
}

/// Whether a dependency's name covers an import: `lethe:vault/vault@0.1.0` itself, but also a whole
/// package such as `lethe:vault` or `lethe:vault@0.1.0`, and any version such as `lethe:vault/vault`.
fn fits(dependency: &str, import: &str) -> bool {
    let (package, interface, version) = parts(dependency);
    let (of_package, of_interface, of_version) = parts(import);
    package == of_package
        && (interface.is_none() || interface == of_interface)
        && (version.is_none() || version == of_version)
}

fn parts(name: &str) -> (&str, Option<&str>, Option<&str>) {
    let (name, version) = match name.split_once('@') {
        Some((name, version)) => (name, Some(version)),
        None => (name, None),
    };
    match name.split_once('/') {
        Some((package, interface)) => (package, Some(interface), version),
        None => (name, None, version),
    }
}

/// Says what was refused, and every cause.
fn refused<E: std::error::Error>(what: &str) -> impl Fn(E) -> Error {
    move |error| {
        let mut reason = error.to_string();
        let mut cause = error.source();
        while let Some(deeper) = cause {
            reason = format!("{reason}: {deeper}");
            cause = deeper.source();
        }
        Error::Refused {
            what: what.to_owned(),
            reason,
        }
    }
}

#[cfg(test)]
mod tests;

//! Reads `[component.<id>.dependencies]`: what supplies an import where the host does not.

use std::path::Path;

use super::{
    model::{Dependency, Inherit},
    problem::Report,
    table::{Entry, Table},
};

/// The WIT packages of the platform.
const PLATFORM: [&str; 3] = ["lethe:compiler", "lethe:engine", "lethe:vault"];

/// What a dependency may inherit of its component's grants.
const CAPABILITIES: [&str; 7] = [
    "ai_models",
    "allowed_outbound_hosts",
    "environment",
    "files",
    "key_value_stores",
    "sqlite_databases",
    "variables",
];

/// Reads the dependencies; their files need not be there, because a host that supplies the platform
/// natively never opens them. `inherits` is `dependencies_inherit_configuration`.
pub(super) fn read(
    entry: Option<Entry<'_>>,
    inherits: bool,
    directory: &Path,
    report: &mut Report,
) -> Vec<Dependency> {
    let table = entry.and_then(|entry| entry.table(report));
    let mut dependencies = Vec::new();
    for (name, entry) in table.into_iter().flat_map(Table::entries) {
        let package = name.split(['/', '@']).next().unwrap_or_default();
        if !PLATFORM.contains(&package) {
            let platform = PLATFORM.join(", ");
            let message = format!("this host composes only {platform}");
            report.add(entry.at, &entry.key, message);
        }
        let mut dependency = Dependency {
            name,
            file: None,
            export: None,
            inherit: Inherit::default(),
        };
        if !entry.is_text() {
            let Some(table) = entry.table(report) else {
                continue;
            };
            read_table(table, &mut dependency, directory, report);
        }
        if inherits {
            dependency.inherit = Inherit::Everything;
        }
        dependencies.push(dependency);
    }
    dependencies
}

fn read_table(
    mut table: Table<'_>,
    dependency: &mut Dependency,
    directory: &Path,
    report: &mut Report,
) {
    let path = table.take("path").and_then(|entry| entry.text(report));
    dependency.file = path.map(|path| directory.join(path));
    dependency.export = table.take("export").and_then(|entry| entry.text(report));
    if let Some(entry) = table.take("inherit_configuration") {
        dependency.inherit = read_inherit(&entry, report);
    }
    for known in [
        "component",
        "digest",
        "package",
        "registry",
        "url",
        "version",
    ] {
        table.ignore(known);
    }
    table.finish(report);
}

fn read_inherit(entry: &Entry<'_>, report: &mut Report) -> Inherit {
    if !entry.is_list() {
        return match entry.flag(report) {
            Some(true) => Inherit::Everything,
            _ => Inherit::default(),
        };
    }
    let mut names = Vec::new();
    for item in entry.items(report) {
        let Some(name) = item.text(report) else {
            continue;
        };
        if !CAPABILITIES.contains(&name.as_str()) {
            let known = CAPABILITIES.join(", ");
            report.add(
                item.at,
                &item.key,
                format!("no {name:?}; there are {known}"),
            );
        }
        names.push(name);
    }
    Inherit::These(names.into_iter().collect())
}

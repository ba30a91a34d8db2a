//! Reads `[component.<id>]`: the source and what is granted to it.

use std::{collections::BTreeMap, path::Path};

use super::{
    Template,
    application::{is_declared, is_kebab_case, is_snake_case},
    dependency,
    model::{Component, Variable},
    problem::Report,
    table::{Entry, Table},
};
use crate::spin::postgres::AllowedHost;

/// The label of the only SQLite database this host has.
const DATABASES: [&str; 1] = ["default"];

/// A component, and where the variables stand that its templates name.
pub(super) struct Read {
    pub(super) model: Component,
    named: Vec<Named>,
}

struct Named {
    key: String,
    at: usize,
    variable: String,
}

impl Read {
    /// Refuses templates that name a variable which the application does not declare.
    pub(super) fn check_variables(
        &self,
        declared: &BTreeMap<String, Variable>,
        report: &mut Report,
    ) {
        for Named { key, at, variable } in &self.named {
            if !is_declared(variable, declared) {
                report.add(*at, key, format!("no variable {variable} in [variables]"));
            }
        }
    }
}

pub(super) fn read(
    id: &str,
    entry: &Entry<'_>,
    directory: &Path,
    report: &mut Report,
) -> Option<Read> {
    if !is_kebab_case(id) {
        report.add(entry.at, &entry.key, "a component is named in kebab-case");
    }
    let mut table = entry.table(report)?;
    let source = read_source(&mut table, directory, report);
    let (variables, mut named) = read_variables(table.take("variables"), report);
    let hosts = table.take("allowed_outbound_hosts");
    let allowed_outbound_hosts = read_hosts(hosts, &mut named, report);
    let description = table
        .take("description")
        .and_then(|entry| entry.text(report));
    let environment = table
        .take("environment")
        .map(|entry| entry.text_map(report));
    let sqlite_databases = read_databases(table.take("sqlite_databases"), report);
    let inherits = table
        .take("dependencies_inherit_configuration")
        .and_then(|entry| entry.flag(report))
        .unwrap_or_default();
    let dependencies = dependency::read(table.take("dependencies"), inherits, directory, report);
    refuse_what_is_lacking(&mut table, report);
    for ignored in ["build", "targets", "tool"] {
        table.ignore(ignored);
    }
    table.finish(report);
    let (source, line) = source?;
    let model = Component {
        id: id.to_owned(),
        source,
        line,
        description: description.unwrap_or_default(),
        variables,
        environment: environment.unwrap_or_default(),
        allowed_outbound_hosts,
        sqlite_databases,
        dependencies,
    };
    Some(Read { model, named })
}

fn refuse_what_is_lacking(table: &mut Table<'_>, report: &mut Report) {
    for (key, reason) in [
        ("ai_models", "this host runs no models"),
        ("allowed_http_hosts", "this host has no outbound networking"),
        ("exclude_files", "this host mounts no files"),
        ("files", "this host mounts no files"),
        ("key_value_stores", "this host has no key-value stores"),
        ("profile", "this host has no profiles"),
    ] {
        table.refuse(key, reason, report);
    }
}

fn read_source(
    table: &mut Table<'_>,
    directory: &Path,
    report: &mut Report,
) -> Option<(std::path::PathBuf, usize)> {
    let entry = table.require("source", report)?;
    if entry.is_table() {
        report.add(
            entry.at,
            &entry.key,
            "this host loads components from files only",
        );
        return None;
    }
    let name = entry.text(report)?;
    let path = directory.join(&name);
    if !path.is_file() {
        report.add(entry.at, &entry.key, format!("no file {name}"));
        return None;
    }
    Some((path, report.line(entry.at)))
}

fn read_variables(
    entry: Option<Entry<'_>>,
    report: &mut Report,
) -> (BTreeMap<String, Template>, Vec<Named>) {
    let (mut variables, mut named) = (BTreeMap::new(), Vec::new());
    let table = entry.and_then(|entry| entry.table(report));
    for (name, entry) in table.into_iter().flat_map(Table::entries) {
        if !is_snake_case(&name) {
            report.add(
                entry.at,
                &entry.key,
                "a variable is named in lower_snake_case",
            );
        }
        let Some(text) = entry.text(report) else {
            continue;
        };
        if let Some(template) = read_template(&text, &entry, &mut named, report) {
            variables.insert(name, template);
        }
    }
    (variables, named)
}

/// The scheme is written out, so that what is granted can be seen before the variables have values.
fn read_hosts(
    entry: Option<Entry<'_>>,
    named: &mut Vec<Named>,
    report: &mut Report,
) -> Vec<Template> {
    let items = entry.map(|entry| entry.items(report)).unwrap_or_default();
    let mut hosts = Vec::new();
    for item in items {
        let Some(text) = item.text(report) else {
            continue;
        };
        let scheme = AllowedHost::SCHEME;
        if !text.starts_with(scheme) {
            let message = format!("this host connects to PostgreSQL only: write {scheme}HOST:PORT");
            report.add(item.at, &item.key, message);
        }
        hosts.extend(read_template(&text, &item, named, report));
    }
    hosts
}

fn read_template(
    text: &str,
    entry: &Entry<'_>,
    named: &mut Vec<Named>,
    report: &mut Report,
) -> Option<Template> {
    match Template::parse(text) {
        Ok(template) => {
            named.extend(template.variables().map(|variable| Named {
                key: entry.key.clone(),
                at: entry.at,
                variable: variable.to_owned(),
            }));
            Some(template)
        }
        Err(message) => {
            report.add(entry.at, &entry.key, message);
            None
        }
    }
}

fn read_databases(entry: Option<Entry<'_>>, report: &mut Report) -> Vec<String> {
    let items = entry.map(|entry| entry.items(report)).unwrap_or_default();
    let mut labels = Vec::new();
    for item in items {
        let Some(label) = item.text(report) else {
            continue;
        };
        if !DATABASES.contains(&label.as_str()) {
            let has = DATABASES.join(", ");
            report.add(
                item.at,
                &item.key,
                format!("no database {label}; this host has: {has}"),
            );
        }
        labels.push(label);
    }
    labels
}

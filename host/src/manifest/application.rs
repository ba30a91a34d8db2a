//! Reads the top level of a manifest and checks what its parts say of each other.

use std::{collections::BTreeMap, path::Path};

use toml::de::DeTable;

use super::{
    component,
    model::{Answer, Application, Manifest, TriggerRoute, Variable},
    problem::Report,
    table::{Entry, Table},
    trigger,
};

pub(super) fn read(text: &str, directory: &Path, report: &mut Report) -> Option<Manifest> {
    let parsed = match DeTable::parse(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            report.add(at, "", error.message());
            return None;
        }
    };
    let mut root = Table::new("", 0, parsed.get_ref());
    if let Some(entry) = root.require("spin_manifest_version", report)
        && entry.integer(report).is_some_and(|version| version != 2)
    {
        report.add(entry.at, &entry.key, "this host reads version 2");
    }
    let application = root
        .require("application", report)
        .and_then(|entry| entry.table(report))
        .map(|table| read_application(table, report));
    let variables = read_variables(root.take("variables"), report);
    let components = read_each(root.take("component"), report)
        .into_iter()
        .map(|(id, entry)| (id.clone(), component::read(&id, &entry, directory, report)))
        .collect::<Vec<_>>();
    let triggers = root
        .require("trigger", report)
        .map(|entry| trigger::read(&entry, report));
    root.finish(report);

    let components = components
        .into_iter()
        .filter_map(|(_, component)| component);
    let mut read = BTreeMap::new();
    for component in components {
        component.check_variables(&variables, report);
        read.insert(component.model.id.clone(), component.model);
    }
    let triggers = triggers.unwrap_or_default();
    for found in &triggers {
        found.check(&read, report);
    }
    trigger::check_duplicates(&triggers, report);
    Some(Manifest {
        application: application?,
        variables,
        components: read,
        triggers: triggers.into_iter().map(|found| found.model).collect(),
    })
}

fn read_application(mut table: Table<'_>, report: &mut Report) -> Application {
    let text = |entry: Option<Entry<'_>>, report: &mut Report| {
        entry
            .and_then(|entry| entry.text(report))
            .unwrap_or_default()
    };
    let name = table.require("name", report);
    let application = Application {
        name: text(name, report),
        version: text(table.take("version"), report),
        description: text(table.take("description"), report),
    };
    for ignored in ["authors", "targets", "tool"] {
        table.ignore(ignored);
    }
    if let Some(mut triggers) = table.take("trigger").and_then(|entry| entry.table(report)) {
        triggers.refuse(
            "http",
            "this host has no settings for all HTTP triggers",
            report,
        );
        triggers.finish(report);
    }
    table.finish(report);
    application
}

fn read_variables(entry: Option<Entry<'_>>, report: &mut Report) -> BTreeMap<String, Variable> {
    let mut variables = BTreeMap::new();
    for (name, entry) in read_each(entry, report) {
        if !is_snake_case(&name) {
            report.add(
                entry.at,
                &entry.key,
                "a variable is named in lower_snake_case",
            );
        }
        let Some(mut table) = entry.table(report) else {
            continue;
        };
        let mut flag = |name| table.take(name).and_then(|entry| entry.flag(report));
        let required = flag("required").unwrap_or_default();
        let secret = flag("secret").unwrap_or_default();
        let default = table.take("default").and_then(|entry| entry.text(report));
        table.ignore("description");
        table.finish(report);
        if required == default.is_some() {
            report.add(entry.at, &entry.key, "must be required or have a default");
        }
        variables.insert(name, Variable { default, secret });
    }
    variables
}

fn read_each<'a>(entry: Option<Entry<'a>>, report: &mut Report) -> Vec<(String, Entry<'a>)> {
    let table = entry.and_then(|entry| entry.table(report));
    table
        .map(|table| table.entries().collect())
        .unwrap_or_default()
}

pub(super) fn is_snake_case(name: &str) -> bool {
    is_name(name, '_')
}

pub(super) fn is_kebab_case(name: &str) -> bool {
    is_name(name, '-')
}

fn is_name(name: &str, joint: char) -> bool {
    name.split(joint).all(|word| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    })
}

/// The names that a component or a route may refer to.
pub(super) fn is_declared<T>(id: &str, declared: &BTreeMap<String, T>) -> bool {
    declared.contains_key(id)
}

/// Whether a trigger answers with a component, and which.
pub(super) fn component_of(answer: &Answer) -> Option<&str> {
    match answer {
        Answer::Component(id) => Some(id),
        Answer::Static(_) => None,
    }
}

/// The pattern of a route that is reached from outside.
pub(super) fn pattern_of(route: &TriggerRoute) -> Option<&super::Public> {
    match route {
        TriggerRoute::Public(public) => Some(public),
        TriggerRoute::Private => None,
    }
}

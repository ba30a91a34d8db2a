//! `spin.toml` is a manifest for stock Spin 4.1, and `spin.wasip2.toml` one for Spin 3.6: nothing in
//! them, and nothing the components import, is Lethe's own but the platform.

use std::path::PathBuf;

use tests::artefacts;
use toml::{Table, Value};
use wasmparser::{Parser, Payload};

/// Keys of manifest version 2 that Spin 4.1 knows (crates/manifest/src/schema/v2.rs).
const TOP: &[&str] = &[
    "spin_manifest_version",
    "application",
    "variables",
    "trigger",
    "component",
];
const APPLICATION: &[&str] = &[
    "name",
    "version",
    "description",
    "authors",
    "targets",
    "trigger",
    "tool",
];
const VARIABLE: &[&str] = &["default", "required", "secret"];
const TRIGGER: &[&str] = &[
    "id",
    "route",
    "component",
    "executor",
    "static_response",
    "dependencies",
];
const COMPONENT: &[&str] = &[
    "source",
    "description",
    "files",
    "exclude_files",
    "allowed_outbound_hosts",
    "key_value_stores",
    "sqlite_databases",
    "ai_models",
    "environment",
    "variables",
    "targets",
    "dependencies",
    "dependencies_inherit_configuration",
    "build",
    "profile",
    "tool",
];
const BUILD: &[&str] = &["command", "workdir", "watch"];

/// A manifest, and what the Spin that it is for offers.
struct Edition {
    manifest: &'static str,
    packages: &'static [&'static str],
    /// Versions of WASI; one that ends in a full stop stands for its patch versions.
    wasi: &'static [&'static str],
}

const EDITIONS: [Edition; 2] = [
    Edition {
        manifest: "spin.toml",
        packages: SPIN_4_1,
        wasi: &["0.2.", "0.3.0"],
    },
    Edition {
        manifest: "spin.wasip2.toml",
        packages: SPIN_3_6,
        wasi: &["0.2."],
    },
];

/// Packages of Spin 4.1, with the versions its world `spin:up@4.1.0` has.
const SPIN_4_1: &[&str] = &[
    "spin:key-value@3.0.0",
    "spin:sqlite@3.1.0",
    "spin:postgres@4.2.0",
    "spin:variables@3.0.0",
    "spin:redis@3.0.0",
    "spin:mqtt@3.0.0",
    "spin:mysql@3.0.0",
];

/// Packages of Spin 3.6 that came with its version 3, and those it has had since version 2.
const SPIN_3_6: &[&str] = &[
    "fermyon:spin@2.0.0",
    "spin:sqlite@3.0.0",
    "spin:postgres@4.0.0",
    "spin:postgres@3.0.0",
];

/// Packages that Lethe supplies where Spin does not.
const PLATFORM: &[&str] = &[
    "lethe:engine@0.1.0",
    "lethe:compiler@0.1.0",
    "lethe:vault@0.1.0",
];

fn manifest(name: &str) -> Table {
    let path = artefacts::root().join(name);
    let text = std::fs::read_to_string(path).expect("a manifest can be read");
    text.parse().expect("a manifest is TOML")
}

fn known(place: &str, table: &Value, keys: &[&str]) {
    let table = table
        .as_table()
        .unwrap_or_else(|| panic!("{place} is a table"));
    for key in table.keys() {
        assert!(
            keys.contains(&key.as_str()),
            "{place}: Spin 4.1 has no key `{key}`"
        );
    }
}

fn components(manifest: &Table) -> impl Iterator<Item = (&String, &Value)> {
    manifest["component"].as_table().into_iter().flatten()
}

#[test]
fn no_manifest_has_a_key_that_spin_does_not_know() {
    for edition in EDITIONS {
        only_known_keys(&manifest(edition.manifest));
    }
}

fn only_known_keys(manifest: &Table) {
    known("the manifest", &Value::Table(manifest.clone()), TOP);
    assert_eq!(manifest["spin_manifest_version"].as_integer(), Some(2));
    known("[application]", &manifest["application"], APPLICATION);
    for (name, variable) in manifest
        .get("variables")
        .and_then(Value::as_table)
        .into_iter()
        .flatten()
    {
        known(&format!("[variables] {name}"), variable, VARIABLE);
    }
    for (kind, triggers) in manifest["trigger"].as_table().into_iter().flatten() {
        assert_eq!(kind, "http", "a trigger of another kind");
        for trigger in triggers.as_array().into_iter().flatten() {
            known("[[trigger.http]]", trigger, TRIGGER);
            let component = trigger["component"]
                .as_str()
                .expect("a trigger names its component");
            assert!(
                components(manifest).any(|(id, _)| id == component),
                "no {component}"
            );
        }
    }
    for (id, component) in components(manifest) {
        known(&format!("[component.{id}]"), component, COMPONENT);
        if let Some(build) = component.get("build") {
            known(&format!("[component.{id}.build]"), build, BUILD);
        }
        let kebab = |character: char| character.is_ascii_lowercase() || character == '-';
        assert!(
            id.chars().all(kebab),
            "a component's id is kebab-case: {id}"
        );
    }
}

#[test]
fn every_component_imports_only_what_spin_or_the_platform_has() {
    for edition in EDITIONS {
        let manifest = manifest(edition.manifest);
        for (id, component) in components(&manifest) {
            for import in imports(id, component) {
                let package = package(&import);
                let version = package.split_once('@').map_or("", |(_, version)| version);
                let wasi = import.starts_with("wasi:")
                    && edition.wasi.iter().any(|known| {
                        version == *known || known.ends_with('.') && version.starts_with(known)
                    });
                let listed = [edition.packages, PLATFORM]
                    .iter()
                    .any(|packages| packages.contains(&package.as_str()));
                assert!(
                    wasi || listed,
                    "{}: {id} imports {import}",
                    edition.manifest
                );
            }
        }
    }
}

#[test]
fn the_manifests_differ_only_in_how_the_components_are_built() {
    let [newer, older] = EDITIONS.map(|edition| {
        let mut manifest = manifest(edition.manifest);
        let components = manifest["component"].as_table_mut();
        for (_, component) in components.into_iter().flatten() {
            let component = component.as_table_mut().expect("a component is a table");
            component.remove("source");
            component.remove("build");
        }
        manifest
    });
    assert_eq!(newer, older);
}

#[test]
fn a_component_that_imports_the_database_is_granted_it_and_no_other_is() {
    let manifest = manifest("spin.toml");
    for (id, component) in components(&manifest) {
        let imported = imports(id, component)
            .iter()
            .any(|name| name.starts_with("spin:sqlite/"));
        let granted = component.get("sqlite_databases").is_some();
        assert_eq!(imported, granted, "{id}: spin:sqlite and sqlite_databases");
        let out = imports(id, component)
            .iter()
            .any(|name| name.starts_with("wasi:sockets/"));
        assert!(!out, "{id} reaches out");
        let database = imports(id, component)
            .iter()
            .any(|name| name.starts_with("spin:postgres/"));
        let hosts = component
            .get("allowed_outbound_hosts")
            .map(ToString::to_string);
        let server = "[\"postgres://{{ database_host }}\"]".to_owned();
        assert_eq!(hosts, database.then_some(server), "{id}");
    }
}

/// Whether `lethe:vault@0.1.0` is the package of `lethe:vault/passwords@0.1.0`.
fn is_package_of(name: &str, import: &str) -> bool {
    let (package, version) = name.split_once('@').unwrap_or((name, ""));
    let interface = import.split_once('/').zip(import.split_once('@'));
    interface.is_some_and(|((of, _), (_, is))| (of, is) == (package, version))
}

#[test]
fn a_component_names_who_supplies_what_it_imports_of_the_platform() {
    for (id, component) in components(&manifest("spin.toml")) {
        let mut imported = imports(id, component);
        imported.retain(|import| PLATFORM.contains(&package(import).as_str()));
        imported.sort();
        // A dependency is an interface, or a package with all that is imported of it.
        let covers = |name: &str, import: &str| name == import || is_package_of(name, import);
        let supplied: Vec<&String> = dependencies(component).map(|(name, _)| name).collect();
        // Spin refuses a dependency that satisfies no import, and an import that nothing satisfies.
        for import in &imported {
            let by = supplied.iter().filter(|name| covers(name, import));
            assert_eq!(by.count(), 1, "{id}: {import}");
        }
        for name in supplied {
            assert!(
                imported.iter().any(|import| covers(name, import)),
                "{id}: {name}"
            );
        }
    }
}

#[test]
fn a_supplier_is_given_the_variables_and_nothing_else() {
    for (id, component) in components(&manifest("spin.toml")) {
        for (name, dependency) in dependencies(component) {
            let given = dependency["inherit_configuration"].as_array();
            let given = given.unwrap_or_else(|| panic!("{id}: {name} is given everything"));
            assert_eq!(given, &[Value::from("variables")], "{id}: {name}");
            let path = dependency["path"].as_str();
            for import in imports_of(path.unwrap_or_else(|| panic!("{id}: {name} is a file"))) {
                // Rust's standard library names the file system; no folder of it is granted.
                let wasi = [
                    "wasi:cli@0.2",
                    "wasi:clocks@0.2",
                    "wasi:filesystem@0.2",
                    "wasi:io@0.2",
                    "wasi:random@0.2",
                ];
                let wasi = wasi.iter().any(|known| package(&import).starts_with(known));
                // The version that Spin 3 and Spin 4 have alike.
                let variables = import == "fermyon:spin/variables@2.0.0";
                assert!(wasi || variables, "{name} imports {import}");
            }
        }
    }
}

#[test]
fn every_component_and_the_whole_application_fit_into_a_spin_cloud() {
    const MIB: u64 = 1 << 20;
    for file in ["spin.toml", "spin.wasip2.toml"] {
        let mut application = 0;
        for (id, component) in components(&manifest(file)) {
            let supplied = dependencies(component).map(|(_, dependency)| &dependency["path"]);
            for source in supplied.chain([&component["source"]]) {
                let source = source.as_str().expect("a file of this build");
                let path = artefacts::built(artefacts::root().join(source), "cargo xtask wasm");
                let size = path.metadata().expect("a built file has a size").len();
                let most = if source.ends_with("/compiler.wasm") {
                    8
                } else {
                    4
                };
                assert!(
                    size <= most * MIB,
                    "{file}: {id}: {source} has {size} bytes"
                );
                application += size;
            }
        }
        assert!(application <= 50 * MIB, "{file} has {application} bytes");
    }
}

#[test]
fn a_key_has_no_value_in_the_manifest() {
    for (name, variable) in manifest("spin.toml")["variables"]
        .as_table()
        .into_iter()
        .flatten()
    {
        if name.ends_with("_key") {
            assert_eq!(variable["secret"].as_bool(), Some(true), "{name}");
            assert_eq!(variable["default"].as_str(), Some(""), "{name}");
        }
    }
}

fn dependencies(component: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let table = component.get("dependencies").and_then(Value::as_table);
    table.into_iter().flatten()
}

fn imports(id: &str, component: &Value) -> Vec<String> {
    let source = component["source"].as_str();
    imports_of(source.unwrap_or_else(|| panic!("{id}: the source is a file of this build")))
}

fn imports_of(source: &str) -> Vec<String> {
    let path: PathBuf = artefacts::root().join(source);
    let bytes = std::fs::read(artefacts::built(path, "cargo xtask wasm")).expect("a component");
    let mut names = Vec::new();
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(&bytes) {
        match payload.expect("a component is well-formed") {
            Payload::ComponentSection { .. } | Payload::ModuleSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 0 => {
                names.extend(section.into_iter().map(|import| {
                    import
                        .expect("an import is well-formed")
                        .name
                        .name
                        .to_owned()
                }));
            }
            _ => {}
        }
    }
    assert!(!names.is_empty(), "{source} imports nothing?");
    names
}

/// `wasi:http/types@0.3.0` → `wasi:http@0.3.0`.
fn package(import: &str) -> String {
    let (interface, version) = import.split_once('@').unwrap_or((import, ""));
    let package = interface
        .split_once('/')
        .map_or(interface, |(package, _)| package);
    format!("{package}@{version}")
}

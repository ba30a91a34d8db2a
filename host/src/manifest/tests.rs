use std::{fs, path::Path};

use super::{Answer, Manifest, Problems, Template, TriggerRoute};

/// A manifest that is accepted; the tests break it line by line.
const GOOD: &str = r#"spin_manifest_version = 2

[application]
name = "lethe"
version = "0.1.0"
description = "Privacy workflows"
authors = ["A"]

[variables]
level = { default = "info", description = "How much is logged" }
token = { required = true, secret = true }

[[trigger.http]]
route = "/v1/subjects/..."
component = "subjects"

[[trigger.http]]
route = { private = true }
component = "subjects"
executor = { type = "http" }

[[trigger.http]]
route = "/robots.txt"
static_response = { status_code = 410, headers = { x-note = "gone" }, body = "none" }

[component.subjects]
source = "subjects.wasm"
description = "People"
sqlite_databases = ["default"]
key_value_stores = []
environment = { RUST_BACKTRACE = "1" }
targets = ["spin-up:4.1"]
[component.subjects.variables]
url = "https://{{ level }}/{{token}}"
[component.subjects.build]
command = "cargo build"
[component.subjects.dependencies]
"lethe:vault/vault@0.1.0" = { path = "providers/vault.wasm", inherit_configuration = false }
"lethe:engine/plugins@0.1.0" = { component = "sandbox", export = "x" }
"#;

fn parse(text: &str) -> Result<Manifest, Problems> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("subjects.wasm"), b"").unwrap();
    Manifest::parse("spin.toml", text, folder.path())
}

#[test]
fn a_good_manifest_is_read_whole() {
    let manifest = parse(GOOD).unwrap();
    assert_eq!(manifest.application.name, "lethe");
    assert_eq!(manifest.variables["level"].default.as_deref(), Some("info"));
    assert!(manifest.variables["token"].default.is_none() && manifest.variables["token"].secret);
    let component = &manifest.components["subjects"];
    assert!(component.source.ends_with("subjects.wasm"));
    assert_eq!(component.line, 27);
    assert_eq!(component.sqlite_databases, ["default"]);
    assert_eq!(component.environment["RUST_BACKTRACE"], "1");
    let names: Vec<_> = component
        .dependencies
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["lethe:engine/plugins@0.1.0", "lethe:vault/vault@0.1.0"]
    );
    let [first, second, third] = &manifest.triggers[..] else {
        panic!("three triggers")
    };
    assert!(matches!(&first.route, TriggerRoute::Public(public) if public.line == 14));
    assert!(matches!(second.route, TriggerRoute::Private));
    let Answer::Static(response) = &third.answer else {
        panic!("a static response")
    };
    assert_eq!(
        (response.status.as_u16(), response.body.as_str()),
        (410, "none")
    );
    assert_eq!(response.headers["x-note"], "gone");
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    for (good, bad, wanted) in [
        (
            "= 2\n",
            "= 1\n",
            "1: spin_manifest_version: this host reads version 2",
        ),
        (
            "= 2\n",
            "= \"2\"\n",
            "1: spin_manifest_version: expected an integer, found string",
        ),
        ("name = \"lethe\"\n", "", "3: application.name: missing"),
        (
            "version = \"0",
            "versoin = \"0",
            "5: application.versoin: unknown key; did you mean version?",
        ),
        (
            "[variables]",
            "[variable]",
            "9: variable: unknown key; did you mean variables?",
        ),
        (
            "{ required = true, ",
            "{ ",
            "11: variables.token: must be required or have a default",
        ),
        (
            "{ required = true, ",
            "{ required = true, default = \"x\", ",
            "11: variables.token: must be required or have a default",
        ),
        (
            "secret = true",
            "secrt = true",
            "11: variables.token.secrt: unknown key; did you mean secret?",
        ),
        (
            "\nlevel = ",
            "\nLevel = ",
            "10: variables.Level: a variable is named in lower_snake_case",
        ),
        (
            "[[trigger.http]]\nroute = \"/v1",
            "[[trigger.redis]]\nroute = \"/v1",
            "13: trigger.redis: this host has only http triggers",
        ),
        (
            "\"/v1/subjects/...\"",
            "\"/v1/*\"",
            "14: trigger.http.route: a route cannot contain *",
        ),
        (
            "\"/v1/subjects/...\"",
            "\"/.well-known/spin/x\"",
            "14: trigger.http.route: /.well-known/spin/ belongs to the host",
        ),
        (
            "\"/v1/subjects/...\"",
            "\"/robots.txt/\"",
            "23: trigger.http.route: /robots.txt matches the same paths as the route on line 14",
        ),
        (
            "component = \"subjects\"\n\n[[trigger.http]]\nroute = { p",
            "component = \"sbjects\"\n\n[[trigger.http]]\nroute = { p",
            "15: trigger.http.component: no [component.sbjects], or it is refused",
        ),
        (
            "component = \"subjects\"\n\n[[trigger.http]]\nroute = { p",
            "\n[[trigger.http]]\nroute = { p",
            "13: trigger.http: exactly one of component and static_response is needed",
        ),
        (
            "private = true",
            "private = false",
            "18: trigger.http.route: a route is a pattern or { private = true }",
        ),
        (
            "{ type = \"http\" }",
            "{ type = \"wagi\" }",
            "20: trigger.http.executor.type: this host has only the executor http",
        ),
        (
            "status_code = 410",
            "status_code = 9",
            "24: trigger.http.static_response.status_code: not a status of an answer",
        ),
        (
            "x-note = \"gone\"",
            "\"x note\" = \"gone\"",
            "24: trigger.http.static_response.headers.x note: not a header",
        ),
        (
            "static_response = {",
            "component = \"subjects\"\nstatic_response = {",
            "24: trigger.http.component: exactly one of component and static_response is needed",
        ),
        (
            "source = \"subjects.wasm\"",
            "source = \"nowhere.wasm\"",
            "27: component.subjects.source: no file nowhere.wasm",
        ),
        (
            "source = \"subjects.wasm\"",
            "source = { url = \"https://x\", digest = \"d\" }",
            "27: component.subjects.source: this host loads components from files only",
        ),
        (
            "source = \"subjects.wasm\"\n",
            "",
            "26: component.subjects.source: missing",
        ),
        (
            "sqlite_databases =",
            "sqlite_database =",
            "29: component.subjects.sqlite_database: unknown key; did you mean sqlite_databases?",
        ),
        (
            "[\"default\"]",
            "[\"other\"]",
            "29: component.subjects.sqlite_databases: no database other; this host has: default",
        ),
        (
            "key_value_stores = []",
            "key_value_stores = [\"default\"]",
            "30: component.subjects.key_value_stores: this host has no key-value stores",
        ),
        (
            "key_value_stores = []",
            "ai_models = [\"m\"]",
            "30: component.subjects.ai_models: this host runs no models",
        ),
        (
            "key_value_stores = []",
            "files = [\"*\"]",
            "30: component.subjects.files: this host mounts no files",
        ),
        (
            "key_value_stores = []",
            "allowed_outbound_hosts = [\"https://x\"]",
            "30: component.subjects.allowed_outbound_hosts: this host connects to PostgreSQL only: write postgres://HOST:PORT",
        ),
        (
            "key_value_stores = []",
            "allowed_outbound_hosts = [\"postgres://{{ nobody }}\"]",
            "30: component.subjects.allowed_outbound_hosts: no variable nobody in [variables]",
        ),
        (
            "= \"1\" }",
            "= 1 }",
            "31: component.subjects.environment.RUST_BACKTRACE: expected a string, found integer",
        ),
        (
            "{{token}}",
            "{{tokn}}",
            "34: component.subjects.variables.url: no variable tokn in [variables]",
        ),
        (
            "{{token}}",
            "{{token",
            "34: component.subjects.variables.url: unmatched {{",
        ),
        (
            "lethe:vault/",
            "acme:vault/",
            "38: component.subjects.dependencies.acme:vault/vault@0.1.0: this host composes only lethe:compiler, lethe:engine, lethe:vault",
        ),
        (
            "inherit_configuration",
            "inherit_config",
            "38: component.subjects.dependencies.lethe:vault/vault@0.1.0.inherit_config: unknown key; did you mean inherit_configuration?",
        ),
        (
            "\nname = \"lethe\"",
            "\nname = \"lethe\"\nname = \"again\"",
            "5: duplicate key",
        ),
        ("[application]", "[application", "3: "),
    ] {
        assert_eq!(
            GOOD.matches(good).count(),
            1,
            "{good:?} must stand there once"
        );
        let problems = match parse(&GOOD.replace(good, bad)) {
            Ok(_) => panic!("accepted: {bad:?}"),
            Err(problems) => problems.to_string(),
        };
        let wanted = format!("spin.toml:{wanted}");
        assert!(
            problems.lines().any(|line| line.starts_with(&wanted)),
            "{wanted}\n{problems}"
        );
    }
}

#[test]
fn a_server_that_variables_name_is_granted() {
    let granted = "allowed_outbound_hosts = [\"postgres://{{ level }}:5432\"]";
    let manifest = parse(&GOOD.replace("key_value_stores = []", granted)).unwrap();
    let [host] = &manifest.components["subjects"].allowed_outbound_hosts[..] else {
        panic!("one host is granted");
    };
    let entry = host.expand(|_| Some("db"));
    assert_eq!(entry.as_deref(), Some("postgres://db:5432"));
}

#[test]
fn all_problems_are_told_at_once_in_the_order_of_the_file() {
    let bad = GOOD
        .replace("source =", "sorce =")
        .replace("authors", "autors");
    let problems = parse(&bad).unwrap_err();
    let lines: Vec<_> = problems.0.iter().map(|problem| problem.line).collect();
    assert!(lines.len() >= 3 && lines.is_sorted(), "{problems}");
}

#[test]
fn templates_are_filled_from_variables() {
    let value = |name: &str| Some(if name == "a" { "1" } else { "" }).filter(|v| !v.is_empty());
    let expand = |text| Template::parse(text).unwrap().expand(value);
    assert_eq!(expand("x{{ a }}y{{a}}").as_deref(), Some("x1y1"));
    assert_eq!(expand("plain }}").as_deref(), Some("plain }}"));
    assert_eq!(expand("").as_deref(), Some(""));
    assert_eq!(expand("{{ b }}"), None);
    assert!(Template::parse("{{ a").is_err());
}

#[test]
fn a_manifest_that_is_not_there_is_named() {
    let error = Manifest::load(Path::new("/nowhere/spin.toml")).unwrap_err();
    assert!(error.to_string().contains("/nowhere/spin.toml"));
}

//! A developer who writes JavaScript: the template, built by its own tools, is a plugin like every other.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::json;
use tests::{Folder, Host, Tenant, artefacts, data};

/// What npm says when a registry gives no answer, or not the packages: that tells nothing about the template.
const UNREACHABLE: [&str; 12] = [
    "ENOTFOUND",
    "EAI_AGAIN",
    "ETIMEDOUT",
    "ECONNREFUSED",
    "ECONNRESET",
    "ERR_SOCKET_TIMEOUT",
    "EPROTO",
    "E401",
    "E403",
    "E404",
    "E502",
    "E503",
];

/// Runs npm in a folder.
fn npm(within: &Path, arguments: &[&str]) -> std::io::Result<Output> {
    let mut npm = Command::new("npm");
    npm.args(arguments).current_dir(within);
    npm.env("WIT", artefacts::root().join("wit/plugin"))
        .output()
}

fn did(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{complained}");
    said.into_owned()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from)
        .expect("the template can be listed")
        .flatten()
    {
        let (path, name) = (entry.path(), entry.file_name());
        if name == "node_modules" {
            continue;
        }
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("a file can be copied");
        }
    }
}

/// Builds the template in a folder, or says why that cannot be tried.
fn build(folder: &Path) -> Result<Vec<u8>, String> {
    copy(&artefacts::root().join("plugins/template-js"), folder);
    let installed = npm(folder, &["ci", "--no-audit", "--no-fund"])
        .map_err(|error| format!("npm is missing ({error}): apt-get install npm"))?;
    let complained = String::from_utf8_lossy(&installed.stderr);
    if !installed.status.success() && UNREACHABLE.iter().any(|it| complained.contains(it)) {
        return Err(format!("npm reaches no registry: {complained}"));
    }
    did(&installed);
    did(&npm(folder, &["test"]).expect("npm can be run"));
    did(&npm(folder, &["run", "build"]).expect("npm can be run"));
    Ok(fs::read(folder.join("plugin.wasm")).expect("the plugin was built"))
}

fn lethe(within: &Path, arguments: &[&str]) -> String {
    let mut lethe = Command::new(artefacts::program());
    lethe.arg("plugin").args(arguments).current_dir(within);
    did(&lethe.output().expect("the program under test can be run"))
}

#[test]
fn a_rule_in_javascript_passes_its_examples_and_makes_records_anonymous() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let plugin = match build(folder.path()) {
        Ok(plugin) => plugin,
        Err(why) => return eprintln!("NOT TRIED: a plugin in JavaScript, because {why}"),
    };
    let label = lethe(folder.path(), &["check", "plugin.wasm"]);
    assert!(label.contains("It can be uploaded."), "{label}");
    assert!(!label.contains("wasi:"), "{label}");
    let tested = ["test", "plugin.wasm", "--examples", "examples.json"];
    let tested = lethe(folder.path(), &[&tested[..], &["--size", "large"]].concat());
    let measured = lethe(folder.path(), &["bench", "plugin.wasm", "--size", "large"]);
    assert!(
        measured.contains("fuel_of_limit"),
        "a full table fits: {measured}"
    );
    assert!(
        tested.contains("each run twice"),
        "the same answer for the same fuel: {tested}"
    );

    let people = data::some_people(52, 2);
    let data = Folder::with_file();
    let host = Host::start(&data);
    let tenant = Tenant::create(&data, host.url());
    // What QuickJS is made of is compiled and interpreted as well, which the vendor must allow.
    data.lethe_says(&["tenant", "quota", &tenant.name, "--size", "large"]);
    let tenant = tenant
        .with_plugin(&plugin)
        .with_people(&people)
        .with_collection(&visits());
    let visits: Vec<_> = people
        .iter()
        .map(|person| json!({"employee_no": person.number, "host": "Zoë Ångström", "minutes": 5}))
        .collect();
    let tenant = tenant.with_rows("visits", &visits);
    let request = tenant.request("erasure", &tenant.subject(&people[0]));
    let _ = tenant.execute(&request).expect(200);
    let mut hosts = hosts(&tenant);
    hosts.sort_unstable();
    assert_eq!(hosts, ["Zoë Ångström", "ZÅ"]);
}

/// Who was visited is an identifier that the plugin shortens.
fn visits() -> serde_json::Value {
    let rule = json!({"anonymize": {"plugin": "initials-js", "parameters": {}}});
    data::owned_by_employee(
        "visits",
        &json!([
            {"name": "host", "type": "text", "class": "identifier", "on_export": "include", "on_erase": rule},
            {"name": "minutes", "type": "integer", "class": "none"},
        ]),
    )
}

fn hosts(tenant: &Tenant) -> Vec<String> {
    let records = tenant.records("visits").into_iter();
    let host = |record: serde_json::Value| record["fields"]["host"].as_str().map(str::to_owned);
    records.filter_map(host).collect()
}

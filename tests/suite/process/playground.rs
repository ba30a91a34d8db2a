//! The playground runs a plugin as production would, for whoever writes one.

use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tests::{Answer, Client, Folder, Host, artefacts, hostile};

/// A host that serves the playground by its manifest, but for the file that only Spin mounts.
pub(super) fn playground() -> (Folder, Host, Client) {
    let manifest = manifest();
    let folder = Folder::warm_for(&manifest);
    let manifest = manifest.to_str().expect("the path of a manifest is text");
    let host = Host::start_with(&folder, &["--manifest", manifest]);
    let client = Client::new(host.url());
    (folder, host, client)
}

/// The manifest, beside what other tests share: made whole before it is put in its place.
fn manifest() -> PathBuf {
    let root = artefacts::root();
    let text = fs::read_to_string(root.join("plugins/playground/spin.toml"));
    let text = text.expect("the playground has a manifest");
    let text = text.replace("../../", &format!("{}/", root.display()));
    let lines = text.lines().filter(|line| !line.starts_with("files"));
    let text = lines.collect::<Vec<_>>().join("\n");
    let shelf = artefacts::target().join("tests");
    fs::create_dir_all(&shelf).expect("the shelf can be made");
    let (draft, place) = (
        shelf.join(format!("playground-{}.draft", std::process::id())),
        shelf.join("playground.toml"),
    );
    if fs::read_to_string(&place).ok().as_ref() != Some(&text) {
        fs::write(&draft, text).expect("it can be written");
        fs::rename(&draft, &place).expect("it can be put in its place");
    }
    place
}

fn run(client: &Client, component: &[u8], rows: &Value, fields: &Value) -> Answer {
    let component = BASE64_STANDARD.encode(component);
    let parameters = json!({ "operator": "mask" });
    let wanted =
        json!({ "component": component, "rows": rows, "fields": fields, "parameters": parameters });
    client.post("/run", &wanted)
}

#[test]
fn rows_come_back_with_what_changed_the_fuel_and_the_label() {
    let (_folder, _host, client) = playground();
    let rows = json!([{ "name": "Ada Lovelace", "hours": 7 }, { "name": null, "hours": 8 }]);
    let fields = json!({ "name": { "class": "identifier" }, "hours": { "class": "none" } });
    let redact = artefacts::plugin("redact");
    let outcome = run(&client, &redact, &rows, &fields).expect(200).json();
    assert_eq!(outcome["plugin"]["name"], "redact");
    assert_eq!(outcome["plugin"]["bytes"], redact.len());
    let changes = outcome["changes"].as_array().expect("a list of changes");
    assert_eq!(changes.len(), 1, "{outcome}");
    assert_eq!(changes[0]["row"], 0);
    assert_eq!(changes[0]["before"], "Ada Lovelace");
    assert_eq!(changes[0]["after"], outcome["rows"][0]["name"]);
    assert_eq!(outcome["rows"][1], json!({ "name": null, "hours": 8 }));
    let (fuel, limit) = (outcome["fuel"].as_u64(), outcome["fuel_limit"].as_u64());
    assert!(fuel > Some(0) && fuel < limit, "{outcome}");
    let again = run(&client, &redact, &rows, &fields).expect(200).json();
    assert_eq!(again["fuel"], outcome["fuel"]);
    assert_eq!(again["output_hash"], outcome["output_hash"]);
}

#[test]
fn a_plugin_that_loops_is_stopped_at_the_limit_of_production() {
    let (_folder, _host, client) = playground();
    let loops = hostile::build("loops").component;
    let rows = json!([{ "name": "Ada Lovelace" }]);
    let problem = run(&client, &loops, &rows, &json!({})).problem(422);
    assert_eq!(problem["code"], "plugin-failed", "{problem}");
    assert!(problem.to_string().contains("fuel"), "{problem}");
}

#[test]
fn what_cannot_be_tried_is_refused_and_says_where() {
    let (_folder, _host, client) = playground();
    let redact = artefacts::plugin("redact");
    let rows = json!([{ "born": "yesterday" }]);
    let born = json!({ "born": { "type": "date" } });
    let problem = run(&client, &redact, &rows, &born).problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/rows/0/born", "{problem}");
    assert!(!problem.to_string().contains("yesterday"), "{problem}");
    let problem = run(&client, b"no plugin", &rows, &json!({})).problem(422);
    assert_eq!(problem["code"], "not-a-plugin", "{problem}");
    let wanted = json!({ "component": "no base64!", "rows": rows });
    let problem = client.post("/run", &wanted).problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/component", "{problem}");
    let problem = client.post("/run", &json!({ "rows": rows })).problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/component", "{problem}");
}

#[test]
fn the_page_loads_nothing_from_elsewhere() {
    let (_folder, _host, client) = playground();
    let page = client.get("/").expect(200);
    let policy = page.header("content-security-policy").unwrap_or_default();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(page.text().contains("<title>Lethe: playground</title>"));
}

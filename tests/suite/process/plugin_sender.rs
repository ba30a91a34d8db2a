//! From a key on a developer's machine to a signed plugin in a tenant, with `lethe plugin` alone; and the same
//! run again on another day.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tests::{Lethe, Tenant, artefacts, plugins};

struct Developer {
    folder: tempfile::TempDir,
    url: String,
    token: String,
}

impl Developer {
    fn of(tenant: &Tenant) -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder can be made"),
            url: tenant.nobody().url().to_owned(),
            token: tenant.developer_token().to_owned(),
        }
    }

    fn has(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path().join(name), bytes).expect("a file can be written");
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn plugin(&self, arguments: &[&str]) -> Output {
        let mut lethe = Command::new(artefacts::program());
        lethe.arg("plugin").args(arguments).current_dir(self.path());
        lethe
            .env("LETHE_URL", &self.url)
            .env("LETHE_TOKEN", &self.token);
        lethe.output().expect("the program under test can be run")
    }

    fn says(&self, arguments: &[&str]) -> String {
        let output = self.plugin(arguments);
        let complained = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {complained}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn refuses(&self, arguments: &[&str]) -> String {
        let output = self.plugin(arguments);
        assert!(!output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

fn examples() -> Vec<u8> {
    let example = json!([{"name": "a name", "columns": [{"name": "name", "class": "identifier",
        "type": "text", "input": ["Ada Lovelace"], "output": ["AL"]}]}]);
    example.to_string().into_bytes()
}

#[test]
fn a_developer_signs_and_pushes_a_plugin() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let developer = Developer::of(&tenant);
    developer.has("initials.wasm", &artefacts::plugin("template"));
    developer.has("examples.json", &examples());

    let key = developer.says(&["keygen", "mine.key"]);
    assert!(
        developer
            .refuses(&["keygen", "mine.key"])
            .contains("cannot make mine.key")
    );
    let unsigned = developer.refuses(&["push", "initials.wasm"]);
    assert!(
        unsigned.contains("422") && unsigned.contains("nobody signed"),
        "{unsigned}"
    );
    let push = [
        "push",
        "initials.wasm",
        "--key",
        "mine.key",
        "--examples",
        "examples.json",
    ];
    assert!(
        developer
            .refuses(&push)
            .contains("no such key is registered")
    );

    let wanted = json!({"public_key": key, "label": "laptop"});
    let _ = tenant
        .privacy_officer()
        .post("/v1/plugin-keys", &wanted)
        .expect(201);
    let digest = developer.says(&push);
    let kept = tenant
        .auditor()
        .get(&format!("/v1/plugins/{digest}"))
        .expect(200)
        .json();
    assert_eq!(kept["signed_by"]["label"], "laptop", "{kept}");
    assert_eq!(kept["examples"], 1, "{kept}");

    developer.has("csv.wasm", &artefacts::plugin("export-csv"));
    developer.has(
        "csv.sig",
        developer
            .says(&["sign", "csv.wasm", "--key", "mine.key"])
            .as_bytes(),
    );
    let other = ["push", "initials.wasm", "--signature", "csv.sig"];
    assert!(
        developer
            .refuses(&other)
            .contains("is not a signature of this file")
    );
    let _ = developer.says(&["push", "csv.wasm", "--signature", "csv.sig"]);
    let away = ["push", "csv.wasm", "--url", "http://lethe.example"];
    assert!(developer.refuses(&away).contains("--allow-plain-http"));
}

#[test]
fn a_developer_reads_what_a_plugin_logged() {
    let lethe = Lethe::running();
    let tenant = lethe
        .a_tenant()
        .with_collection(&tests::data::people())
        .with_plugin(&plugins::talkative("talkative"));
    let developer = Developer::of(&tenant);
    let plugins = tenant.administrator().all("/v1/plugins");
    let digest = plugins[0]["digest"].as_str().expect("a digest");
    assert_eq!(developer.says(&["logs", digest]), "");
    let _ = tenant.run_plugin("talkative", "a note", 1);
    let lines = developer.says(&["logs", digest]);
    assert!(
        lines.contains("failure") && lines.contains("its output"),
        "{lines}"
    );
    assert!(
        developer
            .refuses(&["logs", &"0".repeat(64)])
            .contains("404")
    );
}

#[test]
fn a_run_is_replayed_from_its_receipt_and_another_input_is_told() {
    let lethe = Lethe::running();
    let developer = Developer::of(&lethe.a_tenant());
    developer.has("csv.wasm", &artefacts::plugin("export-csv"));
    let input = |name: &str| {
        let columns = json!([{"name": "name", "class": "identifier", "type": "text",
                              "input": [name]}]);
        json!({"name": "x", "columns": columns})
            .to_string()
            .into_bytes()
    };
    developer.has("input.json", &input("Ada"));
    developer.has("other.json", &input("Bo"));
    // A receipt of nothing: replaying it tells what the run's own receipt is.
    let nothing = json!({"plugin_digest": "", "contract": "", "parameters_hash": "",
                         "input_hash": "", "output_hash": "", "fuel": 0, "engine": ""});
    developer.has("receipt.json", nothing.to_string().as_bytes());
    let replay = |input: &str| {
        developer.plugin(&[
            "replay",
            "receipt.json",
            "--component",
            "csv.wasm",
            "--input",
            input,
        ])
    };
    let told = String::from_utf8_lossy(&replay("input.json").stdout).into_owned();
    let mut receipt = nothing;
    for line in told.lines() {
        let (name, values) = line
            .strip_prefix("DIFFERS  ")
            .and_then(|it| it.split_once(": "))
            .unwrap_or_else(|| panic!("{line}"));
        let value = values
            .split(" then, ")
            .nth(1)
            .and_then(|it| it.strip_suffix(" now"));
        let value = value.unwrap_or_else(|| panic!("{line}"));
        receipt[name] = match value.parse::<u64>() {
            Ok(number) if name == "fuel" => json!(number),
            _ => Value::from(value),
        };
    }
    developer.has("receipt.json", receipt.to_string().as_bytes());
    let same = replay("input.json");
    let said = String::from_utf8_lossy(&same.stdout).into_owned();
    assert!(same.status.success(), "{said}");
    assert_eq!(said.matches("same     ").count(), 7, "{said}");

    let other = replay("other.json");
    assert!(!other.status.success());
    let said = String::from_utf8_lossy(&other.stdout).into_owned();
    assert!(said.contains("DIFFERS  input_hash"), "{said}");
    assert!(said.contains("DIFFERS  output_hash"), "{said}");
    assert!(said.contains("same     plugin_digest"), "{said}");
}

#[test]
fn an_exporter_is_tested_and_measured_like_an_anonymizer() {
    let lethe = Lethe::running();
    let developer = Developer::of(&lethe.a_tenant());
    developer.has("csv.wasm", &artefacts::plugin("export-csv"));
    let example = json!([{"name": "one", "collection": "people", "text": "collection,name\r\npeople,Ada\r\n",
        "columns": [{"name": "name", "class": "identifier", "type": "text", "input": ["Ada"]}]}]);
    developer.has("examples.json", example.to_string().as_bytes());
    let tested = developer.says(&[
        "test",
        "csv.wasm",
        "--examples",
        "examples.json",
        "--tables",
        "3",
    ]);
    assert!(tested.contains("ok      one"), "{tested}");
    assert!(
        tested.contains("generated tables, each run twice"),
        "{tested}"
    );
    let measured = developer.says(&["bench", "csv.wasm"]);
    assert!(measured.contains("full_table\t"), "{measured}");
}

//! An upload may bring examples of what the plugin does: one that fails is told, and nothing is kept.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tests::{Answer, Lethe, Tenant, artefacts, hostile};

fn upload(tenant: &Tenant, component: &[u8], examples: &Value) -> Answer {
    tenant.allow_unsigned_plugins();
    let document = json!({"component": STANDARD.encode(component), "examples": examples});
    tenant.developer().post("/v1/plugins", &document)
}

fn initials(input: &str, output: &str) -> Value {
    json!({"name": "a name", "columns": [{"name": "name", "class": "identifier", "type": "text",
           "input": [null, input], "output": [null, output]}]})
}

#[test]
fn a_plugin_that_passes_its_examples_is_kept_and_its_label_counts_them() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let refusal = json!({"name": "a date", "refusal": "only names", "columns": [
        {"name": "born", "class": "identifier", "type": "date", "input": ["1815-12-10"]}]});
    let examples = json!([initials("Ada Lovelace", "AL"), refusal]);
    let kept = upload(&tenant, &artefacts::plugin("template"), &examples);
    let kept = kept.expect(201).json();
    assert_eq!(kept["examples"], 2, "{kept}");
    assert_eq!(kept["state"], "pending");
}

#[test]
fn a_failing_example_refuses_the_upload_and_names_the_field_that_differs() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let examples = json!([
        initials("Ada Lovelace", "AL"),
        initials("Ada Lovelace", "A.L.")
    ]);
    let refused = upload(&tenant, &artefacts::plugin("template"), &examples).problem(422);
    assert_eq!(refused["code"], "example-failed", "{refused}");
    let errors = refused["errors"].as_array().expect("a list");
    assert_eq!(errors.len(), 1, "{refused}");
    assert_eq!(errors[0]["pointer"], "/examples/1");
    let message = errors[0]["message"].as_str().expect("a message");
    assert!(
        message.contains(r#"column `name`, row 1: expected "A.L.", found "AL""#),
        "{message}"
    );
    assert_eq!(
        tenant.administrator().all("/v1/plugins"),
        Vec::<Value>::new()
    );
    let _ = upload(&tenant, &artefacts::plugin("template"), &json!([])).expect(201);
}

#[test]
fn an_exporter_is_held_to_the_file_that_it_must_write() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let example = |text: &str| {
        json!([{"name": "two people", "collection": "people", "text": text, "columns": [
            {"name": "name", "class": "identifier", "type": "text", "input": ["Ada", "Bo, Jr."]}]}])
    };
    let component = artefacts::plugin("export-csv");
    let refused = upload(&tenant, &component, &example("wrong\n")).problem(422);
    let message = refused["errors"][0]["message"].as_str().expect("a message");
    assert!(message.contains("line 1: expected `wrong`"), "{message}");
    let right = "collection,name\r\npeople,Ada\r\npeople,\"Bo, Jr.\"\r\n";
    let _ = upload(&tenant, &component, &example(right)).expect(201);
}

#[test]
fn an_example_on_which_a_plugin_misbehaves_refuses_the_upload() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let examples = json!([initials("Ada", "A")]);
    for name in ["loops", "adds-a-row", "traps"] {
        let component = hostile::build(name).component;
        let refused = upload(&tenant, &component, &examples).problem(422);
        assert_eq!(refused["code"], "plugin-failed", "{refused}");
    }
    assert_eq!(
        tenant.administrator().all("/v1/plugins"),
        Vec::<Value>::new()
    );
}

#[test]
fn what_is_no_example_is_named_by_its_place() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let component = artefacts::plugin("template");
    let many: Vec<Value> = (0..51).map(|_| initials("Ada", "A")).collect();
    let typo = json!([{"name": "x", "columns": [], "outputs": []}]);
    for (examples, pointer) in [(json!(many), "/examples"), (typo, "/examples/0/outputs")] {
        let refused = upload(&tenant, &component, &examples).problem(422);
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
    }
}

//! Parameters are held to the schema that a plugin gives for them, before it runs.

use serde_json::{Value, json};
use tests::{Lethe, artefacts, data, dump};

/// A rule of a note whose operator has no such member.
fn unfit() -> Value {
    json!({"plugin": "redact", "parameters": {"operator": "mask", "with": 7}})
}

#[test]
fn a_rule_with_parameters_that_its_plugin_does_not_take_cannot_be_declared() {
    let lethe = Lethe::running();
    let tenant = lethe
        .a_tenant()
        .with_plugin(&artefacts::plugin("redact"))
        .with_collection(&data::people());
    let administrator = tenant.administrator();
    let before = dump::dump(&tenant);
    let declaration = data::timesheets(&unfit());
    let problem = administrator
        .post("/v1/collections", &declaration)
        .problem(422);
    let place = &problem["errors"][0];
    let pointer = place["pointer"].as_str().expect("a place");
    let fields = declaration["fields"].as_array().expect("fields");
    let note = fields
        .iter()
        .position(|field| field["name"] == "note")
        .expect("a note");
    let parameters = format!("/fields/{note}/on_erase/anonymize/parameters");
    assert!(pointer.starts_with(&parameters), "{problem}");
    dump::same(&before, &dump::dump(&tenant));

    let rule = json!({"plugin": "redact", "parameters": {"operator": "redact"}});
    let tenant = tenant.with_collection(&data::timesheets(&rule));
    let replaced = tenant
        .administrator()
        .put("/v1/collections/timesheets", &declaration);
    let problem = replaced.problem(422);
    assert_eq!(problem["errors"][0]["pointer"], *pointer, "{problem}");
}

#[test]
fn an_erasure_under_parameters_that_do_not_fit_runs_nothing() {
    let lethe = Lethe::running();
    let people = data::some_people(44, 2);
    let work = data::some_work(45, &people, 4);
    // Declared while nobody knows what the plugin takes.
    let tenant = lethe
        .a_tenant()
        .with_people(&people)
        .with_collection(&data::timesheets(&unfit()))
        .with_rows("timesheets", &work.timesheets)
        .with_plugin(&artefacts::plugin("redact"));
    let request = tenant.request("erasure", &tenant.subject(&people[0]));
    let before = dump::dump(&tenant);
    let problem = tenant.execute(&request).problem(409);
    assert_eq!(problem["code"], "parameters-unfit", "{problem}");
    assert_eq!(problem["errors"][0]["field"], "note", "{problem}");
    dump::same(&before, &dump::dump(&tenant));
    let auditor = tenant.auditor();
    let plugins = auditor.all("/v1/plugins");
    let digest = plugins[0]["digest"].as_str().expect("a digest");
    let runs = auditor.all(&format!("/v1/plugins/{digest}/runs"));
    assert!(runs.is_empty(), "{runs:?}");
}

#[test]
fn an_exporter_is_not_begun_with_parameters_that_do_not_fit() {
    let lethe = Lethe::running();
    let people = data::some_people(46, 1);
    let tenant = lethe
        .a_tenant()
        .with_plugin(&artefacts::plugin("export-parquet"))
        .with_people(&people);
    let request = tenant.request("access", &tenant.subject(&people[0]));
    let officer = tenant.privacy_officer();
    let _ = tenant.execute(&request).expect(200);
    let path = format!("/v1/requests/{request}/answer?format=parquet&parameters=");
    for (parameters, says) in [
        (
            "%7B%22collection%22%3A7%7D",
            "its parameter /collection must be of type",
        ),
        (
            "%7B%22more%22%3A7%7D",
            "its parameter /more is no member that is known",
        ),
        ("%5B%5D", "must be a JSON object"),
        ("nonsense", "must be a JSON object"),
    ] {
        let problem = officer.get(&format!("{path}{parameters}")).problem(422);
        assert_eq!(problem["errors"][0]["parameter"], "parameters", "{problem}");
        assert!(problem.to_string().contains(says), "{problem}");
    }
}

//! A plugin that misbehaves is named, with the limit it met; nothing changes and the host serves on.

use serde_json::{Value, json};
use tests::hostile::{self, Hostile};
use tests::{Lethe, Tenant, artefacts, data, dump};

/// One test a folder of `hostile/`; a folder without one fails `every_misbehaving_plugin_is_tried`.
macro_rules! misbehaving {
    ($($test:ident: $folder:literal,)*) => {
        const TRIED: &[&str] = &[$($folder),*];
        $(#[test]
        fn $test() {
            try_out($folder);
        })*
    };
}

misbehaving! {
    a_plugin_that_adds_a_row_is_stopped: "adds-a-row",
    a_plugin_that_answers_from_outside_its_memory_is_stopped: "answers-outside",
    a_core_module_is_refused_at_upload: "core-module",
    a_plugin_that_divides_by_zero_is_stopped: "divides-by-zero",
    a_plugin_that_drops_a_row_is_stopped: "drops-a-row",
    a_plugin_that_drops_the_columns_is_stopped: "drops-the-columns",
    a_plugin_that_eats_memory_is_stopped: "eats-memory",
    a_plugin_whose_last_row_ends_outside_is_stopped: "ends-outside",
    a_component_that_exports_nothing_is_refused_at_upload: "exports-nothing",
    a_plugin_that_fills_memory_again_and_again_is_stopped: "fills-memory",
    a_plugin_that_returns_a_field_it_was_not_given_is_stopped: "foreign-field",
    a_plugin_with_a_giant_answer_is_stopped: "giant-output",
    a_plugin_that_grows_a_table_is_stopped: "grows-table",
    a_plugin_that_hides_a_row_is_stopped: "hides-a-row",
    a_plugin_that_loops_is_stopped: "loops",
    a_plugin_that_loops_after_its_answer_is_stopped: "loops-after-return",
    a_plugin_that_loops_at_start_is_refused_at_upload: "loops-at-start",
    a_plugin_that_loops_in_realloc_is_stopped: "loops-in-realloc",
    a_plugin_that_reads_outside_its_memory_is_stopped: "reads-outside",
    a_plugin_that_calls_itself_for_ever_is_stopped: "recurses",
    a_plugin_whose_schema_is_elsewhere_is_refused_at_upload: "refers-elsewhere",
    a_plugin_that_refuses_is_quoted: "refuses",
    a_plugin_that_repeats_a_column_is_stopped: "repeats-a-column",
    a_plugin_whose_row_ends_within_a_letter_is_stopped: "splits-a-letter",
    a_plugin_that_traps_is_stopped: "traps",
    a_plugin_whose_ends_do_not_ascend_is_stopped: "turns-the-ends",
    a_plugin_that_wants_the_clock_is_refused_at_upload: "wants-the-clock",
    a_plugin_that_wants_the_vault_is_refused_at_upload: "wants-the-vault",
    a_plugin_whose_text_is_not_utf_8_is_stopped: "wrong-encoding",
    a_plugin_with_an_answer_of_another_shape_is_stopped: "wrong-shape",
    a_plugin_with_values_of_another_type_is_stopped: "wrong-type",
}

#[test]
fn every_misbehaving_plugin_is_tried() {
    assert_eq!(hostile::names(), TRIED);
    for name in TRIED {
        let Hostile {
            component,
            expected,
        } = hostile::build(name);
        assert!(component.starts_with(b"\0asm"), "{name}");
        assert!(
            ["upload", "execution"].contains(&expected.at.as_str()),
            "{name}: {}",
            expected.at
        );
    }
}

fn try_out(name: &str) {
    let Hostile {
        component,
        expected,
    } = hostile::build(name);
    let lethe = Lethe::running();
    let people = data::some_people(3, 3);
    let tenant = lethe
        .a_tenant()
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(&people);
    match expected.at.as_str() {
        "upload" => refused_at_upload(&tenant, &component, &expected.says),
        "execution" => stopped_at_execution(name, tenant, &component, &expected.says),
        other => panic!("{name}/problem.txt: {other}"),
    }
}

fn refused_at_upload(tenant: &Tenant, component: &[u8], says: &str) {
    tenant.allow_unsigned_plugins();
    let before = dump::dump(tenant);
    let plugins = tenant.administrator();
    let problem = plugins
        .post_as("/v1/plugins", "application/wasm", component)
        .problem(422);
    let text = problem.to_string().to_lowercase();
    assert!(text.contains(says), "no {says:?} in {problem}");
    dump::same(&before, &dump::dump(tenant));
}

fn stopped_at_execution(name: &str, tenant: Tenant, component: &[u8], says: &str) {
    let tenant = tenant
        .with_plugin(component)
        .with_collection(&reviews(name))
        .with_collection(&data::tasks());
    let people = data::some_people(3, 3);
    let rows: Vec<Value> = people
        .iter()
        .flat_map(|person| (0..3).map(move |nth| review(&person.number, nth)))
        .collect();
    let tenant = tenant.with_rows("reviews", &rows);
    let before = dump::dump(&tenant);
    let request = tenant.request("erasure", &tenant.subject(&people[1]));
    let waiting = dump::dump(&tenant);

    let problem = tenant.execute(&request).problem(422);
    assert_eq!(problem["code"], "plugin-failed", "{problem}");
    let text = problem.to_string().to_lowercase();
    assert!(text.contains(name), "no {name:?} in {problem}");
    assert!(text.contains(says), "no {says:?} in {problem}");
    for mark in people.iter().flat_map(|person| &person.marks) {
        assert!(
            !text.contains(&mark.to_lowercase()),
            "the problem quotes personal data: {problem}"
        );
    }
    let after = dump::dump(&tenant);
    dump::same(&waiting, &after);
    assert_eq!(before["records"], after["records"]);

    // The same tenant's good rules still work: without records of the bad one, erasure goes through.
    let good = json!({
        "employee_no": "E-good", "name": "Good Person", "email": "good@person.example",
    });
    let tenant = tenant.with_rows("people", &[good]);
    let task = json!({"employee_no": "E-good", "project": "P1", "title": "Call", "estimate": 1.5});
    let tenant = tenant.with_rows("tasks", &[task]);
    let subject = tenant
        .look_up("people", "employee_no", "E-good")
        .expect("the person is there");
    let request = tenant.request("erasure", &subject);
    let _ = tenant.execute(&request).expect(200);
}

/// Two text fields under the rule of this plugin, and a sensitive one that it is not given.
fn reviews(plugin: &str) -> Value {
    let rule = json!({"anonymize": {"plugin": plugin, "parameters": {}}});
    data::owned_by_employee(
        "reviews",
        &json!([
            {"name": "praise", "type": "text", "class": "free-text", "on_export": "include",
             "on_erase": rule},
            {"name": "blame", "type": "text", "class": "free-text", "on_export": "include",
             "on_erase": rule},
            {"name": "salary", "type": "text", "class": "sensitive", "on_export": "include",
             "on_erase": "delete"},
            {"name": "score", "type": "integer", "class": "none"},
        ]),
    )
}

fn review(number: &str, nth: usize) -> Value {
    json!({
        "employee_no": number, "praise": format!("praise {nth}"), "blame": format!("blame {nth}"),
        "salary": format!("{nth}000"), "score": nth,
    })
}

//! What a tenant's plugins may use on a day and altogether: the vendor sets it, and what is used is counted.

use serde_json::{Value, json};
use tests::{Folder, Lethe, Tenant, artefacts, data, dump, hostile};

/// A tenant with people and their timesheets, whose notes a plugin makes anonymous.
fn working(lethe: &Lethe, people: &[data::Person]) -> Tenant {
    let work = data::some_work(47, people, 4);
    let rule = json!({"plugin": "redact", "parameters": {"operator": "redact"}});
    lethe
        .a_tenant()
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(people)
        .with_collection(&data::timesheets(&rule))
        .with_rows("timesheets", &work.timesheets)
}

fn quota(tenant: &Tenant) -> Value {
    tenant.auditor().get("/v1/plugin-quota").expect(200).json()
}

fn erase(tenant: &Tenant, person: &data::Person) -> tests::Answer {
    let request = tenant.request("erasure", &tenant.subject(person));
    tenant.execute(&request)
}

#[test]
fn what_plugins_use_is_counted_and_stops_them_when_it_is_used_up() {
    let lethe = Lethe::running();
    let people = data::some_people(48, 3);
    let tenant = working(&lethe, &people);
    let before = quota(&tenant);
    assert_eq!(before["used"]["runs_per_day"], 0, "{before}");
    assert_eq!(before["used"]["stored_plugins"], 1, "{before}");
    assert!(
        before["quota"]["runs_per_day"].as_u64() > Some(1_000),
        "{before}"
    );

    let _ = erase(&tenant, &people[0]).expect(200);
    let used = quota(&tenant)["used"].clone();
    let runs = used["runs_per_day"].as_u64().expect("a number");
    assert!(runs > 0, "{used}");
    assert!(used["fuel_per_day"].as_u64() > Some(0), "{used}");
    assert!(used["bytes_per_day"].as_u64() > Some(0), "{used}");

    let folder = lethe.folder();
    tenant.set_plugin_quota(folder, "runs_per_day", runs);
    let request = tenant.request("erasure", &tenant.subject(&people[1]));
    let waiting = dump::dump(&tenant);
    let refused = tenant.execute(&request);
    let after = refused.header("retry-after").map(str::to_owned);
    let problem = refused.problem(429);
    assert_eq!(problem["code"], "plugin-quota-exceeded", "{problem}");
    assert!(problem.to_string().contains("runs_per_day"), "{problem}");
    let seconds: u64 = after.expect("a header").parse().expect("seconds");
    assert!((1..=86_400).contains(&seconds), "{seconds}");
    dump::same(&waiting, &dump::dump(&tenant));
    assert_eq!(quota(&tenant)["used"]["runs_per_day"], runs);

    tenant.set_plugin_quota(folder, "runs_per_day", runs + 100);
    let _ = tenant.execute(&request).expect(200);
    assert!(quota(&tenant)["used"]["runs_per_day"].as_u64() > Some(runs));
    let log = tenant.audit();
    assert!(
        log.iter()
            .any(|event| event["action"] == "plugin-quota.set")
    );
}

#[test]
fn one_tenant_s_quota_is_not_anothers() {
    let lethe = Lethe::running();
    let people = data::some_people(49, 1);
    let (one, other) = (working(&lethe, &people), working(&lethe, &people));
    one.set_plugin_quota(lethe.folder(), "fuel_per_day", 0);
    let _ = erase(&one, &people[0]).problem(429);
    let _ = erase(&other, &people[0]).expect(200);
}

#[test]
fn a_plugin_that_fails_uses_what_it_could_have_used() {
    let lethe = Lethe::running();
    let people = data::some_people(50, 1);
    let loops = hostile::build("loops").component;
    let rule = json!({"plugin": "loops", "parameters": {}});
    let work = data::some_work(51, &people, 2);
    let tenant = lethe
        .a_tenant()
        .with_plugin(&loops)
        .with_people(&people)
        .with_collection(&data::timesheets(&rule))
        .with_rows("timesheets", &work.timesheets);
    let _ = erase(&tenant, &people[0]).problem(422);
    let used = quota(&tenant)["used"].clone();
    assert_eq!(used["runs_per_day"], 1, "{used}");
    assert_eq!(used["fuel_per_day"], 50_000_000, "{used}");
}

#[test]
fn a_tenant_of_the_large_size_has_ten_times_the_fuel() {
    let lethe = Lethe::running();
    let people = data::some_people(53, 1);
    let tenant = working(&lethe, &people);
    tenant.set_plugin_quota(lethe.folder(), "size", "large");
    let _ = erase(&tenant, &people[0]).expect(200);
    let shown = quota(&tenant);
    assert_eq!(shown["quota"]["size"], "large", "{shown}");
    let plugins = tenant.auditor().all("/v1/plugins");
    let digest = plugins[0]["digest"].as_str().expect("a digest");
    let runs = tenant.auditor().all(&format!("/v1/plugins/{digest}/runs"));
    let fuel = &runs[0]["limits"][0];
    assert_eq!(fuel["limit"], "fuel", "{runs:?}");
    assert_eq!(fuel["allowed"], 500_000_000, "{runs:?}");
}

#[test]
fn plugins_are_kept_as_long_as_there_is_room() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let redact = artefacts::plugin("redact");
    let folder: Option<&Folder> = lethe.folder();
    tenant.set_plugin_quota(folder, "stored_bytes", 1_000);
    tenant.allow_unsigned_plugins();
    let upload = |plugin: &[u8]| {
        tenant
            .developer()
            .post_as("/v1/plugins", "application/wasm", plugin)
    };
    let problem = upload(&redact).problem(429);
    assert!(
        problem.to_string().contains("stored_bytes is 1000"),
        "{problem}"
    );
    tenant.set_plugin_quota(folder, "stored_plugins", 1);
    let digest = upload(&redact).expect(201).text_at("/digest");
    let more = artefacts::plugin("export-csv");
    let problem = upload(&more).problem(429);
    assert!(
        problem.to_string().contains("stored_plugins is 1"),
        "{problem}"
    );
    let _ = tenant
        .administrator()
        .delete(&format!("/v1/plugins/{digest}"))
        .expect(204);
    let _ = upload(&more).expect(201);
    let shown = quota(&tenant);
    assert_eq!(shown["used"]["stored_plugins"], 1, "{shown}");
}

//! Every run of a plugin is shown: for what it ran, and how near it came to each limit.

use serde_json::json;
use tests::{Lethe, artefacts, data};

#[test]
fn the_runs_of_an_erasure_are_listed_with_what_they_took() {
    let lethe = Lethe::running();
    let people = data::some_people(2, 3);
    let work = data::some_work(3, &people, 5);
    let rule = json!({"plugin": "redact", "parameters": {"operator": "redact"}});
    let tenant = lethe
        .a_tenant()
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(&people)
        .with_collection(&data::timesheets(&rule))
        .with_collection(&data::tasks())
        .with_rows("tasks", &work.tasks)
        .with_rows("timesheets", &work.timesheets);
    let auditor = tenant.auditor();
    let plugins = auditor.get("/v1/plugins").expect(200).json();
    let digest = plugins["items"][0]["digest"].as_str().expect("a digest");
    let path = format!("/v1/plugins/{digest}/runs");
    let before = auditor.get(&path).expect(200).json();
    assert_eq!(before["items"], json!([]), "it has not run yet");

    let request = tenant.request("erasure", &tenant.subject(&people[0]));
    let _ = tenant.execute(&request).expect(200);
    let runs = auditor.get(&path).expect(200).json();
    let runs = runs["items"].as_array().expect("a list");
    assert!(!runs.is_empty());
    for run in runs {
        assert_eq!(run["request_id"], request.as_str());
        assert!(run["rows"].as_u64() > Some(0), "{run}");
        let limits = run["limits"].as_array().expect("a list");
        let names: Vec<_> = limits.iter().map(|it| it["limit"].as_str()).collect();
        let wanted = ["fuel", "memory", "input", "output", "time"];
        assert_eq!(names, wanted.map(Some), "{run}");
        for limit in limits.iter().filter(|it| it["limit"] != "time") {
            let share = limit["share"].as_f64().expect("a share");
            assert!(limit["used"].as_u64() > Some(0), "{run}");
            assert!((0.0..=1.0).contains(&share), "{run}");
        }
    }
    let text = serde_json::to_string(runs).expect("JSON");
    for mark in &people[0].marks {
        assert!(!text.contains(mark.as_str()), "nothing personal");
    }

    let first = auditor.get(&format!("{path}?limit=1")).expect(200).json();
    assert_eq!(first["items"][0], runs[0], "the newest is the first");
    assert_eq!(first["next"].is_null(), runs.len() == 1);
    let other = "0".repeat(64);
    let _ = auditor
        .get(&format!("/v1/plugins/{other}/runs"))
        .problem(404);
}

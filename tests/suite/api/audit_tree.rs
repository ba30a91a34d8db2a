//! The tree over the audit log, over HTTP (row L5 rests on it, T5 leaves it).

use ring::digest::{SHA256, digest};
use serde_json::json;
use tests::{Lethe, data};

#[test]
fn a_checkpoint_is_signed_and_grows_with_every_event() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant().with_people(&data::some_people(91, 3));
    let auditor = tenant.auditor();
    let before = auditor.get("/v1/audit/checkpoint").expect(200).text();
    let _ = tenant.records("people");
    let after = auditor.get("/v1/audit/checkpoint").expect(200).text();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (before, after) = (lines(&before), lines(&after));
    assert_eq!(before[0], after[0], "the same log");
    let size = |lines: &[String]| lines[1].parse::<u64>().expect("a size");
    assert_eq!(size(&after), size(&before) + 1);
    assert_ne!(before[2], after[2], "another root");
    assert!(
        after[4].starts_with(&format!("\u{2014} {} ", after[0])),
        "{after:?}"
    );
    let tree = auditor.get("/v1/audit/tree").expect(200).json();
    assert_eq!(tree["size"], json!(size(&after)));
    assert_eq!(tree["root"], json!(after[2]));
    let key = tree["verifier_key"].as_str().expect("a key");
    assert!(key.starts_with(&format!("{}+", after[0])), "{key}");
}

#[test]
fn an_event_as_it_is_listed_is_the_leaf_that_is_proved() {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    let lethe = Lethe::running();
    let tenant = lethe.a_tenant().with_people(&data::some_people(92, 3));
    let auditor = tenant.auditor();
    let _ = tenant.records("people");
    let tree = auditor.get("/v1/audit/tree").expect(200).json();
    let size = tree["size"].as_u64().expect("a size");
    let leaves = auditor.all("/v1/audit/leaves");
    assert_eq!(leaves.len() as u64, size);
    for event in tenant.audit() {
        let seq = event["seq"].as_u64().expect("a number");
        // Members are sorted, and there is nothing in it that RFC 8785 writes otherwise.
        let entry = event.to_string();
        let hash = digest(&SHA256, &[&[0], entry.as_bytes()].concat());
        let hash = hash.as_ref().to_vec();
        let listed = leaves.iter().find(|leaf| leaf["seq"] == event["seq"]);
        assert_eq!(
            listed.expect("a leaf")["hash"],
            json!(STANDARD.encode(&hash))
        );

        let path = format!("/v1/audit/inclusion?seq={seq}&size={size}");
        let proof = auditor.get(&path).expect(200).json();
        let (mut at, mut last) = (seq - 1, size - 1);
        let mut found = hash;
        for step in proof["hashes"].as_array().expect("hashes") {
            let step = STANDARD
                .decode(step.as_str().expect("a hash"))
                .expect("base64");
            let pair = if at % 2 == 1 || at == last {
                while at % 2 == 0 && at != 0 {
                    (at, last) = (at / 2, last / 2);
                }
                [step, found].concat()
            } else {
                [found, step].concat()
            };
            found = digest(&SHA256, &[&[1][..], &pair].concat())
                .as_ref()
                .to_vec();
            (at, last) = (at / 2, last / 2);
        }
        assert_eq!(json!(STANDARD.encode(found)), tree["root"], "event {seq}");
    }
    for wrong in [
        "inclusion?seq=0&size=1",
        "inclusion?seq=2&size=1",
        "inclusion?seq=1&size=100000",
        "consistency?from=3&to=2",
        "consistency?from=1&to=100000",
        "inclusion?seq=x&size=1",
    ] {
        let problem = auditor.get(&format!("/v1/audit/{wrong}")).problem(400);
        assert!(problem["errors"][0]["parameter"].is_string(), "{problem}");
    }
}

#[test]
fn t5_how_long_a_log_is_kept_is_a_setting() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let officer = tenant.privacy_officer();
    let settings = |days: u32| json!({"time_zone": "Etc/UTC", "member_state": null, "audit": {"keep_days": days}});
    let problem = officer.put("/v1/settings", &settings(7)).problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/audit/keep_days");
    let _ = officer.put("/v1/settings", &settings(365)).expect(200);
    let shown = officer.get("/v1/settings").expect(200).json();
    assert_eq!(shown["audit"]["keep_days"], 365);
}

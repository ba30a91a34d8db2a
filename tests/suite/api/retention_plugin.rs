//! A plugin of the tenant's says how long records are kept; the law and holds say it in the end.

use serde_json::{Value, json};
use tests::retention::{hold, policy, start, sweep};
use tests::{Lethe, Tenant, artefacts};

use super::retention::{days, preview, travellers};

/// Trips go five years after they began, the tenant's plugin says.
fn advised() -> Value {
    let rule = json!({"since": {"field": "left_on"}, "keep_for": "P5Y", "then": "erase"});
    json!({
        "name": "Travel, by plugin", "collection": "travel",
        "plugin": "retain", "parameters": {"rules": [rule]},
    })
}

fn with_plugin(lethe: &Lethe) -> Tenant {
    let (tenant, _) = travellers(lethe);
    tenant.with_plugin(&artefacts::plugin("retain"))
}

#[test]
fn t1_a_plugin_decides_about_each_record_and_says_why() {
    let lethe = Lethe::running();
    let tenant = with_plugin(&lethe);
    let advised = policy(&tenant, &advised());
    let shown = preview(&tenant, 0);
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert_eq!(
        (&shown[0]["decision"], &shown[0]["records"]),
        (&json!("erase"), &json!(4))
    );
    assert_eq!(
        shown[0]["reasons"],
        json!([{
            "kind": "plugin", "policy_id": advised, "name": "Travel, by plugin",
            "why": "P5Y since left_on ended",
        }])
    );
    let said = sweep(&tenant, true);
    assert_eq!(said["travel"]["erased"], 4);
    assert_eq!(
        sweep(&tenant, false),
        said,
        "the dry run is what then happens"
    );
    assert_eq!(days(&tenant), ["2999-01-01"; 4]);
    let auditor = tenant.auditor();
    let digest = auditor.all("/v1/plugins")[0]["digest"].clone();
    let digest = digest.as_str().expect("a digest");
    let runs = auditor.all(&format!("/v1/plugins/{digest}/runs"));
    assert!(runs.len() >= 2, "one for each sweep at least: {runs:?}");
    for run in &runs {
        assert!(
            run["sweep_id"].is_string() && run["request_id"].is_null(),
            "{run}"
        );
        assert_eq!(run["limits"][0]["limit"], "fuel");
        assert_eq!(
            run["limits"][4]["limit"], "time",
            "all five are known: {run}"
        );
    }
    let path = format!("/v1/retention/policies/{advised}");
    let kept = tenant.auditor().get(&path).expect(200).json();
    assert_eq!(kept["items"][0]["policy"]["plugin"], "retain", "{kept}");
}

#[test]
fn t1_the_law_and_a_hold_win_over_a_plugin() {
    let lethe = Lethe::running();
    let tenant = with_plugin(&lethe);
    policy(&tenant, &advised());
    let case = hold(
        &tenant,
        &json!({"collection": "travel", "ground": "legal-claims", "reference": "4 O 12/26"}),
    );
    let held = json!({"erased": 0, "anonymized": 0, "review": 0, "held_back": 4});
    assert_eq!(sweep(&tenant, false)["travel"], held);
    let law = json!({
        "name": "Travel expenses", "collection": "travel", "law": "Section 147 AO",
        "retention": {"keep_for": "P100Y", "from": {"field": "left_on"}},
    });
    policy(&tenant, &law);
    let officer = tenant.privacy_officer();
    let _ = officer
        .act(&format!("/v1/retention/holds/{case}/release"))
        .expect(200);
    assert_eq!(sweep(&tenant, false)["travel"], held);
    assert_eq!(
        preview(&tenant, 0)[0]["reasons"][0]["law"],
        "Section 147 AO"
    );
    assert_eq!(days(&tenant).len(), 8);
}

#[test]
fn a_policy_whose_plugin_cannot_be_asked_is_refused() {
    let lethe = Lethe::running();
    let (tenant, _) = travellers(&lethe);
    let refused = |tenant: &Tenant, policy: &Value, status: u16, code: &str| {
        let officer = tenant.privacy_officer();
        let problem = officer
            .post("/v1/retention/policies", policy)
            .problem(status);
        assert_eq!(
            problem["type"],
            format!("urn:lethe:problem:{code}"),
            "{problem}"
        );
    };
    refused(&tenant, &advised(), 409, "plugin-not-active");
    let tenant = tenant
        .with_plugin(&artefacts::plugin("retain"))
        .with_plugin(&artefacts::plugin("redact"));
    let mut other_world = advised();
    other_world["plugin"] = json!("redact");
    refused(&tenant, &other_world, 409, "plugin-not-active");
    let mut unfit = advised();
    unfit["parameters"] = json!({"rules": [{"since": "yesterday"}]});
    refused(&tenant, &unfit, 422, "invalid");
    let mut both = advised();
    both["then"] = json!("erase");
    refused(&tenant, &both, 422, "invalid");
    assert_eq!(
        tenant.auditor().all("/v1/retention/policies"),
        Vec::<Value>::new()
    );
}

#[test]
fn a_sweep_whose_plugin_fails_lets_nothing_go() {
    let lethe = Lethe::running();
    let tenant = with_plugin(&lethe);
    let mut of_text = advised();
    of_text["parameters"]["rules"][0]["since"] = json!({"field": "destination"});
    policy(&tenant, &of_text);
    let answer = tenant
        .auditor()
        .get("/v1/retention/preview?days=0")
        .problem(422);
    assert_eq!(answer["type"], "urn:lethe:problem:plugin-failed");
    let _ = start(&tenant, false);
    assert_eq!(days(&tenant).len(), 8);
}

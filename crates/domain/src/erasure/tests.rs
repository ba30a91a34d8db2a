//! The plan says what the declaration says, and every field has exactly one fate.

use serde_json::json;

use super::*;
use crate::Draft;

fn collection(json: serde_json::Value) -> Collection {
    let draft: Draft = serde_json::from_value(json).unwrap();
    draft.check().unwrap()
}

#[test]
fn lists_what_is_deleted_anonymized_and_kept() {
    let timesheets = collection(crate::collection::example::timesheets());
    assert_eq!(
        serde_json::to_value(plan(&timesheets, 12)).unwrap(),
        json!({
            "collection": "timesheets",
            "records": 12,
            "outcome": {"anonymize": {
                "deleted": ["employee_no"],
                "anonymized": [{"field": "note", "plugin": "redact"}],
                "kept": [{
                    "field": "absence", "ground": "legal-obligation", "reason": "social security",
                    "until": {"keep_for": "P6Y", "from": "created"},
                }],
            }},
        })
    );
}

#[test]
fn whole_records_go_when_the_collection_says_so() {
    let people = collection(crate::collection::example::people());
    assert_eq!(
        serde_json::to_value(plan(&people, 1)).unwrap(),
        json!({"collection": "people", "records": 1, "outcome": "delete"})
    );
}

#[test]
fn a_plan_that_was_kept_reads_back() {
    for json in [
        crate::collection::example::timesheets(),
        crate::collection::example::people(),
    ] {
        let plan = plan(&collection(json), 3);
        let kept = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<CollectionPlan>(&kept).unwrap(), plan);
    }
}

#[test]
fn every_personal_field_has_one_fate_and_no_other_field_has_any() {
    let timesheets = collection(crate::collection::example::timesheets());
    let Outcome::Anonymize {
        mut deleted,
        anonymized,
        kept,
    } = plan(&timesheets, 1).outcome
    else {
        panic!("timesheets are anonymized");
    };
    deleted.extend(anonymized.into_iter().map(|rule| rule.field));
    deleted.extend(kept.into_iter().map(|rule| rule.field));
    deleted.sort();
    let mut personal: Vec<String> = timesheets
        .fields
        .iter()
        .filter(|field| field.class.is_personal())
        .map(|field| field.name.clone())
        .collect();
    personal.sort();
    assert_eq!(deleted, personal);
}

use lethe_plugin::testing::{self, NOW_MS};
use lethe_plugin::{DataClass, Date, Decision, Refusal, Table, Values, Verdict};
use serde_json::json;

use crate::{FOREVER_MS, decide};

const DAY_MS: i64 = 86_400_000;

/// A person who left on 2025-06-30, kept since 2020 and changed 400 days ago.
fn decided(rules: &serde_json::Value) -> Result<Decision, Refusal> {
    let left = Date {
        year: 2025,
        month: 6,
        day: 30,
    };
    let table = Table::new()
        .with(
            "left_on",
            DataClass::QuasiIdentifier,
            Values::Date(vec![Some(left)]),
        )
        .with_text("state", DataClass::None, [Some("former")]);
    let parameters = serde_json::from_value(json!({"rules": rules})).unwrap();
    let created = NOW_MS - 6 * 365 * DAY_MS;
    testing::decide(decide, parameters, [created, NOW_MS - 400 * DAY_MS], &table)
}

fn verdict(rules: &serde_json::Value) -> Verdict {
    decided(rules).unwrap().verdict
}

#[test]
fn age_inactivity_and_an_event_are_counted_by_the_calendar() {
    let rule = |since: serde_json::Value, keep_for: &str| {
        verdict(&json!([{"since": since, "keep_for": keep_for, "then": "erase"}]))
    };
    assert_eq!(rule(json!("created"), "P5Y"), Verdict::Erase);
    assert_eq!(rule(json!("changed"), "P13M"), Verdict::Erase);
    assert_eq!(rule(json!({"field": "left_on"}), "P6M"), Verdict::Erase);
    // Eight months after 30 June comes the last day of February.
    let end = NOW_MS + (31 + 27) * DAY_MS;
    assert_eq!(
        rule(json!({"field": "left_on"}), "P8M"),
        Verdict::KeepUntil(end)
    );
}

#[test]
fn the_strictest_rule_that_has_ended_decides() {
    let rules = json!([
        {"since": "created", "keep_for": "P1Y", "then": "ask"},
        {"since": "changed", "keep_for": "P1Y", "then": "anonymize"},
        {"since": "created", "keep_for": "P30Y", "then": "erase"},
    ]);
    let decided = decided(&rules).unwrap();
    assert_eq!(decided.verdict, Verdict::Anonymize);
    assert_eq!(decided.reason, "P1Y since its last change ended");
}

#[test]
fn a_rule_is_about_records_that_hold_one_of_its_values() {
    let of = |state: &str| {
        let only = json!({"field": "state", "is": [state]});
        verdict(&json!([{"since": "created", "keep_for": "P1Y", "then": "erase", "only_if": only}]))
    };
    assert_eq!(of("former"), Verdict::Erase);
    assert_eq!(of("active"), Verdict::KeepUntil(FOREVER_MS));
}

#[test]
fn what_has_not_happened_begins_no_rule() {
    let rules = json!([{"since": {"field": "died_on"}, "keep_for": "P1D", "then": "erase"}]);
    assert_eq!(verdict(&rules), Verdict::KeepUntil(FOREVER_MS));
}

#[test]
fn a_field_without_days_or_moments_is_refused() {
    let rules = json!([{"since": {"field": "state"}, "keep_for": "P1D", "then": "erase"}]);
    assert!(matches!(
        decided(&rules),
        Err(Refusal::UnsupportedColumn(_))
    ));
}

//! Retention by example, and what holds whatever is said.

use jiff::{Span, Timestamp};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::collection::{Retention, RetentionStart, example};
use crate::{Collection, Fields, HoldId, PolicyId, RequestId, SubjectId, Value};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn collection(json: serde_json::Value) -> Collection {
    serde_json::from_value(json).unwrap()
}

fn policy(json: serde_json::Value) -> Policy {
    serde_json::from_value(json).unwrap()
}

fn id(n: u128) -> PolicyId {
    PolicyId::from_uuid(Uuid::from_u128(n))
}

fn hold(json: serde_json::Value) -> Hold {
    let draft: HoldDraft = serde_json::from_value(json).unwrap();
    draft.check(HoldId::from_uuid(Uuid::from_u128(9))).unwrap()
}

fn end(keep_for: &str, from_year_end: bool, created: &str) -> String {
    let retention = Retention {
        keep_for: keep_for.parse().unwrap(),
        from: RetentionStart::Created,
    };
    let moments = Moments {
        created: at(created),
        changed: None,
        fields: &Fields::new(),
    };
    ends(&retention, from_year_end, &moments)
        .unwrap()
        .to_string()
}

#[test]
fn months_and_years_are_those_of_the_calendar() {
    for (keep_for, created, expected) in [
        ("P1M", "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z"),
        ("P1M", "2028-01-31T10:00:00Z", "2028-02-29T10:00:00Z"),
        ("P1Y", "2028-02-29T00:00:00Z", "2029-02-28T00:00:00Z"),
        ("P4Y", "2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"),
        ("P30D", "2026-01-31T10:00:00Z", "2026-03-02T10:00:00Z"),
        ("PT36H", "2026-12-31T12:00:00Z", "2027-01-02T00:00:00Z"),
    ] {
        assert_eq!(
            end(keep_for, false, created),
            expected,
            "{keep_for} from {created}"
        );
    }
    // Section 147(4) AO: the ten years of an invoice of 3 March 2016 end with 2026.
    assert_eq!(
        end("P10Y", true, "2016-03-03T08:00:00Z"),
        "2027-01-01T00:00:00Z"
    );
}

#[test]
fn a_retention_is_counted_from_the_last_change_or_from_what_a_field_holds() {
    let retention = |from| Retention {
        keep_for: Span::new().years(1),
        from,
    };
    let fields = Fields::from([
        (
            "left_on".to_owned(),
            Value::Date("2024-02-29".parse().unwrap()),
        ),
        (
            "seen_at".to_owned(),
            Value::Timestamp(at("2025-05-05T05:05:05Z")),
        ),
        ("name".to_owned(), Value::Text("2024-02-29".to_owned())),
    ]);
    let moments = Moments {
        created: at("2026-01-01T00:00:00Z"),
        changed: Some(at("2026-06-01T00:00:00Z")),
        fields: &fields,
    };
    let of = |name: &str| RetentionStart::Field(name.to_owned());
    for (from, expected) in [
        (RetentionStart::Created, Some("2027-01-01T00:00:00Z")),
        (RetentionStart::Changed, Some("2027-06-01T00:00:00Z")),
        (of("left_on"), Some("2025-02-28T00:00:00Z")),
        (of("seen_at"), Some("2026-05-05T05:05:05Z")),
        (of("name"), None),
        (of("ended_on"), None),
    ] {
        assert_eq!(ends(&retention(from), false, &moments), expected.map(at));
    }
}

#[test]
fn the_first_limit_decides_and_a_minimum_or_a_hold_wins_over_it() {
    let timesheets = collection(example::timesheets());
    let short = policy(json!({
        "name": "Notes", "collection": "timesheets",
        "retention": {"keep_for": "P1Y", "from": "created"}, "then": "review",
    }));
    let law = policy(json!({
        "name": "Wages", "purpose": "payroll",
        "retention": {"keep_for": "P6Y", "from": "created"}, "from_year_end": true,
        "law": "Section 41 EStG",
    }));
    let held = hold(json!({
        "collection": "timesheets", "ground": "legal-claims", "reference": "4 O 12/26",
    }));
    let fields = Fields::new();
    let moments = Moments {
        created: at("2020-05-05T00:00:00Z"),
        changed: None,
        fields: &fields,
    };
    let free = Facts {
        moments,
        is_anonymized: false,
        holds: &[],
        is_restricted: false,
        erasure: None,
        proposals: &[],
    };
    let now = at("2026-11-01T00:00:00Z");

    let alone = Rules::of(&timesheets, []);
    let verdict = alone.judge(&free, now);
    assert_eq!(
        (verdict.decision, verdict.at),
        (Decision::Keep, Some(at("2030-05-05T00:00:00Z")))
    );
    let verdict = alone.judge(&free, at("2030-05-05T00:00:00Z"));
    assert_eq!(
        (verdict.decision, verdict.reasons),
        (Decision::Anonymize, vec![Reason::Declaration])
    );

    let shorter = Rules::of(&timesheets, [(id(1), &short)]);
    let verdict = shorter.judge(&free, now);
    assert_eq!(
        (verdict.decision, verdict.at),
        (Decision::Review, Some(at("2021-05-05T00:00:00Z")))
    );

    let lawful = Rules::of(&timesheets, [(id(1), &short), (id(2), &law)]);
    let verdict = lawful.judge(&free, now);
    assert_eq!(
        (verdict.decision, verdict.at),
        (Decision::Keep, Some(at("2027-01-01T00:00:00Z")))
    );
    assert!(
        matches!(&verdict.reasons[..], [Reason::Minimum { law, .. }] if law == "Section 41 EStG")
    );
    assert_eq!(
        lawful.judge(&free, at("2027-01-01T00:00:00Z")).decision,
        Decision::Review
    );

    let facts = Facts {
        holds: &[&held],
        ..free
    };
    let verdict = lawful.judge(&facts, at("2099-01-01T00:00:00Z"));
    assert_eq!((verdict.decision, verdict.at), (Decision::Keep, None));
    assert_eq!(verdict.reasons, [held.reason()]);
}

#[test]
fn a_plugin_proposes_and_the_declaration_the_law_and_holds_decide() {
    let timesheets = collection(example::timesheets());
    let asked = policy(json!({
        "name": "By plugin", "collection": "timesheets",
        "plugin": "retain", "parameters": {"years": 3},
    }));
    let law = policy(json!({
        "name": "Wages", "collection": "timesheets",
        "retention": {"keep_for": "P6Y", "from": "created"}, "law": "Section 41 EStG",
    }));
    let rules = Rules::of(&timesheets, [(id(1), &asked)]);
    assert_eq!(rules.advisors[0].parameters["years"], 3);
    let now = at("2026-11-01T00:00:00Z");
    assert_eq!(
        rules.made_before(now),
        None,
        "a plugin may let go of what is new"
    );
    let proposal = |at, then| Proposal {
        policy_id: id(1),
        name: "By plugin".to_owned(),
        at,
        then,
        why: "three years are over".to_owned(),
    };
    let judge = |rules: &Rules, proposal: Proposal, now| {
        let fields = Fields::new();
        let facts = Facts {
            moments: Moments {
                created: at("2021-05-05T00:00:00Z"),
                changed: None,
                fields: &fields,
            },
            is_anonymized: false,
            holds: &[],
            is_restricted: false,
            erasure: None,
            proposals: &[proposal],
        };
        rules.judge(&facts, now)
    };
    let verdict = judge(&rules, proposal(now, Disposal::Erase), now);
    assert_eq!(verdict.decision, Decision::Erase);
    assert!(matches!(&verdict.reasons[..], [Reason::Plugin { why, .. }] if why.contains("over")));
    // The declaration lets timesheets go after ten years, whatever a plugin says.
    let long = proposal(at("2099-01-01T00:00:00Z"), Disposal::Review);
    let verdict = judge(&rules, long, at("2031-05-05T00:00:00Z"));
    assert_eq!(verdict.reasons, [Reason::Declaration]);
    let lawful = Rules::of(&timesheets, [(id(1), &asked), (id(2), &law)]);
    let verdict = judge(&lawful, proposal(now, Disposal::Erase), now);
    assert_eq!(
        (verdict.decision, verdict.is_held_back),
        (Decision::Keep, true)
    );
}

#[test]
fn what_is_restricted_is_kept_until_its_subject_asks_for_its_erasure() {
    let rules = Rules::of(&collection(example::timesheets()), []);
    let fields = Fields::new();
    let restricted = Facts {
        moments: Moments {
            created: at("2000-01-01T00:00:00Z"),
            changed: None,
            fields: &fields,
        },
        is_anonymized: false,
        holds: &[],
        is_restricted: true,
        erasure: None,
        proposals: &[],
    };
    let now = at("2026-11-01T00:00:00Z");
    let kept = rules.judge(&restricted, now);
    assert_eq!((kept.decision, kept.at), (Decision::Keep, None));
    assert_eq!(kept.reasons, [Reason::Restriction]);
    assert!(kept.is_held_back);
    let asked = Facts {
        erasure: Some((RequestId::from_uuid(Uuid::from_u128(7)), now)),
        ..restricted
    };
    assert_eq!(rules.judge(&asked, now).decision, Decision::Anonymize);
}

#[test]
fn what_was_anonymized_is_not_anonymized_again_but_can_still_go() {
    let timesheets = collection(example::timesheets());
    let gone = policy(json!({
        "name": "All", "collection": "timesheets",
        "retention": {"keep_for": "P20Y", "from": "created"}, "then": "erase",
    }));
    let fields = Fields::new();
    let facts = Facts {
        moments: Moments {
            created: at("2000-01-01T00:00:00Z"),
            changed: None,
            fields: &fields,
        },
        is_anonymized: true,
        holds: &[],
        is_restricted: false,
        erasure: None,
        proposals: &[],
    };
    let now = at("2015-01-01T00:00:00Z");
    assert_eq!(
        Rules::of(&timesheets, []).judge(&facts, now).decision,
        Decision::Keep
    );
    let rules = Rules::of(&timesheets, [(id(1), &gone)]);
    assert_eq!(rules.judge(&facts, now).decision, Decision::Keep);
    assert_eq!(
        rules.judge(&facts, at("2020-01-01T00:00:00Z")).decision,
        Decision::Erase
    );
}

#[test]
fn a_hold_covers_what_all_of_its_members_name() {
    let (people, timesheets) = (
        collection(example::people()),
        collection(example::timesheets()),
    );
    let subject = SubjectId::from_uuid(Uuid::from_u128(1));
    let other = SubjectId::from_uuid(Uuid::from_u128(2));
    let basis = json!({"ground": "legal-claims", "reference": "x"});
    let of = |more: serde_json::Value| {
        let mut draft = basis.clone();
        draft
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        hold(draft)
    };
    let on_subject = of(json!({"subject_id": subject}));
    assert!(
        on_subject.covers(&people, Some(subject)) && on_subject.covers(&timesheets, Some(subject))
    );
    assert!(!on_subject.covers(&people, Some(other)) && !on_subject.covers(&people, None));
    let special = of(json!({"data_class": "special"}));
    assert!(special.covers(&timesheets, None) && !special.covers(&people, Some(subject)));
    let both = of(json!({"subject_id": subject, "collection": "people"}));
    assert!(both.covers(&people, Some(subject)) && !both.covers(&timesheets, Some(subject)));
}

#[test]
fn a_policy_and_a_hold_are_told_everything_that_they_lack() {
    let pointers = |found: Vec<crate::Shortcoming>| -> Vec<String> {
        found.into_iter().map(|found| found.pointer).collect()
    };
    let empty = PolicyDraft::default().check().unwrap_err();
    assert_eq!(
        pointers(empty),
        [
            "/name",
            "/collection",
            "/retention/keep_for",
            "/retention/from",
            "/then"
        ]
    );
    let both: PolicyDraft = serde_json::from_value(json!({
        "name": "x", "purpose": "y", "retention": {"keep_for": "P1Y", "from": "created"},
        "then": "erase", "law": "z",
    }))
    .unwrap();
    assert_eq!(pointers(both.check().unwrap_err()), ["/then"]);
    let hold: HoldDraft = serde_json::from_value(json!({"reason": "she sues"})).unwrap();
    let lacks = hold.check(HoldId::from_uuid(Uuid::nil())).unwrap_err();
    assert_eq!(
        pointers(lacks),
        ["/subject_id", "/ground", "/reference", "/reason"]
    );
}

#[test]
fn conflicts_say_who_wins() {
    let (people, timesheets) = (
        collection(example::people()),
        collection(example::timesheets()),
    );
    let of = |more: serde_json::Value| {
        let mut draft = json!({"name": "p"});
        draft
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        policy(draft)
    };
    let kept =
        |keep_for: &str, from: serde_json::Value| json!({"keep_for": keep_for, "from": from});
    let policies = [
        (
            id(1),
            of(
                json!({"collection": "people", "retention": kept("P6Y", json!("created")), "law": "l"}),
            ),
        ),
        (
            id(2),
            of(
                json!({"collection": "people", "retention": kept("P3Y", json!("created")), "then": "erase"}),
            ),
        ),
        (
            id(3),
            of(
                json!({"collection": "travel", "retention": kept("P1Y", json!("created")), "then": "erase"}),
            ),
        ),
        (
            id(4),
            of(
                json!({"purpose": "payroll", "retention": kept("P1Y", json!({"field": "left_on"})), "then": "erase"}),
            ),
        ),
    ];
    let holds = [hold(
        json!({"data_class": "special", "ground": "legal-claims", "reference": "r"}),
    )];
    let found = conflicts([&people, &timesheets], &policies, &holds);
    let short: Vec<_> = found
        .iter()
        .map(|one| (one.collection.as_deref(), one.conflict))
        .collect();
    assert_eq!(
        short,
        [
            (Some("people"), ConflictKind::LimitBelowMinimum),
            (Some("people"), ConflictKind::LimitBelowMinimum),
            (Some("people"), ConflictKind::LimitBeyondDeclaration),
            (Some("timesheets"), ConflictKind::UnknownField),
            (Some("timesheets"), ConflictKind::Held),
            (None, ConflictKind::AppliesToNothing),
        ]
    );
    assert!(conflicts([&people, &timesheets], &[], &[]).is_empty());
}

/// A policy about timesheets: its months, whether it is a minimum, and whether it ends with a year.
fn policies() -> impl Strategy<Value = Vec<(i64, bool, bool)>> {
    prop::collection::vec((1_i64..200, any::<bool>(), any::<bool>()), 0..6)
}

fn rules_of(policies: &[(i64, bool, bool)]) -> Rules {
    let made: Vec<Policy> = policies
        .iter()
        .map(|(months, is_minimum, from_year_end)| {
            let mut json = json!({
                "name": "p", "collection": "timesheets", "from_year_end": from_year_end,
                "retention": {"keep_for": format!("P{months}M"), "from": "created"},
            });
            json[if *is_minimum { "law" } else { "then" }] =
                json!(if *is_minimum { "law" } else { "erase" });
            policy(json)
        })
        .collect();
    let ids = (1_u128..).map(id);
    Rules::of(&collection(example::timesheets()), ids.zip(&made))
}

proptest! {
    #[test]
    fn minimums_and_holds_always_win_and_the_first_limit_decides(
        policies in policies(), created in 0_i64..4_000_000_000, now in 0_i64..4_000_000_000, held: bool,
    ) {
        let (created, now) = (Timestamp::from_second(created).unwrap(), Timestamp::from_second(now).unwrap());
        let rules = rules_of(&policies);
        let one = hold(json!({"collection": "timesheets", "ground": "archiving", "reference": "r"}));
        let holds: &[&Hold] = if held { &[&one] } else { &[] };
        let fields = Fields::new();
        let moments = Moments { created, changed: None, fields: &fields };
        let verdict = rules.judge(&Facts { moments, is_anonymized: false, holds, is_restricted: false, erasure: None, proposals: &[] }, now);

        let over = |retention: &Retention, year| ends(retention, year, &moments).is_some_and(|end| end <= now);
        let is_free = !held && rules.minimums.iter().all(|m| over(&m.retention, m.from_year_end));
        let is_due = rules.limits.iter().any(|l| over(&l.retention, l.from_year_end));
        prop_assert_eq!(verdict.decision != Decision::Keep, is_free && is_due);
        prop_assert!(!verdict.reasons.is_empty());
        if verdict.decision != Decision::Keep {
            prop_assert!(verdict.at.unwrap() <= now);
            // Nothing that has fallen due is overlooked by who looks at old records only.
            prop_assert!(created <= rules.made_before(now).unwrap());
        } else if let Some(until) = verdict.at {
            prop_assert!(until > now);
        }
        if held {
            prop_assert_eq!(verdict.at, None);
        }
    }

    #[test]
    fn what_is_kept_until_a_time_is_due_at_that_time_and_not_before(
        policies in policies(), created in 0_i64..4_000_000_000,
    ) {
        let created = Timestamp::from_second(created).unwrap();
        let rules = rules_of(&policies);
        let fields = Fields::new();
        let moments = Moments { created, changed: None, fields: &fields };
        let facts = Facts { moments, is_anonymized: false, holds: &[], is_restricted: false, erasure: None, proposals: &[] };
        let until = rules.judge(&facts, created).at.unwrap();
        let before = until.checked_sub(Span::new().seconds(1)).unwrap();
        prop_assert_eq!(rules.judge(&facts, before).decision, Decision::Keep);
        prop_assert_ne!(rules.judge(&facts, until).decision, Decision::Keep);
    }
}

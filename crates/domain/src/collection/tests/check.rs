//! A declaration is refused with the list of all that it lacks.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{check, edit, example, people, pointers, timesheets};
use crate::collection::{Draft, OnErase, OnExport, RecordErasure};
use crate::{Collection, LawfulBasis};

/// One edit of `timesheets` and the places that are listed then.
type Case = (&'static str, Option<Value>, &'static [&'static str]);

fn of_the_collection() -> Vec<Case> {
    vec![
        ("/name", None, &["/name"]),
        ("/name", Some(json!("Time Sheets")), &["/name"]),
        // The hours are not personal; the other three fields lose what they inherited.
        (
            "/purpose",
            None,
            &[
                "/purpose",
                "/fields/0/purpose",
                "/fields/2/purpose",
                "/fields/3/purpose",
            ],
        ),
        (
            "/purpose",
            Some(json!("  ")),
            &[
                "/purpose",
                "/fields/0/purpose",
                "/fields/2/purpose",
                "/fields/3/purpose",
            ],
        ),
        (
            "/lawful_basis",
            None,
            &[
                "/lawful_basis",
                "/fields/0/lawful_basis",
                "/fields/2/lawful_basis",
                "/fields/3/lawful_basis",
            ],
        ),
        (
            "/retention",
            None,
            &[
                "/retention",
                "/fields/0/retention",
                "/fields/2/retention",
                "/fields/3/retention",
            ],
        ),
        ("/retention/keep_for", None, &["/retention/keep_for"]),
        (
            "/retention/keep_for",
            Some(json!("10 years")),
            &["/retention/keep_for"],
        ),
        (
            "/retention/keep_for",
            Some(json!("P0D")),
            &["/retention/keep_for"],
        ),
        ("/retention/from", None, &["/retention/from"]),
    ]
}

fn of_the_owner_and_erasures() -> Vec<Case> {
    vec![
        ("/owner", None, &["/owner"]),
        ("/owner/kind", None, &["/owner/kind"]),
        ("/owner/field", None, &["/owner/field"]),
        ("/owner/field", Some(json!("nobody")), &["/owner/field"]),
        ("/owner/collection", None, &["/owner/collection"]),
        (
            "/owner/collection",
            Some(json!("timesheets")),
            &["/owner/collection"],
        ),
        ("/owner/key", None, &["/owner/key"]),
        (
            "/owner/kind",
            Some(json!("subject")),
            &["/owner/field", "/owner/collection", "/owner/key"],
        ),
        (
            "/owner",
            Some(json!({"kind": "none"})),
            &["/fields/0/class", "/fields/2/class", "/fields/3/class"],
        ),
        // Without the collection's rule, fields that state their own lack nothing.
        ("/on_erase", None, &["/on_erase"]),
        // Whole records go, so nothing can be anonymized or kept.
        (
            "/on_erase",
            Some(json!("delete")),
            &["/fields/2/on_erase", "/fields/3/on_erase"],
        ),
        ("/fields", None, &["/fields"]),
        ("/fields", Some(json!([])), &["/fields", "/owner/field"]),
        ("/fields/0", None, &["/owner/field"]),
    ]
}

fn of_fields() -> Vec<Case> {
    vec![
        ("/fields/1/name", None, &["/fields/1/name"]),
        ("/fields/1/name", Some(json!("a/b")), &["/fields/1/name"]),
        (
            "/fields/1/name",
            Some(json!("employee_no")),
            &["/fields/1/name"],
        ),
        ("/fields/1/type", None, &["/fields/1/type"]),
        // Without a class the field counts as personal.
        (
            "/fields/1/class",
            None,
            &[
                "/fields/1/class",
                "/fields/1/on_erase",
                "/fields/1/on_export",
            ],
        ),
        (
            "/fields/1/class",
            Some(json!("sensitive")),
            &["/fields/1/on_erase", "/fields/1/on_export"],
        ),
        (
            "/fields/1/on_erase",
            Some(json!("delete")),
            &["/fields/1/on_erase"],
        ),
        ("/fields/2/on_erase", None, &["/fields/2/on_erase"]),
        ("/fields/2/on_export", None, &["/fields/2/on_export"]),
        (
            "/fields/2/on_erase/anonymize/plugin",
            None,
            &["/fields/2/on_erase/anonymize/plugin"],
        ),
        (
            "/fields/2/on_erase/anonymize/plugin",
            Some(json!("../redact")),
            &["/fields/2/on_erase/anonymize/plugin"],
        ),
        (
            "/fields/3/on_erase/keep/ground",
            None,
            &["/fields/3/on_erase/keep/ground"],
        ),
        (
            "/fields/3/on_erase/keep/reason",
            None,
            &["/fields/3/on_erase/keep/reason"],
        ),
        (
            "/fields/3/on_erase/keep/until",
            Some(json!("6")),
            &["/fields/3/on_erase/keep/until"],
        ),
        (
            "/fields/3/on_erase/keep/until",
            Some(json!({"keep_for": "x"})),
            &[
                "/fields/3/on_erase/keep/until/keep_for",
                "/fields/3/on_erase/keep/until/from",
            ],
        ),
        (
            "/fields/3/retention",
            Some(json!({"keep_for": "x", "from": "created"})),
            &["/fields/3/retention/keep_for"],
        ),
        (
            "/fields/0/class",
            Some(json!("none")),
            &["/fields/0/on_erase"],
        ),
        (
            "/fields/0/on_erase",
            Some(json!({"keep": {"ground": "archiving", "reason": "history"}})),
            &["/fields/0/on_erase"],
        ),
        (
            "/fields/0/required",
            Some(json!(false)),
            &["/fields/0/required"],
        ),
        (
            "/fields/1",
            Some(json!({"name": "scan", "type": "bytes", "class": "none", "lookup": true})),
            &["/fields/4/lookup"],
        ),
        (
            "/fields/1",
            Some(json!({"name": "scan", "type": "bytes", "class": "none", "unique": true})),
            &["/fields/4/unique"],
        ),
    ]
}

#[test]
fn every_shortcoming_is_listed_where_it_is() {
    let cases = [
        of_the_collection(),
        of_the_owner_and_erasures(),
        of_fields(),
    ]
    .concat();
    for (pointer, value, expected) in cases {
        let mut json = example::timesheets();
        edit(&mut json, pointer, value.clone());
        let found = check(json).unwrap_err();
        assert_eq!(pointers(&found), expected, "{pointer} = {value:?}");
        assert!(found.iter().all(|found| !found.message.is_empty()));
    }
}

#[test]
fn an_empty_declaration_is_told_everything_at_once() {
    let found = check(json!({})).unwrap_err();
    let expected = [
        "/name",
        "/purpose",
        "/lawful_basis",
        "/retention",
        "/owner",
        "/on_erase",
        "/fields",
    ];
    assert_eq!(pointers(&found), expected);
    let found = check(json!({"fields": [{}]})).unwrap_err();
    let members: Vec<&str> = pointers(&found)
        .into_iter()
        .filter_map(|pointer| pointer.strip_prefix("/fields/0/"))
        .collect();
    let expected = [
        "name",
        "type",
        "class",
        "on_erase",
        "purpose",
        "lawful_basis",
        "retention",
        "on_export",
    ];
    assert_eq!(members, expected);
}

#[test]
fn fields_may_bring_their_own_purpose_basis_and_retention() {
    let salary = people().field("salary").unwrap().clone();
    assert_eq!(salary.purpose, "taxes");
    assert_eq!(salary.lawful_basis, LawfulBasis::LegalObligation);
    assert_eq!(salary.retention.keep_for.to_string(), "P2Y");
}

#[test]
fn rules_follow_from_the_collection() {
    let people = people();
    assert!(
        people
            .fields
            .iter()
            .all(|field| field.on_erase == OnErase::Delete)
    );
    let timesheets = timesheets();
    let hours = timesheets.field("hours").unwrap();
    assert_eq!(hours.on_erase, OnErase::Stay);
    assert_eq!(hours.on_export, OnExport::Include);
    assert_eq!(timesheets.reference_field().unwrap().name, "employee_no");
    assert_eq!(people.reference_field(), None);
}

#[test]
fn a_reference_is_needed_only_where_a_record_holds_something_personal() {
    let mut json = example::timesheets();
    edit(&mut json, "/fields/3", None);
    edit(&mut json, "/fields/2", None);
    edit(&mut json, "/fields/0/required", Some(json!(false)));
    assert!(check(json).is_ok());
}

#[test]
fn records_of_nobody_need_no_rule_for_erasures() {
    let projects = check(json!({
        "name": "projects", "purpose": "planning", "lawful_basis": "legitimate-interests",
        "retention": {"keep_for": "P5Y", "from": "created"}, "owner": {"kind": "none"},
        "fields": [{"name": "title", "type": "text", "class": "none", "unique": true}],
    }));
    assert_eq!(projects.unwrap().on_erase, RecordErasure::Delete);
}

#[test]
fn too_many_fields_are_refused() {
    let field = |index| json!({"name": format!("f{index}"), "type": "text", "class": "none"});
    let mut json = example::people();
    edit(&mut json, "/fields", Some((0..257).map(field).collect()));
    assert_eq!(pointers(&check(json.clone()).unwrap_err()), ["/fields"]);
    edit(&mut json, "/fields/256", None);
    assert!(check(json).is_ok());
}

#[test]
fn unknown_members_and_words_are_refused() {
    for (pointer, value) in [
        ("/retained", json!("P1Y")),
        ("/lawful_basis", json!("because")),
        ("/fields/0/clas", json!("none")),
        ("/fields/0/class", json!("secret")),
        ("/fields/0/on_erase", json!("stay")),
        (
            "/fields/2/on_erase",
            json!({"anonymize": {"plugin": "redact", "params": {}}}),
        ),
        ("/owner/name", json!("x")),
    ] {
        let mut json = example::timesheets();
        edit(&mut json, pointer, Some(value));
        assert!(serde_json::from_value::<Draft>(json).is_err(), "{pointer}");
    }
}

#[test]
fn a_collection_that_was_kept_reads_back() {
    for collection in [timesheets(), people()] {
        let kept = serde_json::to_string(&collection).unwrap();
        assert_eq!(
            serde_json::from_str::<Collection>(&kept).unwrap(),
            collection
        );
    }
}

#[test]
fn an_incomplete_declaration_cannot_become_a_collection() {
    let mut json = example::people();
    edit(&mut json, "/purpose", None);
    let error = serde_json::from_value::<Collection>(json).unwrap_err();
    assert!(error.to_string().contains("/purpose"), "{error}");
}

#[test]
fn pointers_are_escaped_as_rfc_6901_says() {
    let found = super::Shortcoming::at(&["fields", "a/b~c~1"], "");
    assert_eq!(found.pointer, "/fields/a~1b~0c~01");
}

/// Every place where something can be missing.
fn removable(json: &Value, at: &str, places: &mut Vec<String>) {
    if let Value::Object(map) = json {
        for (name, inner) in map {
            places.push(format!("{at}/{name}"));
            removable(inner, &format!("{at}/{name}"), places);
        }
    } else if let Value::Array(list) = json {
        for (index, inner) in list.iter().enumerate() {
            removable(inner, &format!("{at}/{index}"), places);
        }
    }
}

proptest! {
    /// Whatever is left out: either nothing is missed, or something is listed. And what passes
    /// leaves no personal field without an owner and a fate.
    #[test]
    fn no_field_falls_through(removed in prop::collection::vec(any::<prop::sample::Index>(), 0..6)) {
        let mut json = example::timesheets();
        for index in removed {
            let mut places = Vec::new();
            removable(&json, "", &mut places);
            if let Some(place) = places.get(index.index(places.len().max(1))) {
                edit(&mut json, place, None);
            }
        }
        let Ok(draft) = serde_json::from_value::<Draft>(json) else { return Ok(()) };
        match draft.check() {
            Err(found) => prop_assert!(!found.is_empty()),
            Ok(collection) => {
                for field in collection.fields.iter().filter(|field| field.class.is_personal()) {
                    prop_assert_ne!(&collection.owner, &crate::collection::Owner::None);
                    prop_assert_ne!(&field.on_erase, &OnErase::Stay);
                }
            }
        }
    }
}

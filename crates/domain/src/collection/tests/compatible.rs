//! What existing records forbid.

use serde_json::{Value, json};

use super::{check, edit, example, people, pointers, timesheets};

#[test]
fn what_decides_how_values_are_kept_cannot_change() {
    let cases: [(&str, Option<Value>, &[&str]); 10] = [
        ("/name", Some(json!("persons")), &["/name"]),
        (
            "/owner",
            Some(
                json!({"kind": "reference", "field": "employee_no", "collection": "staff",
                               "key": "no"}),
            ),
            &["/owner"],
        ),
        ("/fields/4", None, &["/fields"]),
        ("/fields/4/name", Some(json!("seat")), &["/fields"]),
        (
            "/fields/4/type",
            Some(json!("integer")),
            &["/fields/4/type"],
        ),
        (
            "/fields/3/class",
            Some(json!("special")),
            &["/fields/3/class"],
        ),
        (
            "/fields/0/unique",
            Some(json!(false)),
            &["/fields/0/unique"],
        ),
        (
            "/fields/1/lookup",
            Some(json!(false)),
            &["/fields/1/lookup"],
        ),
        (
            "/fields/1/required",
            Some(json!(true)),
            &["/fields/1/required"],
        ),
        (
            "/fields/5",
            Some(
                json!({"name": "phone", "type": "text", "class": "contact", "required": true,
                        "on_export": "include"}),
            ),
            &["/fields/5/required"],
        ),
    ];
    for (pointer, value, expected) in cases {
        let mut json = example::people();
        edit(&mut json, pointer, value);
        let found = check(json).unwrap().compatible_with(&people()).unwrap_err();
        assert_eq!(pointers(&found), expected, "{pointer}");
    }
}

#[test]
fn rules_may_change_and_optional_fields_may_come() {
    let cases: [(&str, Option<Value>); 6] = [
        ("/purpose", Some(json!("payroll"))),
        ("/retention/keep_for", Some(json!("P3Y"))),
        ("/fields/3/on_export", Some(json!("omit"))),
        ("/fields/0/required", Some(json!(false))),
        (
            "/fields/5",
            Some(
                json!({"name": "phone", "type": "text", "class": "contact", "lookup": true,
                        "on_export": "include"}),
            ),
        ),
        ("/fields/3/purpose", None),
    ];
    for (pointer, value) in cases {
        let mut json = example::people();
        edit(&mut json, pointer, value);
        let new = check(json).unwrap();
        assert_eq!(new.compatible_with(&people()), Ok(()), "{pointer}");
    }
    assert_eq!(people().compatible_with(&people()), Ok(()));
}

#[test]
fn everything_forbidden_is_listed_at_once() {
    let mut json = example::people();
    edit(&mut json, "/fields/4/type", Some(json!("integer")));
    edit(&mut json, "/fields/3/class", Some(json!("special")));
    edit(&mut json, "/fields/2", None);
    let found = check(json).unwrap().compatible_with(&people()).unwrap_err();
    assert_eq!(
        pointers(&found),
        ["/fields", "/fields/2/class", "/fields/3/type"]
    );
}

#[test]
fn a_reference_leads_to_a_unique_look_up_field_of_subjects() {
    let owners = |pointer: &str, value: Value| {
        let mut json = example::people();
        edit(&mut json, pointer, Some(value));
        check(json).unwrap()
    };
    let found = |owners| timesheets().check_reference(&owners).unwrap_err();
    assert_eq!(timesheets().check_reference(&people()), Ok(()));
    assert_eq!(people().check_reference(&timesheets()), Ok(()));
    assert_eq!(
        pointers(&found(owners("/name", json!("staff")))),
        ["/owner/collection"]
    );
    assert_eq!(
        pointers(&found(owners("/fields/0/unique", json!(false)))),
        ["/owner/key"]
    );
    assert_eq!(
        pointers(&found(owners("/fields/0/lookup", json!(false)))),
        ["/owner/key"]
    );
    assert_eq!(
        pointers(&found(owners("/fields/0/type", json!("integer")))),
        ["/owner/key"]
    );
    assert_eq!(
        pointers(&found(owners("/fields/0/name", json!("no")))),
        ["/owner/key"]
    );
}

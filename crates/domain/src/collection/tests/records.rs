//! What a record must be to be taken.

use serde_json::json;

use super::{people, pointers};
use crate::Value;

fn read(json: serde_json::Value) -> Result<crate::Fields, Vec<super::Shortcoming>> {
    let serde_json::Value::Object(record) = json else {
        panic!("a record is an object");
    };
    people().read_json(&record)
}

#[test]
fn values_are_read_by_the_type_of_their_field() {
    let fields = read(json!({
        "employee_no": "7", "born": "1815-12-10", "salary": 100, "email": null, "desk": "",
    }));
    let expected = [
        (
            "born".to_owned(),
            Value::Date(jiff::civil::date(1815, 12, 10)),
        ),
        ("employee_no".to_owned(), Value::Text("7".into())),
        ("salary".to_owned(), Value::Integer(100)),
    ];
    assert_eq!(fields, Ok(expected.into()));
}

#[test]
fn everything_wrong_is_listed() {
    let found = read(json!({"born": "yesterday", "salary": "much", "shoe/size": 40})).unwrap_err();
    let mut places = pointers(&found);
    places.sort_unstable();
    assert_eq!(places, ["/born", "/employee_no", "/salary", "/shoe~1size"]);
    assert!(found.iter().all(|found| !found.message.contains("much")));
}

#[test]
fn a_required_field_needs_a_value() {
    for json in [
        json!({}),
        json!({"employee_no": null}),
        json!({"employee_no": ""}),
    ] {
        assert_eq!(pointers(&read(json).unwrap_err()), ["/employee_no"]);
    }
}

#[test]
fn a_required_field_of_the_wrong_type_is_listed_once() {
    assert_eq!(
        pointers(&read(json!({"employee_no": 7})).unwrap_err()),
        ["/employee_no"]
    );
}

#[test]
fn cells_of_text_are_read_like_json() {
    let people = people();
    let cells = [
        ("employee_no", "7"),
        ("born", "1815-12-10"),
        ("salary", "100"),
        ("email", ""),
    ];
    let expected = read(json!({"employee_no": "7", "born": "1815-12-10", "salary": 100}));
    assert_eq!(people.read_text(cells), expected);
    let found = people.read_text([("salary", "1e3"), ("x", ""), ("employee_no", "1")]);
    assert_eq!(pointers(&found.unwrap_err()), ["/salary", "/x"]);
    let found = people.read_text([("employee_no", "1"), ("employee_no", "2")]);
    assert_eq!(pointers(&found.unwrap_err()), ["/employee_no"]);
}

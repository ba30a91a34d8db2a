use domain::{Draft, Value};
use serde_json::json;

use super::*;

fn people() -> Collection {
    let draft: Draft = serde_json::from_value(json!({
        "name": "people", "purpose": "work", "lawful_basis": "contract",
        "retention": {"keep_for": "P1Y", "from": "created"},
        "owner": {"kind": "subject"}, "on_erase": "delete",
        "fields": [
            {"name": "name", "type": "text", "class": "identifier", "required": true, "on_export": "include"},
            {"name": "born", "type": "date", "class": "quasi-identifier", "on_export": "include"},
            {"name": "hours", "type": "number", "class": "none"},
        ],
    }))
    .unwrap();
    draft.check().unwrap()
}

fn rows(text: &str, mapping: Option<&str>) -> Result<Vec<Row>, String> {
    let mapping = Mapping::parse(mapping).unwrap();
    read(text, &mapping, &people())
        .map(|rows| rows.0)
        .map_err(|problem| format!("{problem:?}"))
}

/// What is wrong; rows are people's data and cannot be shown.
fn refused(text: &str, mapping: Option<&str>) -> String {
    rows(text, mapping).err().expect("a refusal")
}

#[test]
fn a_quoted_newline_is_part_of_its_cell_and_moves_the_lines_after_it() {
    let rows = rows("name,hours\n\"Ann\nOther\",1\nBob,2.5\n", None).unwrap();
    assert_eq!(rows[0].fields["name"], Value::Text("Ann\nOther".into()));
    assert_eq!((rows[0].line, rows[1].line), (2, 4));
}

#[test]
fn columns_are_mapped_or_left_out_by_the_callers_word() {
    let mapping = r#"{"Full Name":"name","Shoe size":null}"#;
    let rows = rows("Full Name,Shoe size,hours\nAnn,44,\n", Some(mapping)).unwrap();
    assert_eq!(rows[0].fields.len(), 1);
}

#[test]
fn a_column_that_nobody_mapped_is_an_error_that_names_it() {
    let problem = refused("name,Shoe size\nAnn,44\n", None);
    assert!(problem.contains("Shoe size"), "{problem}");
    let problem = refused("name\nAnn\n", Some(r#"{"Nome":"name"}"#));
    assert!(problem.contains("Nome"), "{problem}");
    let problem = refused("name,Name\nAnn,Ann\n", Some(r#"{"Name":"name"}"#));
    assert!(problem.contains("more than one column"), "{problem}");
}

#[test]
fn a_wrong_cell_is_named_by_line_and_field_and_not_repeated() {
    let problem = refused("name,born\nAnn,yesterday\n,2000-01-01\n", None);
    assert!(
        problem.contains("line: Some(2), field: Some(\"born\")"),
        "{problem}"
    );
    assert!(
        problem.contains("line: Some(3), field: Some(\"name\")"),
        "{problem}"
    );
    assert!(!problem.contains("yesterday"), "{problem}");
}

#[test]
fn a_file_that_was_cut_off_is_refused_where_it_ends() {
    let problem = refused("name,hours\nAnn,1\nBob", None);
    assert!(problem.contains("line: Some(3)"), "{problem}");
    let problem = refused("name,hours\nAnn,1\n\"Bob,2\nCy,3\n", None);
    assert!(
        problem.contains("line: Some(3)") && problem.contains("never closed"),
        "{problem}"
    );
}

#[test]
fn doubled_quotes_and_quotes_inside_a_plain_cell_are_text() {
    let rows = rows("name\n\"Ann \"\"A\"\" Other\"\n5\"\" pipe\n", None).unwrap();
    assert_eq!(
        rows[0].fields["name"],
        Value::Text("Ann \"A\" Other".into())
    );
    assert_eq!(rows[1].fields["name"], Value::Text("5\"\" pipe".into()));
}

#[test]
fn an_empty_file_has_no_header() {
    assert!(refused("", None).contains("no header row"));
}

#[test]
fn no_more_than_a_hundred_errors_are_shown() {
    let text = "born\n".to_owned() + &"x\n".repeat(500);
    let problem = refused(&text, None);
    assert_eq!(problem.matches("line: Some").count(), 100);
}

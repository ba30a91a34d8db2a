//! Input that a run may not be given.

use engine::{Cells, Context, DataClass, Date, Error, Table};

use crate::fixture::{Fixture, column, context, people};

#[track_caller]
fn assert_refused(expected: &str, context: &Context, table: &Table) {
    match Fixture::default().plugin().anonymize(context, table) {
        Err(Error::InputRefused(text)) => assert!(text.contains(expected), "{text}"),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn assert_table_refused(expected: &str, change: impl FnOnce(&mut Table)) {
    let mut table = people();
    change(&mut table);
    assert_refused(expected, &context(), &table);
}

#[test]
fn a_table_that_is_too_large_is_refused_by_the_bound_it_breaks() {
    let texts = |name: &str, rows, bytes| {
        let cells = Cells::Text(vec![Some("x".repeat(bytes)); rows]);
        column(name, DataClass::None, &cells)
    };
    assert_table_refused("1001 rows, of at most 1000", |t| {
        t.columns.truncate(1);
        t.columns[0] = texts("x", 1_001, 1);
    });
    assert_table_refused("bytes of values, of at most 262144", |t| {
        t.columns.truncate(1);
        t.columns[0] = texts("x", 1_000, 263);
    });
    assert_table_refused("17000 cells", |t| {
        t.columns = (0..17).map(|i| texts(&i.to_string(), 1_000, 0)).collect();
    });
    assert_table_refused("257 columns", |t| {
        t.columns = (0..257).map(|i| texts(&i.to_string(), 0, 0)).collect();
    });
}

#[test]
fn a_table_that_makes_no_sense_is_refused() {
    assert_table_refused("column `pay` has 1 rows, the first has 3", |t| {
        t.columns[1] = column("pay", DataClass::Sensitive, &Cells::Boolean(vec![None]));
    });
    assert_table_refused("two columns are named `name`", |t| {
        t.columns[1].name = "name".into();
    });
    assert_table_refused("not a finite number", |t| {
        t.columns[1] = column(
            "pay",
            DataClass::Sensitive,
            &Cells::Number(vec![None, Some(f64::NAN), None]),
        );
    });
    assert_table_refused("not a day of the calendar", |t| {
        let never = Date {
            year: 2023,
            month: 2,
            day: 29,
        };
        t.columns[1] = column(
            "pay",
            DataClass::Sensitive,
            &Cells::Date(vec![None, None, Some(never)]),
        );
    });
}

#[test]
fn parameters_are_a_json_object_of_bounded_size() {
    let parameters = |text: String| Context {
        parameters: text,
        ..context()
    };
    for text in ["", "[]", "{", "{} {}", "null"] {
        assert_refused("not a JSON object", &parameters(text.into()), &people());
    }
    let long = format!("{{\"x\":\"{}\"}}", "x".repeat(20_000));
    assert_refused("bytes of parameters", &parameters(long), &people());
}

//! The files of `fixtures/` were read by pyarrow 26.0.1 with every value as it was given; what the plugin writes is
//! compared with them. Where `LETHE_WRITE_FIXTURES` is set they are written anew: read them with another reader then.

use std::path::Path;

use lethe_plugin::testing::{self, NOW_MS};
use lethe_plugin::{DataClass, Date, Exporter, FileContext, Refusal, Table, Values};

use crate::{Parameters, Parquet};

fn of(collection: &str) -> Parameters {
    Parameters {
        collection: Some(collection.to_owned()),
    }
}

fn days(days: [Option<(i16, u8, u8)>; 3]) -> Values {
    let date = |(year, month, day)| Date { year, month, day };
    Values::Date(days.map(|day| day.map(date)).to_vec())
}

/// Every type, and what is at the edge of each.
fn odd() -> Table {
    let scans = vec![Some(vec![0, 1, 255]), Some(Vec::new()), None];
    let moments = vec![Some(-1), Some(253_402_207_200_999), None];
    Table::new()
        .with_text(
            "name",
            DataClass::Identifier,
            [Some("a\"\n\0李"), Some(""), None],
        )
        .with(
            "born",
            DataClass::QuasiIdentifier,
            days([Some((1815, 12, 10)), None, Some((-44, 3, 15))]),
        )
        .with(
            "pay",
            DataClass::Sensitive,
            Values::Integer(vec![Some(i64::MIN), Some(i64::MAX), None]),
        )
        .with(
            "score",
            DataClass::Sensitive,
            Values::Number(vec![Some(-0.0), Some(5e-324), Some(f64::MAX)]),
        )
        .with(
            "union",
            DataClass::Special,
            Values::Boolean(vec![Some(true), None, Some(false)]),
        )
        .with("seen", DataClass::FreeText, Values::Timestamp(moments))
        .with("scan", DataClass::None, Values::Bytes(scans))
}

/// A copy of two collections, the first in two tables.
fn copy() -> Vec<(&'static str, Table)> {
    let statement = Table::new().with_text("statement", DataClass::FreeText, [Some("so it is")]);
    vec![
        ("people", odd()),
        ("people", odd()),
        ("statements", statement),
    ]
}

#[track_caller]
fn same(file: &[u8], fixture: &str) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(fixture);
    if std::env::var_os("LETHE_WRITE_FIXTURES").is_some() {
        std::fs::write(&fixture, file).unwrap();
    }
    assert!(
        std::fs::read(&fixture).unwrap() == file,
        "not {}",
        fixture.display()
    );
}

/// The pieces of a file, as calls answer them.
fn pieces(parameters: Parameters, tables: &[(&str, Table)]) -> Vec<Vec<u8>> {
    let context = FileContext {
        title: "test".to_owned(),
        now_ms: NOW_MS,
        parameters,
    };
    let mut begin = Vec::new();
    let mut file = Parquet::begin(context, &mut begin).unwrap();
    let mut pieces = vec![begin];
    for (collection, rows) in tables {
        let mut piece = Vec::new();
        file.push(collection, rows, &mut piece).unwrap();
        pieces.push(piece);
    }
    let mut end = Vec::new();
    file.finish(&mut end).unwrap();
    pieces.push(end);
    pieces
}

#[test]
fn a_copy_is_written_as_rows_of_values() {
    let file = testing::export::<Parquet>(Parameters::default(), &copy()).unwrap();
    same(&file, "cells.parquet");
}

#[test]
fn a_collection_is_written_with_columns_of_their_types() {
    let file = testing::export::<Parquet>(of("people"), &copy()).unwrap();
    same(&file, "records.parquet");
}

#[test]
fn a_copy_of_nothing_is_a_file_without_rows() {
    let file = testing::export::<Parquet>(Parameters::default(), &[]).unwrap();
    same(&file, "nothing.parquet");
}

#[test]
fn a_collection_that_is_not_there_is_refused_by_name() {
    let refused = testing::export::<Parquet>(of("nobody"), &copy()).unwrap_err();
    let Refusal::InvalidParameters(message) = refused else {
        panic!("{refused}");
    };
    assert!(message.contains("`nobody`"), "{message}");
}

#[test]
fn a_collection_has_the_same_columns_in_every_table() {
    let other = |name: &str| Table::new().with_text(name, DataClass::None, [Some("x")]);
    for other in [
        other("y"),
        other("x").with_text("y", DataClass::None, [Some("x")]),
    ] {
        let first = Table::new().with_text("x", DataClass::None, [Some("x")]);
        let refused = testing::export::<Parquet>(of("a"), &[("a", first), ("a", other)]);
        assert!(matches!(refused, Err(Refusal::UnsupportedColumn(_))));
    }
}

#[test]
fn no_call_answers_more_than_it_may_and_little_waits_for_the_end() {
    let text = "x".repeat(240);
    let column = || vec![Some(text.as_str()); 1_000];
    let table = || Table::new().with_text("note", DataClass::FreeText, column());
    let numbers = |table: Table, name: usize| {
        let numbers = Values::Number(vec![Some(-f64::MIN_POSITIVE); 1_000]);
        table.with(&name.to_string(), DataClass::None, numbers)
    };
    let wide = || (0..16).fold(Table::new(), numbers);
    let tables: Vec<(&str, Table)> = (0..20)
        .flat_map(|_| [("notes", table()), ("wide", wide())])
        .collect();
    for parameters in [Parameters::default(), of("notes"), of("wide")] {
        let pieces = pieces(parameters, &tables);
        let largest = pieces.iter().map(Vec::len).max().unwrap();
        assert!(largest < 1 << 20, "{largest}");
        let end = pieces.last().unwrap().len();
        assert!(end < 256 << 10, "{end}");
        let whole = pieces.concat();
        assert!(whole.starts_with(b"PAR1") && whole.ends_with(b"PAR1"));
    }
}

#[test]
fn the_schema_is_that_of_the_parameters() {
    let shipped: serde_json::Value =
        serde_json::from_str(include_str!("../parameters.schema.json")).unwrap();
    assert_eq!(&shipped, schemars::schema_for!(Parameters).as_value());
}

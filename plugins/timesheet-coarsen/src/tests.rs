//! The agreement, by example.

use lethe_plugin::{DataClass, Refusal, Table, Value, Values, testing};

use crate::{Parameters, Plugin};

const CODES: &str = r#"{"codes":{"onboarding":"ONB","Übergabe":"UEB","review":"REV"}}"#;

fn on_text(class: DataClass, text: &str) -> Option<String> {
    testing::run_on_text::<Plugin>(CODES, class, text).unwrap()
}

#[test]
fn a_day_becomes_the_monday_of_its_week() {
    let days = [
        Some((2026, 1, 1)),
        Some((2026, 1, 5)),
        Some((2026, 1, 11)),
        None,
    ];
    let table = Table::new().with_dates("worked_on", DataClass::QuasiIdentifier, days);
    let table = testing::run::<Plugin>("{}", table).unwrap();
    let weeks: Vec<_> = (0..4)
        .map(|row| match table.column("worked_on").unwrap().get(row) {
            Some(Value::Date(date)) => Some((date.year, date.month, date.day)),
            _ => None,
        })
        .collect();
    assert_eq!(
        weeks,
        [
            Some((2025, 12, 29)),
            Some((2026, 1, 5)),
            Some((2026, 1, 5)),
            None
        ]
    );
}

#[test]
fn a_moment_becomes_the_start_of_its_week() {
    let moments = Values::Timestamp(vec![Some(testing::NOW_MS)]);
    let table = Table::new().with("left_at", DataClass::Sensitive, moments);
    let table = testing::run::<Plugin>("{}", table).unwrap();
    let monday = table.column("left_at").unwrap().get(0);
    assert_eq!(
        monday,
        Some(Value::Timestamp(testing::NOW_MS - 3 * 86_400_000))
    );
}

#[test]
fn every_reason_of_an_absence_becomes_the_same() {
    assert_eq!(
        on_text(DataClass::Special, "sick leave").as_deref(),
        Some("absent")
    );
    assert_eq!(
        on_text(DataClass::Special, "union meeting").as_deref(),
        Some("absent")
    );
}

#[test]
fn a_note_becomes_the_codes_of_its_words() {
    let coded = |note| on_text(DataClass::FreeText, note).unwrap();
    assert_eq!(
        coded("Onboarding of Ada, then REVIEW and review"),
        "ONB+REV"
    );
    assert_eq!(coded("übergabe an Herrn Maier"), "UEB");
    assert_eq!(coded("lunch with Reviewer Ada"), "OTHER");
}

#[test]
fn a_number_is_refused() {
    let table = Table::new().with("pay", DataClass::Sensitive, Values::Number(vec![Some(7.0)]));
    let refusal = testing::run::<Plugin>("{}", table).unwrap_err();
    assert!(matches!(refusal, Refusal::UnsupportedColumn(_)));
}

#[test]
fn the_schema_is_that_of_the_parameters() {
    let derived = schemars::schema_for!(Parameters);
    testing::check_schema::<Plugin>(derived.as_value(), "parameters.schema.json").unwrap();
}

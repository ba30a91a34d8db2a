//! Values as people write them, and as a plugin takes them.

use domain::{DataClass, Value, ValueType};
use engine::{Cells, Date};
use jiff::{Timestamp, civil};

/// Every class.
pub(super) const CLASSES: [DataClass; 7] = [
    DataClass::Identifier,
    DataClass::Contact,
    DataClass::QuasiIdentifier,
    DataClass::Sensitive,
    DataClass::Special,
    DataClass::FreeText,
    DataClass::None,
];

/// The cells of a column.
pub(super) fn cells(value_type: ValueType, given: &[Option<Value>]) -> Cells {
    macro_rules! column {
        ($variant:ident, $value:ident => $as:expr) => {
            given
                .iter()
                .map(|value| match value {
                    Some(Value::$variant($value)) => Some($as),
                    _ => None,
                })
                .collect()
        };
    }
    match value_type {
        ValueType::Text => Cells::Text(column!(Text, it => it.clone())),
        ValueType::Integer => Cells::Integer(column!(Integer, it => *it)),
        ValueType::Number => Cells::Number(column!(Number, it => *it)),
        ValueType::Boolean => Cells::Boolean(column!(Boolean, it => *it)),
        ValueType::Date => Cells::Date(column!(Date, it => day(*it))),
        ValueType::Timestamp => Cells::Timestamp(column!(Timestamp, it => it.as_millisecond())),
        ValueType::Bytes => Cells::Bytes(column!(Bytes, it => it.clone())),
    }
}

/// What a column holds; the engine has checked that days and moments exist.
pub(super) fn read(cells: Cells) -> Vec<Option<Value>> {
    fn all<T>(values: Vec<Option<T>>, read: impl Fn(T) -> Option<Value>) -> Vec<Option<Value>> {
        values
            .into_iter()
            .map(|value| value.and_then(&read))
            .collect()
    }
    match cells {
        Cells::Text(values) => all(values, |it| Some(Value::Text(it))),
        Cells::Integer(values) => all(values, |it| Some(Value::Integer(it))),
        Cells::Number(values) => all(values, |it| Some(Value::Number(it))),
        Cells::Boolean(values) => all(values, |it| Some(Value::Boolean(it))),
        Cells::Date(values) => all(values, |it| civil_day(it).map(Value::Date)),
        Cells::Timestamp(values) => all(values, |it| {
            Timestamp::from_millisecond(it).ok().map(Value::Timestamp)
        }),
        Cells::Bytes(values) => all(values, |it| Some(Value::Bytes(it))),
    }
}

/// The class as the contract has it.
pub(super) fn class(class: DataClass) -> engine::DataClass {
    match class {
        DataClass::Identifier => engine::DataClass::Identifier,
        DataClass::Contact => engine::DataClass::Contact,
        DataClass::QuasiIdentifier => engine::DataClass::QuasiIdentifier,
        DataClass::Sensitive => engine::DataClass::Sensitive,
        DataClass::Special => engine::DataClass::Special,
        DataClass::FreeText => engine::DataClass::FreeText,
        DataClass::None => engine::DataClass::None,
    }
}

/// The class's name in the contract.
pub(super) fn class_name(class: engine::DataClass) -> &'static str {
    match class {
        engine::DataClass::Identifier => "identifier",
        engine::DataClass::Contact => "contact",
        engine::DataClass::QuasiIdentifier => "quasi-identifier",
        engine::DataClass::Sensitive => "sensitive",
        engine::DataClass::Special => "special",
        engine::DataClass::FreeText => "free-text",
        engine::DataClass::None => "none",
    }
}

fn day(date: civil::Date) -> Date {
    // Both are 1 or more: a civil date has no other months and days.
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    Date {
        year: date.year(),
        month,
        day,
    }
}

fn civil_day(date: Date) -> Option<civil::Date> {
    let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    civil::Date::new(date.year, month, day).ok()
}

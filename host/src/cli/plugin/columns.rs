//! Values as people write them, and as a plugin takes them.

use domain::{DataClass, Value, ValueType};
use engine::{Date, Values};
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

/// The values of a column.
pub(super) fn values(value_type: ValueType, given: &[Option<Value>]) -> Values {
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
        ValueType::Text => Values::Text(column!(Text, it => it.clone())),
        ValueType::Integer => Values::Integer(column!(Integer, it => *it)),
        ValueType::Number => Values::Number(column!(Number, it => *it)),
        ValueType::Boolean => Values::Boolean(column!(Boolean, it => *it)),
        ValueType::Date => Values::Date(column!(Date, it => day(*it))),
        ValueType::Timestamp => Values::Timestamp(column!(Timestamp, it => it.as_millisecond())),
        ValueType::Bytes => Values::Bytes(column!(Bytes, it => it.clone())),
    }
}

/// What a column holds; the engine has checked that days and moments exist.
pub(super) fn read(values: Values) -> Vec<Option<Value>> {
    fn all<T>(values: Vec<Option<T>>, read: impl Fn(T) -> Option<Value>) -> Vec<Option<Value>> {
        values
            .into_iter()
            .map(|value| value.and_then(&read))
            .collect()
    }
    match values {
        Values::Text(values) => all(values, |it| Some(Value::Text(it))),
        Values::Integer(values) => all(values, |it| Some(Value::Integer(it))),
        Values::Number(values) => all(values, |it| Some(Value::Number(it))),
        Values::Boolean(values) => all(values, |it| Some(Value::Boolean(it))),
        Values::Date(values) => all(values, |it| civil_day(it).map(Value::Date)),
        Values::Timestamp(values) => all(values, |it| {
            Timestamp::from_millisecond(it).ok().map(Value::Timestamp)
        }),
        Values::Bytes(values) => all(values, |it| Some(Value::Bytes(it))),
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

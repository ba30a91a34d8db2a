//! Fields of records as the columns that a plugin is given, and back.

use domain::{DataClass, Field, Value, ValueType};

use crate::platform::engine;
use crate::sealing::Record;

/// What a plugin's answer is not; the text names the first difference and no value.
#[derive(Debug, PartialEq, Eq)]
pub struct Misfit(
    /// What differs.
    pub String,
);

/// The columns of these fields over these records.
pub fn of(fields: &[&Field], records: &[Record]) -> engine::Table {
    let columns = fields.iter().map(|field| column(field, records));
    engine::Table {
        columns: columns.collect(),
    }
}

/// A column of texts.
pub fn texts(name: &str, class: engine::DataClass, texts: Vec<Option<String>>) -> engine::Column {
    engine::Column::pack(name, class, &Cells::Text(texts))
}

/// A column of these values, of which those of another type count as absent.
pub fn values(
    name: &str,
    class: engine::DataClass,
    value_type: ValueType,
    values: &[Option<Value>],
) -> engine::Column {
    pack(name, class, value_type, values.iter().map(Option::as_ref))
}

/// The values of a column, if it is one and they are of this type.
pub fn taken(column: engine::Column, value_type: ValueType) -> Option<Vec<Option<Value>>> {
    column.check().ok()?;
    read(column.unpack(), value_type)
}

/// Roughly how many bytes the values of these fields are.
pub fn size(fields: &[&Field], record: &Record) -> usize {
    let size = |field: &&Field| match record.fields.get(&field.name) {
        Some(Value::Text(text)) => text.len() + 8,
        Some(Value::Bytes(bytes)) => bytes.len() + 8,
        _ => 16,
    };
    fields.iter().map(size).sum()
}

/// Puts a plugin's answer in the place of what it was given.
///
/// The engine has checked the shape already; what decides about people's data is checked where it is used.
pub fn put(table: engine::Table, fields: &[&Field], records: &mut [Record]) -> Result<(), Misfit> {
    if table.columns.len() != fields.len() {
        return Err(Misfit(format!(
            "{} columns for {}",
            table.columns.len(),
            fields.len()
        )));
    }
    for (column, field) in table.columns.into_iter().zip(fields) {
        if column.name != field.name {
            return Err(Misfit(format!(
                "another column in the place of {}",
                field.name
            )));
        }
        if let Err(fault) = column.check() {
            return Err(Misfit(format!("the column {} {fault}", field.name)));
        }
        let values = read(column.unpack(), field.value_type)
            .ok_or_else(|| Misfit(format!("another type in the column {}", field.name)))?;
        if values.len() != records.len() {
            return Err(Misfit(format!(
                "{} rows for {}",
                values.len(),
                records.len()
            )));
        }
        for (record, value) in records.iter_mut().zip(values) {
            match value.filter(|value| !value.to_text().is_empty()) {
                Some(value) => record.fields.insert(field.name.clone(), value),
                None => record.fields.remove(&field.name),
            };
        }
    }
    Ok(())
}

/// The cells of a column, as records have them.
pub type Cells = columns::Cells<engine::Date>;

columns::columnar!(engine, Cells);

fn column(field: &Field, records: &[Record]) -> engine::Column {
    let values = records.iter().map(|record| record.fields.get(&field.name));
    pack(&field.name, class(field.class), field.value_type, values)
}

fn pack<'a>(
    name: &str,
    class: engine::DataClass,
    value_type: ValueType,
    values: impl Iterator<Item = Option<&'a Value>>,
) -> engine::Column {
    macro_rules! cells {
        ($variant:ident, $value:ident => $given:expr) => {
            values
                .map(|value| match value {
                    Some(Value::$variant($value)) => Some($given),
                    _ => None,
                })
                .collect()
        };
    }
    let cells = match value_type {
        ValueType::Text => Cells::Text(cells!(Text, text => text.clone())),
        ValueType::Integer => Cells::Integer(cells!(Integer, number => *number)),
        ValueType::Number => Cells::Number(cells!(Number, number => *number)),
        ValueType::Boolean => Cells::Boolean(cells!(Boolean, boolean => *boolean)),
        ValueType::Date => Cells::Date(cells!(Date, date => day(*date))),
        ValueType::Timestamp => Cells::Timestamp(cells!(Timestamp, at => at.as_millisecond())),
        ValueType::Bytes => Cells::Bytes(cells!(Bytes, bytes => bytes.clone())),
    };
    engine::Column::pack(name, class, &cells)
}

/// The values of a column of this type; none where the type is another or a value is none of it.
fn read(cells: Cells, value_type: ValueType) -> Option<Vec<Option<Value>>> {
    fn all<T>(
        cells: Vec<Option<T>>,
        read: impl Fn(T) -> Option<Value>,
    ) -> Option<Vec<Option<Value>>> {
        cells
            .into_iter()
            .map(|value| value.map(&read).map_or(Some(None), |v| v.map(Some)))
            .collect()
    }
    match (cells, value_type) {
        (Cells::Text(cells), ValueType::Text) => all(cells, |v| Some(Value::Text(v))),
        (Cells::Integer(cells), ValueType::Integer) => all(cells, |v| Some(Value::Integer(v))),
        (Cells::Number(cells), ValueType::Number) => {
            all(cells, |v| v.is_finite().then_some(Value::Number(v)))
        }
        (Cells::Boolean(cells), ValueType::Boolean) => all(cells, |v| Some(Value::Boolean(v))),
        (Cells::Date(cells), ValueType::Date) => all(cells, |v| civil(v).map(Value::Date)),
        (Cells::Timestamp(cells), ValueType::Timestamp) => all(cells, |v| {
            jiff::Timestamp::from_millisecond(v)
                .ok()
                .map(Value::Timestamp)
        }),
        (Cells::Bytes(cells), ValueType::Bytes) => all(cells, |v| Some(Value::Bytes(v))),
        _ => None,
    }
}

fn day(date: jiff::civil::Date) -> engine::Date {
    // Both are 1 or more: a civil date has no other months and days.
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    engine::Date {
        year: date.year(),
        month,
        day,
    }
}

fn civil(date: engine::Date) -> Option<jiff::civil::Date> {
    let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    jiff::civil::Date::new(date.year, month, day).ok()
}

/// The class as the contract has it.
pub fn class(class: DataClass) -> engine::DataClass {
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

#[cfg(test)]
mod tests;

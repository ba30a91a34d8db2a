//! One value, whatever its type.

use std::fmt::{self, Write};

use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};

use crate::{Date, ValueType, calendar};

/// A value of a field. A field without a value is `None`, never an empty value.
#[derive(Clone, Debug)]
pub enum Value {
    /// Unicode text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A finite floating-point number.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// A calendar day.
    Date(Date),
    /// A moment, in milliseconds since 1970-01-01T00:00:00Z.
    Timestamp(i64),
    /// Bytes of any kind.
    Bytes(Vec<u8>),
}

impl Value {
    /// The type of the value.
    pub fn value_type(&self) -> ValueType {
        match self {
            Self::Text(_) => ValueType::Text,
            Self::Integer(_) => ValueType::Integer,
            Self::Number(_) => ValueType::Number,
            Self::Boolean(_) => ValueType::Boolean,
            Self::Date(_) => ValueType::Date,
            Self::Timestamp(_) => ValueType::Timestamp,
            Self::Bytes(_) => ValueType::Bytes,
        }
    }
}

/// As files have it: dates and moments by RFC 3339 (years beyond four digits with their sign), bytes in Base64
/// (RFC 4648). A number is written with as few digits as give the same number back.
impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Integer(number) => number.fmt(formatter),
            Self::Number(number) => number.fmt(formatter),
            Self::Boolean(truth) => truth.fmt(formatter),
            Self::Date(date) => write_date(formatter, *date),
            Self::Timestamp(moment) => {
                write_date(formatter, calendar::date_of(*moment))?;
                let of_day = moment.rem_euclid(calendar::DAY_MS);
                let (seconds, ms) = (of_day / 1_000, of_day % 1_000);
                let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
                for (before, part, width) in [
                    ('T', hour, 2),
                    (':', minute, 2),
                    (':', second, 2),
                    ('.', ms, 3),
                ] {
                    formatter.write_char(before)?;
                    write_padded(formatter, part, width)?;
                }
                formatter.write_char('Z')
            }
            Self::Bytes(bytes) => {
                base64::display::Base64Display::new(bytes, &STANDARD).fmt(formatter)
            }
        }
    }
}

fn write_date(formatter: &mut fmt::Formatter<'_>, date: Date) -> fmt::Result {
    let Date { year, month, day } = date;
    if (0..=9_999).contains(&year) {
        write_padded(formatter, year.into(), 4)?;
    } else {
        formatter.write_char(if year < 0 { '-' } else { '+' })?;
        write_padded(formatter, i64::from(year).abs(), 6)?;
    }
    for part in [month, day] {
        formatter.write_char('-')?;
        write_padded(formatter, part.into(), 2)?;
    }
    Ok(())
}

/// Writes a number of at most so many digits. With the formatter's own padding a table full of moments takes 73 million
/// units of fuel to write, with this 53.
fn write_padded(formatter: &mut fmt::Formatter<'_>, number: i64, width: u32) -> fmt::Result {
    for place in (0..width).rev() {
        let digit = number / 10_i64.pow(place) % 10;
        let digit = u32::try_from(digit).ok();
        formatter.write_char(digit.and_then(|it| char::from_digit(it, 10)).unwrap_or('0'))?;
    }
    Ok(())
}

/// As JSON has it: what JSON has no type for is a text, as [`Display`](fmt::Display) writes it.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Boolean(truth) => serializer.serialize_bool(*truth),
            other @ (Self::Date(_) | Self::Timestamp(_) | Self::Bytes(_)) => {
                serializer.collect_str(other)
            }
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(two)) => one == two,
            (Self::Integer(one), Self::Integer(two))
            | (Self::Timestamp(one), Self::Timestamp(two)) => one == two,
            (Self::Number(one), Self::Number(two)) => one == two,
            (Self::Boolean(one), Self::Boolean(two)) => one == two,
            (Self::Date(one), Self::Date(two)) => {
                (one.year, one.month, one.day) == (two.year, two.month, two.day)
            }
            (Self::Bytes(one), Self::Bytes(two)) => one == two,
            _ => false,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Value;
    use crate::Date;

    #[test]
    fn a_value_is_written_as_files_have_it() {
        let date = |year| {
            Value::Date(Date {
                year,
                month: 3,
                day: 5,
            })
        };
        for (value, text) in [
            (Value::Integer(-7), "-7"),
            (Value::Number(0.1), "0.1"),
            (Value::Number(1e300), &*1e300.to_string()),
            (Value::Boolean(true), "true"),
            (date(2026), "2026-03-05"),
            (date(-44), "-000044-03-05"),
            (date(0), "0000-03-05"),
            (date(i16::MIN), "-032768-03-05"),
            (date(i16::MAX), "+032767-03-05"),
            (Value::Timestamp(-1), "1969-12-31T23:59:59.999Z"),
            (
                Value::Timestamp(1_767_229_445_006),
                "2026-01-01T01:04:05.006Z",
            ),
            (Value::Bytes(vec![0, 1, 255]), "AAH/"),
        ] {
            assert_eq!(value.to_string(), text);
        }
    }
}

//! From the server's columns, in PostgreSQL's binary format, to a component's values.

use jiff::{Span, civil::Time};
use sqlx::{
    Column as _, Row as _, TypeInfo as _, ValueRef as _,
    postgres::{PgColumn, PgRow, PgValueRef},
};

use super::encode::{EPOCH, JSONB, MICROS_OF_DAY};
use crate::spin::bindings::spin::postgres::postgres::{Column, DbDataType, DbValue, Error};

/// Names a column and its type.
pub(super) fn column(column: &PgColumn) -> Column {
    let data_type = match column.type_info().name() {
        "BOOL" => DbDataType::Boolean,
        "\"CHAR\"" => DbDataType::Int8,
        "INT2" => DbDataType::Int16,
        "INT4" => DbDataType::Int32,
        "INT8" => DbDataType::Int64,
        "FLOAT4" => DbDataType::Floating32,
        "FLOAT8" => DbDataType::Floating64,
        "TEXT" | "VARCHAR" | "CHAR" | "NAME" => DbDataType::Str,
        "BYTEA" => DbDataType::Binary,
        "DATE" => DbDataType::Date,
        "TIME" => DbDataType::Time,
        "TIMESTAMP" => DbDataType::Datetime,
        "UUID" => DbDataType::Uuid,
        "JSONB" => DbDataType::Jsonb,
        other => DbDataType::Other(other.to_lowercase()),
    };
    Column {
        name: column.name().to_owned(),
        data_type,
    }
}

/// Reads a row.
pub(super) fn row(row: &PgRow) -> Result<Vec<DbValue>, Error> {
    let value = |index| {
        let raw = row.try_get_raw(index).map_err(|error| unreadable(&error))?;
        value(&raw)
    };
    (0..row.len()).map(value).collect()
}

/// About as much memory as a row takes.
pub(super) fn size(row: &PgRow) -> usize {
    let payload = |index| {
        let raw = row.try_get_raw(index).ok();
        raw.and_then(|raw| raw.as_bytes().ok().map(<[u8]>::len))
            .unwrap_or(0)
    };
    (0..row.len())
        .map(|index| size_of::<DbValue>() + payload(index))
        .sum()
}

fn value(raw: &PgValueRef<'_>) -> Result<DbValue, Error> {
    if raw.is_null() {
        return Ok(DbValue::DbNull);
    }
    let kind = raw.type_info();
    let bytes = raw.as_bytes().map_err(|error| unreadable(&error))?;
    let text = || String::from_utf8(bytes.to_vec()).ok();
    let value = match kind.name() {
        "BOOL" => bytes.first().map(|byte| DbValue::Boolean(*byte != 0)),
        "\"CHAR\"" => number(bytes).map(|bytes| DbValue::Int8(i8::from_be_bytes(bytes))),
        "INT2" => number(bytes).map(|bytes| DbValue::Int16(i16::from_be_bytes(bytes))),
        "INT4" => number(bytes).map(|bytes| DbValue::Int32(i32::from_be_bytes(bytes))),
        "INT8" => number(bytes).map(|bytes| DbValue::Int64(i64::from_be_bytes(bytes))),
        "FLOAT4" => number(bytes).map(|bytes| DbValue::Floating32(f32::from_be_bytes(bytes))),
        "FLOAT8" => number(bytes).map(|bytes| DbValue::Floating64(f64::from_be_bytes(bytes))),
        "TEXT" | "VARCHAR" | "CHAR" | "NAME" => text().map(DbValue::Str),
        "BYTEA" => Some(DbValue::Binary(bytes.to_vec())),
        "UUID" => uuid::Uuid::from_slice(bytes)
            .ok()
            .map(|uuid| DbValue::Uuid(uuid.to_string())),
        "JSONB" => bytes
            .strip_prefix(&[JSONB])
            .map(|json| DbValue::Jsonb(json.to_vec())),
        "DATE" => number(bytes).and_then(|bytes| date(i32::from_be_bytes(bytes).into())),
        "TIME" => number(bytes)
            .and_then(|bytes| time(i64::from_be_bytes(bytes)))
            .map(DbValue::Time),
        "TIMESTAMP" => number(bytes).and_then(|bytes| datetime(i64::from_be_bytes(bytes))),
        // What a function gives that gives nothing.
        "VOID" => Some(DbValue::Unsupported(Vec::new())),
        other => {
            let why =
                format!("a column of type {other}, which this host does not read: cast it to text");
            return Err(Error::ValueConversionFailed(why));
        }
    };
    value.ok_or_else(|| {
        Error::ValueConversionFailed(format!("a {} that is beyond what can be said", kind.name()))
    })
}

fn number<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.try_into().ok()
}

fn date(days: i64) -> Option<DbValue> {
    civil(days).map(DbValue::Date)
}

fn civil(days: i64) -> Option<(i32, u8, u8)> {
    let date = EPOCH.checked_add(Span::new().try_days(days).ok()?).ok()?;
    let (month, day) = (date.month().try_into().ok()?, date.day().try_into().ok()?);
    Some((date.year().into(), month, day))
}

fn time(micros: i64) -> Option<(u8, u8, u8, u32)> {
    let time = Time::midnight()
        .checked_add(Span::new().try_microseconds(micros).ok()?)
        .ok()?;
    let (hour, minute) = (time.hour().try_into().ok()?, time.minute().try_into().ok()?);
    let (second, nanosecond) = (
        time.second().try_into().ok()?,
        time.subsec_nanosecond().try_into().ok()?,
    );
    Some((hour, minute, second, nanosecond))
}

fn datetime(micros: i64) -> Option<DbValue> {
    let (year, month, day) = civil(micros.div_euclid(MICROS_OF_DAY))?;
    let (hour, minute, second, nanosecond) = time(micros.rem_euclid(MICROS_OF_DAY))?;
    Some(DbValue::Datetime((
        year, month, day, hour, minute, second, nanosecond,
    )))
}

fn unreadable(error: &impl ToString) -> Error {
    Error::ValueConversionFailed(error.to_string())
}

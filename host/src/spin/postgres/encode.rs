//! From a component's values to the server's parameters, in PostgreSQL's binary format.
//!
//! A value must be of the type that the statement gives its parameter, as in Spin: nothing is
//! converted on the way, so that what works here works there.

use jiff::civil::{Date, Time, date};
use sqlx::{
    Encode, Postgres, Type, TypeInfo as _,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgArguments, PgTypeInfo},
};

use crate::spin::bindings::spin::postgres::postgres::{Error, ParameterValue};

/// The day from which PostgreSQL counts.
pub(super) const EPOCH: Date = date(2000, 1, 1);

/// The version byte before the text of a `jsonb`.
pub(super) const JSONB: u8 = 1;

/// A parameter as it goes over the wire; `None` is NULL.
struct Wire {
    kind: PgTypeInfo,
    bytes: Option<Vec<u8>>,
}

impl Type<Postgres> for Wire {
    fn type_info() -> PgTypeInfo {
        // Never asked for: `produces` knows better.
        PgTypeInfo::with_name("unknown")
    }
}

impl Encode<'_, Postgres> for Wire {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Ok(match &self.bytes {
            Some(bytes) => {
                buffer.extend_from_slice(bytes);
                IsNull::No
            }
            None => IsNull::Yes,
        })
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(self.kind.clone())
    }
}

/// The parameters of a statement, of which the server said what types it wants.
pub(super) fn arguments(
    types: &[PgTypeInfo],
    values: Vec<ParameterValue>,
) -> Result<PgArguments, Error> {
    if types.len() != values.len() {
        return Err(Error::BadParameter(format!(
            "the statement has {} parameters and was given {} values",
            types.len(),
            values.len()
        )));
    }
    let mut arguments = PgArguments::default();
    for (number, (kind, value)) in (1..).zip(types.iter().zip(values)) {
        let bytes = encode(kind.name(), value).map_err(|given| {
            let wanted = kind.name();
            Error::BadParameter(format!(
                "${number} is of type {wanted} and was given {given}"
            ))
        })?;
        let kind = kind.clone();
        sqlx::Arguments::add(&mut arguments, Wire { kind, bytes })
            .map_err(|error| Error::BadParameter(format!("${number}: {error}")))?;
    }
    Ok(arguments)
}

/// Gives the bytes, or what was given instead of what is wanted.
fn encode(wanted: &str, value: ParameterValue) -> Result<Option<Vec<u8>>, &'static str> {
    use ParameterValue as P;
    let (fits, given, bytes): (&[&str], _, _) = match value {
        P::DbNull => return Ok(None),
        P::Boolean(value) => (&["BOOL"], "a boolean", vec![u8::from(value)]),
        P::Int8(value) => (&["\"CHAR\""], "an int8", value.to_be_bytes().to_vec()),
        P::Int16(value) => (&["INT2"], "an int16", value.to_be_bytes().to_vec()),
        P::Int32(value) => (&["INT4"], "an int32", value.to_be_bytes().to_vec()),
        P::Int64(value) => (&["INT8"], "an int64", value.to_be_bytes().to_vec()),
        P::Floating32(value) => (&["FLOAT4"], "a floating32", value.to_be_bytes().to_vec()),
        P::Floating64(value) => (&["FLOAT8"], "a floating64", value.to_be_bytes().to_vec()),
        P::Str(value) => (
            &["TEXT", "VARCHAR", "CHAR", "NAME", "UNKNOWN"],
            "a string",
            value.into_bytes(),
        ),
        P::Binary(value) => (&["BYTEA"], "bytes", value),
        P::Uuid(value) => {
            let uuid = value.parse::<uuid::Uuid>().map_err(|_| "what is no UUID")?;
            (&["UUID"], "a UUID", uuid.into_bytes().to_vec())
        }
        P::Jsonb(value) => (&["JSONB"], "JSON", [&[JSONB], value.as_slice()].concat()),
        P::Date(value) => {
            let days = days(value).ok_or("what is no date")?;
            (&["DATE"], "a date", days.to_be_bytes().to_vec())
        }
        P::Time(value) => {
            let micros = micros(value).ok_or("what is no time")?;
            (&["TIME"], "a time", micros.to_be_bytes().to_vec())
        }
        P::Datetime((year, month, day, hour, minute, second, nanosecond)) => {
            let days = days((year, month, day)).ok_or("what is no date")?;
            let micros = micros((hour, minute, second, nanosecond)).ok_or("what is no time")?;
            let micros = i64::from(days) * MICROS_OF_DAY + micros;
            (
                &["TIMESTAMP"],
                "a date and time",
                micros.to_be_bytes().to_vec(),
            )
        }
        P::Timestamp(_)
        | P::Decimal(_)
        | P::RangeInt32(_)
        | P::RangeInt64(_)
        | P::RangeDecimal(_)
        | P::ArrayInt32(_)
        | P::ArrayInt64(_)
        | P::ArrayDecimal(_)
        | P::ArrayStr(_)
        | P::Interval(_) => {
            return Err("a value of a kind that this host does not pass on: give text and cast it");
        }
    };
    if fits.contains(&wanted) {
        Ok(Some(bytes))
    } else {
        Err(given)
    }
}

/// Microseconds in a day of PostgreSQL, which knows no leap seconds.
pub(super) const MICROS_OF_DAY: i64 = 86_400_000_000;

fn days((year, month, day): (i32, u8, u8)) -> Option<i32> {
    let (year, month, day) = (
        year.try_into().ok()?,
        month.try_into().ok()?,
        day.try_into().ok()?,
    );
    let date = Date::new(year, month, day).ok()?;
    EPOCH
        .until((jiff::Unit::Day, date))
        .ok()
        .map(|span| span.get_days())
}

fn micros((hour, minute, second, nanosecond): (u8, u8, u8, u32)) -> Option<i64> {
    let (hour, minute, second) = (
        hour.try_into().ok()?,
        minute.try_into().ok()?,
        second.try_into().ok()?,
    );
    let time = Time::new(hour, minute, second, nanosecond.try_into().ok()?).ok()?;
    let span = Time::midnight()
        .until((jiff::Unit::Microsecond, time))
        .ok()?;
    Some(span.get_microseconds())
}

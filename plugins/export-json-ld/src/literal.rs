//! Values as JSON, in the form that XML Schema gives to their types.

use std::io::{self, Write};

use lethe_plugin::{Refusal, Value};

/// A text as JSON.
pub(crate) fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Writes a value as JSON. The platform holds the years −9999 to 9999 and finite numbers, and nothing else crosses its
/// border.
///
/// # Errors
/// None: memory can always be written to.
pub(crate) fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), Refusal> {
    written(value, out).map_err(|error| Refusal::Failed(error.to_string()))
}

fn written(value: &Value, out: &mut Vec<u8>) -> io::Result<()> {
    match value {
        Value::Text(text) => serde_json::to_writer(out, text).map_err(io::Error::from),
        Value::Boolean(truth) => write!(out, "{truth}"),
        // `Debug` has an exponent where `Display` has hundreds of zeros; both read back to the same bits.
        Value::Number(number) => write!(out, "\"{number:?}\""),
        Value::Date(_) | Value::Timestamp(_) => {
            let from = out.len();
            write!(out, "\"{value}\"")?;
            // Before the year 0 the SDK writes six digits of the year, XML Schema wants four.
            let year = from + 1;
            if out.get(year..).is_some_and(|text| text.starts_with(b"-00")) {
                out.drain(year + 1..year + 3);
            }
            Ok(())
        }
        Value::Integer(_) | Value::Bytes(_) => write!(out, "\"{value}\""),
    }
}

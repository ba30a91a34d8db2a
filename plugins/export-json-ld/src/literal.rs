//! Values as JSON, in the form that XML Schema gives to their types.

use lethe_plugin::Value;

/// A text as JSON.
pub(crate) fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A value as JSON. The platform holds the years −9999 to 9999 and finite numbers, and nothing else crosses its border.
pub(crate) fn typed(value: &Value) -> String {
    match value {
        Value::Boolean(truth) => truth.to_string(),
        // `Debug` has an exponent where `Display` has hundreds of zeros; both read back to the same bits.
        Value::Number(number) => format!("\"{number:?}\""),
        Value::Date(_) | Value::Timestamp(_) => format!("\"{}\"", year(&value.to_string())),
        Value::Text(_) | Value::Integer(_) | Value::Bytes(_) => text(&value.to_string()),
    }
}

/// A day or moment of ISO 8601, whose years before 0 have six digits, with as many as XML Schema wants: four.
fn year(text: &str) -> String {
    text.strip_prefix("-00")
        .map_or_else(|| text.to_owned(), |rest| format!("-{rest}"))
}

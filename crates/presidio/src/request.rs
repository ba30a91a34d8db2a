//! The bodies of `POST /anonymize` and `POST /deanonymize`.

use serde_json::{Map, Value};

use crate::found::Found;
use crate::operators::{Configs, Direction, Random};
use crate::{Answer, Error, conflict, python, text};

/// Which anonymizers there are, as `GET /anonymizers` lists them. Presidio lists `custom` too and refuses it, and
/// `surrogate_ahds`, which is a service of Azure.
pub const ANONYMIZERS: [&str; 6] = ["encrypt", "hash", "keep", "mask", "redact", "replace"];

/// Which deanonymizers there are, as `GET /deanonymizers` lists them.
pub const DEANONYMIZERS: [&str; 2] = ["decrypt", "deanonymize_keep"];

/// Answers `POST /anonymize`. `random` gives 32 fresh bytes for each entity that is hashed without a salt or encrypted.
///
/// # Errors
/// The first thing that Presidio would complain about, and [`Error::TooMuch`].
pub fn anonymize(body: &[u8], random: Random<'_>) -> Result<Answer, Error> {
    let content = read(body)?;
    let configs = Configs::read(python::get(&content, "anonymizers"))?;
    if configs.have("custom") {
        return Err(Error::Custom);
    }
    let results = python::get(&content, "analyzer_results").ok_or(Error::Missing {
        whose: "request",
        member: "analyzer results",
    })?;
    let results = all(results, Found::by_analyzer)?;
    let letters = letters(&content)?;
    let mut found = conflict::resolve(&letters, results);
    found.sort_by_key(|found| std::cmp::Reverse((found.start, found.end)));
    let configs = configs.with_default();
    text::operate(&letters, found, (&configs, Direction::Anonymize), random)
}

/// Answers `POST /deanonymize`. Items are taken as they are: conflicts among them are not resolved.
///
/// # Errors
/// The first thing that Presidio would complain about, and [`Error::TooMuch`].
pub fn deanonymize(body: &[u8]) -> Result<Answer, Error> {
    let content = read(body)?;
    let results = python::get(&content, "anonymizer_results");
    let results = results.filter(|value| python::is_true(value));
    let mut found = results.map_or(Ok(Vec::new()), |results| all(results, Found::by_anonymizer))?;
    let configs = Configs::read(python::get(&content, "deanonymizers"))?;
    let letters = letters(&content)?;
    found.sort_by_key(|found| std::cmp::Reverse(found.start));
    let none = &mut || None;
    text::operate(&letters, found, (&configs, Direction::Deanonymize), none)
}

fn read(body: &[u8]) -> Result<Map<String, Value>, Error> {
    let content: Value = serde_json::from_slice(body).map_err(|_| Error::Json)?;
    if !python::is_true(&content) {
        return Err(Error::Empty);
    }
    match content {
        Value::Object(content) => Ok(content),
        _ => Err(Error::Form("the request must be an object")),
    }
}

fn all(values: &Value, read: fn(&Value) -> Result<Found, Error>) -> Result<Vec<Found>, Error> {
    match values {
        Value::Array(values) => values.iter().map(read).collect(),
        // Python goes over these as well, and finds nothing in them.
        Value::Object(_) | Value::String(_) if !python::is_true(values) => Ok(Vec::new()),
        _ => Err(Error::Form("results must be an array")),
    }
}

/// The text, by code point, as Python counts it; empty where there is none.
fn letters(content: &Map<String, Value>) -> Result<Vec<char>, Error> {
    match content.get("text") {
        None => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(text.chars().collect()),
        Some(_) => Err(Error::Form("text must be a text")),
    }
}

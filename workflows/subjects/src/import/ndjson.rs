//! Records of a file with one JSON object a line.

use domain::Collection;
use kit::body::{Object, nul};
use kit::problem::{Place, Problem};
use serde_json::{Map, Value};

use super::errors::Errors;
use super::mapping::Mapping;
use super::{Row, Rows};

/// Reads the records of the text. Empty lines count, but are no records.
pub(super) fn read(text: &str, mapping: &Mapping, of: &Collection) -> Result<Rows, Problem> {
    let mut rows = Rows::default();
    let mut errors = Errors::default();
    for (line, text) in (1..).zip(text.lines()) {
        if text.trim().is_empty() {
            continue;
        }
        if errors.is_full() {
            break;
        }
        let Ok(Object(object)) = serde_json::from_str(text) else {
            errors.add(Place::line(
                line,
                "not a JSON object, or a member comes twice",
            ));
            continue;
        };
        if nul(text.as_bytes()).is_some() {
            errors.add(Place::line(line, "\\u0000 is not taken"));
            continue;
        }
        match mapped(object, mapping) {
            Ok(object) => match of.read_json(&object) {
                Ok(fields) => rows.push(Row { line, fields })?,
                Err(shortcomings) => errors.add_all(line, shortcomings),
            },
            Err(field) => {
                let message = "more than one member is mapped to this field";
                errors.add(Place::line(line, message).in_field(field));
            }
        }
    }
    errors.check()?;
    Ok(rows)
}

/// The object with fields for columns, or the field that two members claim.
fn mapped(object: Map<String, Value>, mapping: &Mapping) -> Result<Map<String, Value>, String> {
    let mut fields = Map::with_capacity(object.len());
    for (column, value) in object {
        let Some(field) = mapping.field(&column) else {
            continue;
        };
        if fields.insert(field.to_owned(), value).is_some() {
            return Err(field.to_owned());
        }
    }
    Ok(fields)
}

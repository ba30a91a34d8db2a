//! Whether a schema is one, in every place that could ever be evaluated.

use std::collections::BTreeSet;

use regex_lite::{Regex, RegexBuilder};
use serde_json::{Map, Value as Json};

use crate::Unfit;
use crate::keywords::{Kind, kind};
use crate::number;
use crate::reference::{below, pointer};

/// The names of types.
pub(crate) const TYPES: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];

/// Checks a schema and all that it refers to.
pub(crate) fn check(root: &Json) -> Result<(), Unfit> {
    let mut open = vec![String::new()];
    let mut seen = BTreeSet::new();
    while let Some(at) = open.pop() {
        if let (true, Some(schema)) = (seen.insert(at.clone()), root.pointer(&at)) {
            one(root, &at, schema, &mut open)?;
        }
    }
    Ok(())
}

/// Checks a schema but not those within it, whose places are noted.
fn one(root: &Json, at: &str, schema: &Json, open: &mut Vec<String>) -> Result<(), Unfit> {
    let members = match schema {
        Json::Bool(_) => return Ok(()),
        Json::Object(members) => members,
        _ => return unfit(at, "must be a schema: an object, `true` or `false`"),
    };
    if !at.is_empty() && members.contains_key("$id") {
        return unfit(&below(at, "$id"), "is understood only in the whole schema");
    }
    for (keyword, value) in members {
        let Some(kind) = kind(keyword) else { continue };
        let here = below(at, keyword);
        match (kind, value) {
            (Kind::Refused(instead), _) => {
                return unfit(&here, format!("is not understood: {instead}"));
            }
            (Kind::Schema, _) => open.push(here),
            (Kind::Schemas, Json::Array(items)) if !items.is_empty() => {
                open.extend((0..items.len()).map(|index| below(&here, index)));
            }
            (Kind::Named, Json::Object(named)) => {
                open.extend(named.keys().map(|name| below(&here, name)));
            }
            (Kind::Patterns, Json::Object(named)) => patterns(&here, named, open)?,
            (Kind::Reference, Json::String(reference)) => {
                open.push(target(root, &here, reference)?);
            }
            (Kind::Pattern, Json::String(pattern)) => {
                regex(pattern).map_err(|message| Unfit {
                    pointer: here,
                    message,
                })?;
            }
            (kind, value) if fits(kind, value) => {}
            (kind, _) => return unfit(&here, format!("must be {}", expected(kind))),
        }
    }
    Ok(())
}

fn patterns(at: &str, named: &Map<String, Json>, open: &mut Vec<String>) -> Result<(), Unfit> {
    for pattern in named.keys() {
        let here = below(at, pattern);
        regex(pattern).map_err(|message| Unfit {
            pointer: here.clone(),
            message,
        })?;
        open.push(here);
    }
    Ok(())
}

fn target(root: &Json, at: &str, reference: &str) -> Result<String, Unfit> {
    let Some(place) = pointer(reference) else {
        let message = "is understood only as a place in this schema, such as `#/$defs/name`";
        return unfit(at, message);
    };
    if root.pointer(&place).is_none() {
        return unfit(at, "names a place that is not there");
    }
    Ok(place)
}

/// The most bytes of what a pattern is made into, which bound what each character of a text costs: `(a{99}){99}` is short.
const PATTERN_BYTES: usize = 32 << 10;

/// A pattern of a schema. It takes linear time, and knows no look-around and no back-reference.
pub(crate) fn regex(pattern: &str) -> Result<Regex, String> {
    let mut regex = RegexBuilder::new(pattern);
    regex
        .size_limit(PATTERN_BYTES)
        .build()
        .map_err(|error| format!("is not a pattern that is understood: {error}"))
}

fn fits(kind: Kind, value: &Json) -> bool {
    let texts = |value: &Json| {
        let items = value.as_array();
        items.is_some_and(|items| items.iter().all(Json::is_string))
    };
    let is_type = |value: &Json| value.as_str().is_some_and(|name| TYPES.contains(&name));
    match kind {
        Kind::Types => match value {
            Json::Array(names) => !names.is_empty() && names.iter().all(is_type),
            name => is_type(name),
        },
        Kind::Values => value.is_array(),
        Kind::Number => value.is_number(),
        Kind::Positive => value.as_f64().is_some_and(|number| number > 0.0),
        Kind::Count => match value {
            Json::Number(count) => {
                number::is_whole(count) && count.as_f64().is_some_and(|it| it >= 0.0)
            }
            _ => false,
        },
        Kind::Boolean => value.is_boolean(),
        Kind::Names => texts(value),
        Kind::Dependencies => value
            .as_object()
            .is_some_and(|names| names.values().all(texts)),
        _ => false,
    }
}

fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Schema | Kind::Refused(_) => "a schema",
        Kind::Schemas => "an array of schemas, one at least",
        Kind::Named | Kind::Patterns => "an object of schemas",
        Kind::Reference => "a reference",
        Kind::Types => "the name of a type, or an array of them",
        Kind::Values => "an array",
        Kind::Number => "a number",
        Kind::Positive => "a number above 0",
        Kind::Count => "a whole number, 0 at least",
        Kind::Boolean => "true or false",
        Kind::Pattern => "a regular expression",
        Kind::Names => "an array of texts",
        Kind::Dependencies => "an object of arrays of texts",
    }
}

fn unfit<T>(pointer: &str, message: impl Into<String>) -> Result<T, Unfit> {
    Err(Unfit {
        pointer: pointer.to_owned(),
        message: message.into(),
    })
}

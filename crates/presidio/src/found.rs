//! Entities that were found in a text: results of an analyzer, or items of an earlier answer.

use serde_json::{Map, Number, Value};

use crate::Error;
use crate::python::{Type, check, get, is_true, whole};

/// An entity in a text. Positions count code points, the end is not part of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) entity_type: String,
    pub(crate) score: Option<Number>,
}

impl Found {
    /// A result of an analyzer, which has a score. Other members are ignored.
    pub(crate) fn by_analyzer(value: &Value) -> Result<Self, Error> {
        let members = members(value)?;
        let found = Self::at(members)?;
        let score = get(members, "score").ok_or(Error::Missing {
            whose: "analyzer result",
            member: "score",
        })?;
        let Value::Number(score) = score else {
            return Err(Error::Form("score must be a number"));
        };
        Ok(Self {
            score: Some(score.clone()),
            ..found
        })
    }

    /// An item of an earlier answer, which may have a score, and that as text.
    pub(crate) fn by_anonymizer(value: &Value) -> Result<Self, Error> {
        let members = members(value)?;
        let score = get(members, "score").map(float).transpose()?;
        Ok(Self {
            score,
            ..Self::at(members)?
        })
    }

    /// How sure the analyzer was.
    pub(crate) fn score(&self) -> f64 {
        self.score
            .as_ref()
            .and_then(Number::as_f64)
            .unwrap_or_default()
    }

    /// Checks in the order in which Presidio does, because the first that fails is what is answered.
    fn at(members: &Map<String, Value>) -> Result<Self, Error> {
        let start = position(members, "start")?;
        let end = position(members, "end")?;
        let entity_type = get(members, "entity_type").filter(|value| is_true(value));
        let entity_type = entity_type.ok_or(missing("entity_type"))?;
        let not_whole = || Error::Form("start and end must be whole numbers");
        let start = whole(start).ok_or_else(not_whole)?;
        let end = whole(end).ok_or_else(not_whole)?;
        let (Ok(start), Ok(end)) = (u64::try_from(start), u64::try_from(end)) else {
            return Err(Error::Negative);
        };
        if start > end {
            return Err(Error::Order { start, end });
        }
        let Value::String(entity_type) = entity_type else {
            return Err(Error::Form("entity_type must be a text"));
        };
        Ok(Self {
            start,
            end,
            entity_type: entity_type.clone(),
            score: None,
        })
    }
}

fn members(value: &Value) -> Result<&Map<String, Value>, Error> {
    value
        .as_object()
        .ok_or(Error::Form("a result must be an object"))
}

const fn missing(member: &'static str) -> Error {
    Error::Missing {
        whose: "result",
        member,
    }
}

fn position<'a>(members: &'a Map<String, Value>, name: &'static str) -> Result<&'a Value, Error> {
    let value = get(members, name).ok_or(missing(name))?;
    check(value, name, Type::Whole)?;
    Ok(value)
}

/// A score that may be written as text.
fn float(value: &Value) -> Result<Number, Error> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Bool(flag) => Some(f64::from(u8::from(*flag))),
        _ => None,
    };
    number
        .and_then(Number::from_f64)
        .ok_or(Error::Form("score must be a number"))
}

//! Evaluation of a document, which ends after so many steps whatever the schema asks for.

mod array;
mod object;
mod scalar;

use std::collections::BTreeMap;

use regex_lite::Regex;
use serde_json::{Map, Value as Json};

use crate::reference::resolve;
use crate::{Fault, number, structure};

/// The steps of an evaluation: a schema of 16 KiB with a document of 16 KiB seldom takes 10,000.
pub const STEPS: u64 = 200_000;

/// How deep schemas may lie within each other, references included: more than any document does.
const DEPTH: usize = 100;

/// How many faults are named.
const FAULTS: usize = 20;

/// The faults of a document, most of them the innermost ones that there are.
pub(crate) fn faults(root: &Json, document: &Json) -> Vec<Fault> {
    let mut evaluation = Evaluation {
        root,
        steps: STEPS,
        patterns: BTreeMap::new(),
        depth: 0,
        is_over: false,
        faults: Vec::new(),
    };
    evaluation.schema(root, &At::root(document));
    if evaluation.is_over {
        evaluation.faults = vec![Fault {
            pointer: String::new(),
            message: "takes too many steps to be checked against the schema".to_owned(),
        }];
    }
    evaluation.faults
}

/// A value, and where it stands.
struct At<'a> {
    value: &'a Json,
    pointer: String,
}

impl<'a> At<'a> {
    const fn root(value: &'a Json) -> Self {
        Self {
            value,
            pointer: String::new(),
        }
    }

    fn below(&self, step: impl std::fmt::Display, value: &'a Json) -> Self {
        Self {
            value,
            pointer: crate::reference::below(&self.pointer, step),
        }
    }
}

struct Evaluation<'a> {
    root: &'a Json,
    steps: u64,
    /// The patterns of the schema that were tried.
    patterns: BTreeMap<&'a str, Option<Regex>>,
    depth: usize,
    /// Whether it was given up.
    is_over: bool,
    faults: Vec<Fault>,
}

impl<'a> Evaluation<'a> {
    fn fault(&mut self, at: &At<'_>, message: impl Into<String>) {
        self.faults.push(Fault {
            pointer: at.pointer.clone(),
            message: message.into(),
        });
    }

    /// Takes steps; tells whether there were any left.
    fn take(&mut self, steps: usize) -> bool {
        let taken = u64::try_from(steps).ok();
        match taken.and_then(|taken| self.steps.checked_sub(taken)) {
            Some(left) => self.steps = left,
            None => self.is_over = true,
        }
        !self.is_over
    }

    /// Evaluates a schema, and notes what does not fit.
    fn schema(&mut self, schema: &'a Json, at: &At<'_>) {
        let members = match schema {
            Json::Bool(false) => return self.fault(at, "must not be there"),
            Json::Object(members) => members,
            _ => return,
        };
        if self.faults.len() >= FAULTS || !self.take(1 + members.len()) {
            return;
        }
        if self.depth == DEPTH {
            self.is_over = true;
            return;
        }
        self.depth += 1;
        if let Some(Json::String(reference)) = members.get("$ref")
            && self.take(reference.len() / 8)
            && let Some(target) = resolve(self.root, reference)
        {
            self.schema(target, at);
        }
        self.any_value(members, at);
        match at.value {
            Json::Number(number) => self.number(members, number, at),
            Json::String(text) => self.text(members, text, at),
            Json::Array(items) => self.array(members, items, at),
            Json::Object(properties) => self.object(members, properties, at),
            Json::Null | Json::Bool(_) => {}
        }
        self.combined(members, at);
        self.depth -= 1;
    }

    fn same(&mut self, one: &Json, other: &Json) -> bool {
        number::same(one, other, &mut |steps| self.take(steps))
    }

    /// Whether a pattern of the schema is found in a text. It is made once, and then costs the length of the text.
    fn is_match(&mut self, pattern: &'a str, text: &str) -> bool {
        if !self.take(1 + text.len()) {
            return false;
        }
        let regex = self.patterns.entry(pattern);
        let regex = regex.or_insert_with(|| structure::regex(pattern).ok());
        regex.as_ref().is_some_and(|regex| regex.is_match(text))
    }

    /// The faults of a value under another schema, which need not be faults of the document.
    fn tried(&mut self, schema: &'a Json, at: &At<'_>) -> Vec<Fault> {
        let before = std::mem::take(&mut self.faults);
        self.schema(schema, at);
        std::mem::replace(&mut self.faults, before)
    }

    fn fits(&mut self, schema: &'a Json, at: &At<'_>) -> bool {
        self.tried(schema, at).is_empty()
    }

    /// Schemas that are combined.
    fn combined(&mut self, members: &'a Map<String, Json>, at: &At<'_>) {
        for schema in schemas(members, "allOf") {
            self.schema(schema, at);
        }
        if members.contains_key("anyOf") {
            self.alternatives(schemas(members, "anyOf"), false, at);
        }
        if members.contains_key("oneOf") {
            self.alternatives(schemas(members, "oneOf"), true, at);
        }
        if let Some(schema) = members.get("not")
            && self.fits(schema, at)
        {
            self.fault(at, "must not be so");
        }
        if let Some(condition) = members.get("if") {
            let then = if self.fits(condition, at) {
                "then"
            } else {
                "else"
            };
            if let Some(schema) = members.get(then) {
                self.schema(schema, at);
            }
        }
    }

    /// Schemas of which one must fit, or one alone. When none does, what is wrong is said of the one that was meant, if
    /// that can be told.
    fn alternatives(&mut self, schemas: &'a [Json], alone: bool, at: &At<'_>) {
        let (mut fitting, mut near) = (0, Vec::new());
        for schema in schemas {
            let faults = self.tried(schema, at);
            if faults.is_empty() {
                fitting += 1;
                if !alone {
                    return;
                }
            } else if self.is_meant(schema, at.value) {
                near.push(faults);
            }
        }
        match (fitting, near.pop()) {
            (1, _) => {}
            (0, Some(faults)) if near.is_empty() => self.faults.extend(faults),
            (0, _) => self.fault(at, format!("must fit one of {} schemas", schemas.len())),
            _ => self.fault(at, "must fit one schema alone, and fits several"),
        }
    }

    /// Whether a schema that does not fit seems to be meant: it wants a value of this type, and every property of which
    /// it says what it is (`const`) is that.
    fn is_meant(&mut self, schema: &Json, value: &Json) -> bool {
        let wanted = schema.get("type");
        if wanted.is_some_and(|wanted| !scalar::is_of(value, wanted)) {
            return false;
        }
        let properties = schema.get("properties").and_then(Json::as_object);
        let properties = properties.into_iter().flatten();
        let named = properties.map(|(name, schema)| (schema.get("const"), value.get(name)));
        let mut all = named.chain([(schema.get("const"), Some(value))]);
        all.all(|(wanted, found)| match (wanted, found) {
            (Some(wanted), Some(found)) => self.take(1) && self.same(wanted, found),
            (Some(_), None) => false,
            (None, _) => self.take(1),
        })
    }
}

/// The schemas of a keyword that takes an array.
fn schemas<'a>(members: &'a Map<String, Json>, keyword: &str) -> &'a [Json] {
    let found = members.get(keyword).and_then(Json::as_array);
    found.map(Vec::as_slice).unwrap_or_default()
}

/// A bound on a count. One beyond what can be counted is none.
fn count(members: &Map<String, Json>, keyword: &str) -> Option<usize> {
    let count = members.get(keyword)?.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`structure` lets only whole numbers pass that are not negative, and casts saturate"
    )]
    Some(count as usize)
}

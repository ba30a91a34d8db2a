//! Evaluation of a document, which ends after so many steps whatever the schema asks for.

mod array;
mod object;
mod scalar;

use serde_json::{Map, Value as Json};

use crate::Fault;
use crate::reference::resolve;

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
    /// that can be told: the one whose faults lie deepest.
    fn alternatives(&mut self, schemas: &'a [Json], alone: bool, at: &At<'_>) {
        let (mut fitting, mut near) = (0, Vec::new());
        for schema in schemas {
            let faults = self.tried(schema, at);
            if faults.is_empty() {
                fitting += 1;
                if !alone {
                    return;
                }
            } else if is_meant(schema, at.value) {
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
}

/// Whether a schema that does not fit seems to be meant: it wants a value of this type, and every property of which it
/// says what it is (`const`) is that.
fn is_meant(schema: &Json, value: &Json) -> bool {
    let is_so = |schema: &Json, value: &Json| {
        schema
            .get("const")
            .is_none_or(|it| crate::number::same(it, value))
    };
    let properties = schema.get("properties").and_then(Json::as_object);
    let mut properties = properties.into_iter().flatten();
    let is_type = schema
        .get("type")
        .is_none_or(|wanted| scalar::is_of(value, wanted));
    is_type
        && is_so(schema, value)
        && properties.all(|(name, schema)| match value.get(name) {
            Some(value) => is_so(schema, value),
            None => schema.get("const").is_none(),
        })
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

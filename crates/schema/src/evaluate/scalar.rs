//! Keywords for any value, for numbers and for texts.

use std::cmp::Ordering;

use serde_json::{Map, Number, Value as Json};

use super::{At, Evaluation, count};
use crate::number::{compare, is_multiple, is_whole};

impl<'a> Evaluation<'a> {
    /// `type`, `enum` and `const`.
    pub(super) fn any_value(&mut self, members: &'a Map<String, Json>, at: &At<'_>) {
        if let Some(wanted) = members.get("type")
            && !is_of(at.value, wanted)
        {
            let names = match wanted {
                Json::Array(names) => names.iter().filter_map(Json::as_str).collect(),
                name => vec![name.as_str().unwrap_or_default()],
            };
            self.fault(at, format!("must be of type {}", names.join(" or ")));
        }
        if let Some(Json::Array(values)) = members.get("enum")
            && self.take(values.len())
            && !values.iter().any(|value| self.same(value, at.value))
        {
            self.fault(at, format!("must be one of {}", shown(values)));
        }
        if let Some(value) = members.get("const")
            && !self.same(value, at.value)
        {
            self.fault(
                at,
                format!("must be {}", shown(std::slice::from_ref(value))),
            );
        }
    }

    pub(super) fn number(&mut self, members: &'a Map<String, Json>, number: &Number, at: &At<'_>) {
        for (keyword, allowed, words) in [
            ("maximum", &[Ordering::Less, Ordering::Equal][..], "at most"),
            ("exclusiveMaximum", &[Ordering::Less], "less than"),
            ("minimum", &[Ordering::Greater, Ordering::Equal], "at least"),
            ("exclusiveMinimum", &[Ordering::Greater], "more than"),
        ] {
            if let Some(Json::Number(bound)) = members.get(keyword)
                && !allowed.contains(&compare(number, bound))
            {
                self.fault(at, format!("must be {words} {bound}"));
            }
        }
        if let Some(Json::Number(of)) = members.get("multipleOf")
            && !is_multiple(number, of)
        {
            self.fault(at, format!("must be a multiple of {of}"));
        }
    }

    pub(super) fn text(&mut self, members: &'a Map<String, Json>, text: &str, at: &At<'_>) {
        let bounds = (count(members, "minLength"), count(members, "maxLength"));
        if bounds != (None, None) && self.take(text.len()) {
            let length = text.chars().count();
            self.length(length, bounds, "character", at);
        }
        if let Some(Json::String(pattern)) = members.get("pattern")
            && !self.is_match(pattern, text)
        {
            self.fault(at, format!("must match {pattern}"));
        }
    }

    /// Checks a length against its bounds.
    pub(super) fn length(
        &mut self,
        length: usize,
        (least, most): (Option<usize>, Option<usize>),
        what: &str,
        at: &At<'_>,
    ) {
        let named = |count: usize| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        if let Some(least) = least.filter(|least| length < *least) {
            self.fault(at, format!("must have at least {}", named(least)));
        }
        if let Some(most) = most.filter(|most| length > *most) {
            self.fault(at, format!("must have at most {}", named(most)));
        }
    }
}

/// Whether a value is of a type, or one of several.
pub(super) fn is_of(value: &Json, wanted: &Json) -> bool {
    let is_type = |name: &Json| match (value, name.as_str().unwrap_or_default()) {
        (Json::Null, "null")
        | (Json::Bool(_), "boolean")
        | (Json::Number(_), "number")
        | (Json::String(_), "string")
        | (Json::Array(_), "array")
        | (Json::Object(_), "object") => true,
        (Json::Number(number), "integer") => is_whole(number),
        _ => false,
    };
    match wanted {
        Json::Array(names) => names.iter().any(is_type),
        name => is_type(name),
    }
}

/// Values of a schema, as many as a sentence can hold.
fn shown(values: &[Json]) -> String {
    const MOST: usize = 10;
    let texts: Vec<String> = values.iter().take(MOST).map(ToString::to_string).collect();
    let more = if values.len() > MOST { " …" } else { "" };
    format!("{}{more}", texts.join(", "))
}

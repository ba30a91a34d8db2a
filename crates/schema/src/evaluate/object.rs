//! Keywords for objects.

use serde_json::{Map, Value as Json};

use super::{At, Evaluation, count};
use crate::structure::regex;

type Members = Map<String, Json>;

impl<'a> Evaluation<'a> {
    pub(super) fn object(&mut self, members: &'a Members, properties: &Members, at: &At<'_>) {
        let bounds = (
            count(members, "minProperties"),
            count(members, "maxProperties"),
        );
        self.length(properties.len(), bounds, "member", at);
        self.required(members.get("required"), properties, at);
        if let Some(Json::Object(dependent)) = members.get("dependentRequired") {
            for (_, names) in dependent
                .iter()
                .filter(|(name, _)| properties.contains_key(*name))
            {
                self.required(Some(names), properties, at);
            }
        }
        if let Some(Json::Object(dependent)) = members.get("dependentSchemas") {
            for (_, schema) in dependent
                .iter()
                .filter(|(name, _)| properties.contains_key(*name))
            {
                self.schema(schema, at);
            }
        }
        for (name, value) in properties {
            self.property(members, name, value, at);
        }
    }

    fn required(&mut self, names: Option<&Json>, properties: &Members, at: &At<'_>) {
        let names = names.and_then(Json::as_array).into_iter().flatten();
        for name in names.filter_map(Json::as_str) {
            if self.take(1) && !properties.contains_key(name) {
                self.fault(at, format!("must have the member {name}"));
            }
        }
    }

    fn property(&mut self, members: &'a Members, name: &str, value: &Json, at: &At<'_>) {
        let here = at.below(name, value);
        let mut is_known = false;
        if let Some(schema) = members.get("properties").and_then(|named| named.get(name)) {
            is_known = true;
            self.schema(schema, &here);
        }
        if let Some(Json::Object(patterns)) = members.get("patternProperties") {
            for (pattern, schema) in patterns {
                if !self.take(name.len() + pattern.len()) {
                    return;
                }
                if regex(pattern).is_ok_and(|regex| regex.is_match(name)) {
                    is_known = true;
                    self.schema(schema, &here);
                }
            }
        }
        if let Some(schema) = members.get("propertyNames") {
            let name = Json::String(name.to_owned());
            if !self.fits(schema, &At::root(&name)) {
                self.fault(&here, "must have another name");
            }
        }
        match members.get("additionalProperties") {
            Some(Json::Bool(false)) if !is_known => self.fault(&here, "is no member that is known"),
            Some(schema) if !is_known => self.schema(schema, &here),
            _ => {}
        }
    }
}

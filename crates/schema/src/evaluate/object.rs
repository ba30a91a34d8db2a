//! Keywords for objects.

use serde_json::{Map, Value as Json};

use super::{At, Evaluation, count};

type Members = Map<String, Json>;

impl<'a> Evaluation<'a> {
    pub(super) fn object(&mut self, members: &'a Members, properties: &Members, at: &At<'_>) {
        let bounds = (
            count(members, "minProperties"),
            count(members, "maxProperties"),
        );
        self.length(properties.len(), bounds, "member", at);
        self.required(members.get("required"), properties, at);
        for (_, names) in self.dependent(members, "dependentRequired", properties) {
            self.required(Some(names), properties, at);
        }
        for (_, schema) in self.dependent(members, "dependentSchemas", properties) {
            self.schema(schema, at);
        }
        for (name, value) in properties {
            self.property(members, name, value, at);
        }
    }

    /// What a keyword says of the members that are there.
    fn dependent<'s>(
        &mut self,
        members: &'a Members,
        keyword: &str,
        properties: &'s Members,
    ) -> impl Iterator<Item = (&'a String, &'a Json)> + use<'a, 's> {
        let dependent = members.get(keyword).and_then(Json::as_object);
        let dependent = dependent.filter(|dependent| self.take(dependent.len()));
        let is_there = |(name, _): &(&String, &Json)| properties.contains_key(*name);
        dependent.into_iter().flatten().filter(is_there)
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
                if self.is_match(pattern, name) {
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

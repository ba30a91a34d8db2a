//! Keywords for arrays.

use serde_json::{Map, Value as Json};

use super::{At, Evaluation, count, schemas};

impl<'a> Evaluation<'a> {
    pub(super) fn array(&mut self, members: &'a Map<String, Json>, items: &[Json], at: &At<'_>) {
        let bounds = (count(members, "minItems"), count(members, "maxItems"));
        self.length(items.len(), bounds, "item", at);
        let first = schemas(members, "prefixItems");
        for (index, (item, schema)) in items.iter().zip(first).enumerate() {
            self.schema(schema, &at.below(index, item));
        }
        if let Some(schema) = members.get("items") {
            for (index, item) in items.iter().enumerate().skip(first.len()) {
                self.schema(schema, &at.below(index, item));
            }
        }
        if let Some(schema) = members.get("contains") {
            self.contains(members, schema, items, at);
        }
        if members.get("uniqueItems") == Some(&Json::Bool(true)) {
            self.unique(items, at);
        }
    }

    fn contains(
        &mut self,
        members: &'a Map<String, Json>,
        schema: &'a Json,
        items: &[Json],
        at: &At<'_>,
    ) {
        let mut found = 0;
        for (index, item) in items.iter().enumerate() {
            found += usize::from(self.fits(schema, &at.below(index, item)));
        }
        let least = count(members, "minContains").unwrap_or(1);
        let bounds = (Some(least), count(members, "maxContains"));
        self.length(found, bounds, "item of the kind that it must contain", at);
    }

    fn unique(&mut self, items: &[Json], at: &At<'_>) {
        for (index, item) in items.iter().enumerate() {
            let Some(before) = items.get(..index) else {
                return;
            };
            if !self.take(index) {
                return;
            }
            if before.iter().any(|other| self.same(item, other)) {
                return self.fault(&at.below(index, item), "must not stand there twice");
            }
        }
    }
}

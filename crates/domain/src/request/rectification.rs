//! Rectification (Art. 16 GDPR).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::RecordPlace;
use crate::{Collection, Fields, Shortcoming};

/// What is to be put right or completed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rectification {
    /// The record that is wrong or incomplete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordPlace>,
    /// The new value of each field; null takes a value away.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub changes: Map<String, Json>,
    /// What the subject adds in their own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
}

impl Rectification {
    /// Applies the changes to what a record holds.
    ///
    /// # Errors
    /// With every change that does not fit the collection, or would make the record somebody else's.
    pub fn apply(
        &self,
        collection: &Collection,
        fields: &Fields,
    ) -> Result<Fields, Vec<Shortcoming>> {
        let owner = collection.reference_field().map(|field| &field.name);
        if let Some(owner) = owner.filter(|owner| self.changes.contains_key(*owner)) {
            let message = "the field says whose record this is, which no rectification changes";
            return Err(vec![Shortcoming::at(&[owner], message)]);
        }
        let kept = fields
            .iter()
            .filter(|(name, _)| !self.changes.contains_key(*name))
            .map(|(name, value)| (name.clone(), value.to_json()));
        let changed = self.changes.clone();
        collection.read_json(&kept.chain(changed).collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Value;

    fn people() -> Collection {
        serde_json::from_value(json!({
            "name": "sheets", "purpose": "payroll", "lawful_basis": "contract",
            "retention": {"keep_for": "P10Y", "from": "created"}, "on_erase": "delete",
            "owner": {"kind": "reference", "field": "number", "collection": "people", "key": "number"},
            "fields": [
                {"name": "number", "type": "text", "class": "identifier", "required": true, "on_export": "include"},
                {"name": "name", "type": "text", "class": "identifier", "required": true, "on_export": "include"},
                {"name": "hours", "type": "number", "class": "none"},
            ],
        }))
        .unwrap()
    }

    fn apply(changes: &Json) -> Result<Fields, Vec<String>> {
        let text = |text: &str| Value::Text(text.to_owned());
        let fields = Fields::from([
            ("number".to_owned(), text("1")),
            ("name".to_owned(), text("Ann")),
            ("hours".to_owned(), Value::Number(2.0)),
        ]);
        let rectification: Rectification =
            serde_json::from_value(json!({ "changes": changes })).unwrap();
        let wrong = |found: Vec<Shortcoming>| found.into_iter().map(|s| s.pointer).collect();
        rectification.apply(&people(), &fields).map_err(wrong)
    }

    #[test]
    fn only_the_named_fields_change() {
        let fields = apply(&json!({"name": "Anna", "hours": null})).unwrap();
        assert_eq!(fields.get("name"), Some(&Value::Text("Anna".to_owned())));
        assert_eq!(fields.get("number"), Some(&Value::Text("1".to_owned())));
        assert_eq!(fields.get("hours"), None);
    }

    #[test]
    fn a_change_that_does_not_fit_is_named() {
        assert_eq!(apply(&json!({"name": null})), Err(vec!["/name".to_owned()]));
        assert_eq!(
            apply(&json!({"hours": "x"})),
            Err(vec!["/hours".to_owned()])
        );
        assert_eq!(apply(&json!({"other": 1})), Err(vec!["/other".to_owned()]));
        assert_eq!(
            apply(&json!({"number": "2"})),
            Err(vec!["/number".to_owned()])
        );
    }
}

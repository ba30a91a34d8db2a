//! Reading a record against the declaration of its collection.

use super::{Collection, Shortcoming};
use crate::ValueType;
use crate::value::{Fields, Value, ValueError};

impl Collection {
    /// Reads a record from a JSON object.
    ///
    /// # Errors
    /// With every field that is unknown, has the wrong type, or is required and has no value.
    pub fn read_json(
        &self,
        record: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<Fields, Vec<Shortcoming>> {
        let cells = record.iter().map(|(name, json)| (name.as_str(), json));
        self.read(cells, Value::from_json)
    }

    /// Reads a record from pairs of field and text, such as the cells of a CSV row.
    ///
    /// # Errors
    /// With every field that is unknown, given twice, has the wrong type, or is required and has
    /// no value.
    pub fn read_text<'a>(
        &self,
        cells: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Fields, Vec<Shortcoming>> {
        self.read(cells, Value::from_text)
    }

    fn read<'a, T>(
        &self,
        cells: impl IntoIterator<Item = (&'a str, T)>,
        parse: impl Fn(ValueType, T) -> Result<Option<Value>, ValueError>,
    ) -> Result<Fields, Vec<Shortcoming>> {
        let mut fields = Fields::new();
        let mut found = Vec::new();
        for (name, cell) in cells {
            let Some(field) = self.field(name) else {
                found.push(Shortcoming::at(
                    &[name],
                    "the collection has no field of that name",
                ));
                continue;
            };
            match parse(field.value_type, cell) {
                Ok(Some(value)) => {
                    if fields.insert(field.name.clone(), value).is_some() {
                        found.push(Shortcoming::at(&[name], "the field was given twice"));
                    }
                }
                Ok(None) => {}
                Err(error) => found.push(Shortcoming::at(&[name], error.to_string())),
            }
        }
        for field in self.fields.iter().filter(|field| field.required) {
            let is_listed = |found: &[Shortcoming]| {
                let pointer = Shortcoming::at(&[&field.name], "").pointer;
                found.iter().any(|other| other.pointer == pointer)
            };
            if !fields.contains_key(&field.name) && !is_listed(&found) {
                found.push(Shortcoming::at(&[&field.name], "the field is required"));
            }
        }
        if found.is_empty() {
            Ok(fields)
        } else {
            Err(found)
        }
    }
}

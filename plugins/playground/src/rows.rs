//! Rows as a developer types them, and the fields that they have.

use std::collections::BTreeMap;

use domain::{DataClass, Draft, Field, Fields, RecordId, Value, ValueType};
use kit::problem::{Place, Problem};
use kit::sealing::Record;
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

/// What a field holds. Left out, the type is guessed from the values and the class is `identifier`.
#[derive(Clone, Copy, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kind {
    /// The type, as in a collection's declaration.
    #[serde(rename = "type")]
    #[schema(value_type = Option<String>, example = "text")]
    value_type: Option<ValueType>,
    /// The data class.
    #[schema(value_type = Option<String>, example = "contact")]
    class: Option<DataClass>,
}

/// Rows, with the declaration of their fields.
pub(crate) struct Rows {
    pub(crate) fields: Vec<Field>,
    pub(crate) records: Vec<Record>,
}

/// A value that a run changed.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Change {
    /// The row, from 0.
    row: usize,
    /// The field.
    field: String,
    /// Before; null where there was no value.
    #[schema(value_type = Object)]
    before: serde_json::Value,
    /// After; null where there is none now.
    #[schema(value_type = Object)]
    after: serde_json::Value,
}

impl Rows {
    /// Reads rows.
    ///
    /// # Errors
    /// A value is not of its field's type, or a name is none that a collection may have.
    pub(crate) fn read(
        rows: &[Map<String, serde_json::Value>],
        kinds: &BTreeMap<String, Kind>,
    ) -> Result<Self, Problem> {
        let fields = declare(rows, kinds)?;
        let mut records = Vec::with_capacity(rows.len());
        let mut wrong = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let mut values = Fields::new();
            for field in &fields {
                let given = row.get(&field.name).unwrap_or(&serde_json::Value::Null);
                match Value::from_json(field.value_type, given) {
                    Ok(value) => values.extend(value.map(|value| (field.name.clone(), value))),
                    Err(error) => wrong.push(Place::pointer(
                        format!("/rows/{number}/{}", kit::body::escape(&field.name)),
                        error.to_string(),
                    )),
                }
            }
            records.push(Record {
                record_id: RecordId::generate(kit::clock::now(), kit::entropy::bytes()?),
                collection: COLLECTION.to_owned(),
                subject_id: None,
                fields: values,
            });
        }
        if wrong.is_empty() {
            Ok(Self { fields, records })
        } else {
            Err(Problem::invalid("a value is not of its type", wrong))
        }
    }

    /// The rows as JSON.
    pub(crate) fn json(&self) -> Vec<Map<String, serde_json::Value>> {
        let row = |record: &Record| {
            let names = self.fields.iter().map(|field| &field.name);
            names
                .map(|name| (name.clone(), written(record.fields.get(name))))
                .collect()
        };
        self.records.iter().map(row).collect()
    }

    /// What differs from these rows.
    pub(crate) fn changes(&self, after: &Self) -> Vec<Change> {
        let pairs = self.records.iter().zip(&after.records).enumerate();
        pairs
            .flat_map(|(row, (before, after))| {
                self.fields.iter().filter_map(move |field| {
                    let before = before.fields.get(&field.name);
                    let after = after.fields.get(&field.name);
                    (before != after).then(|| Change {
                        row,
                        field: field.name.clone(),
                        before: written(before),
                        after: written(after),
                    })
                })
            })
            .collect()
    }
}

/// The collection that plugins are told.
pub(crate) const COLLECTION: &str = "playground";

/// Declares the fields as a tenant would: the rules for names and types are the collection's own.
fn declare(
    rows: &[Map<String, serde_json::Value>],
    kinds: &BTreeMap<String, Kind>,
) -> Result<Vec<Field>, Problem> {
    let mut names: Vec<&String> = Vec::new();
    for name in rows.iter().flat_map(Map::keys).chain(kinds.keys()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let fields = names.into_iter().map(|name| {
        let kind = kinds.get(name).copied().unwrap_or_default();
        let value_type = kind.value_type.unwrap_or_else(|| guess(rows, name));
        let class = kind.class.unwrap_or(DataClass::Identifier);
        json!({"name": name, "type": value_type, "class": class, "on_export": "include"})
    });
    let draft: Result<Draft, _> = serde_json::from_value(json!({
        "name": COLLECTION, "purpose": "trying a plugin", "lawful_basis": "consent",
        "retention": {"keep_for": "P1D", "from": "created"}, "owner": {"kind": "subject"},
        "on_erase": "delete", "fields": fields.collect::<Vec<_>>(),
    }));
    let detail = "no collection can have such fields";
    let draft = draft.map_err(|error| {
        Problem::invalid(detail, vec![Place::pointer("/fields", error.to_string())])
    })?;
    let collection = draft.check().map_err(|found| {
        let places = found.into_iter();
        let places = places.map(|place| Place::pointer(place.pointer, place.message));
        Problem::invalid(detail, places.collect())
    })?;
    Ok(collection.fields)
}

/// The narrowest type that all values of a field have.
fn guess(rows: &[Map<String, serde_json::Value>], name: &str) -> ValueType {
    let candidates = [
        ValueType::Boolean,
        ValueType::Integer,
        ValueType::Number,
        ValueType::Date,
        ValueType::Timestamp,
    ];
    let values: Vec<&serde_json::Value> = rows.iter().filter_map(|row| row.get(name)).collect();
    let is_there = values.iter().any(|value| !value.is_null());
    let fits = |candidate: &ValueType| {
        let mut values = values.iter();
        is_there && values.all(|value| Value::from_json(*candidate, value).is_ok())
    };
    candidates.into_iter().find(fits).unwrap_or(ValueType::Text)
}

fn written(value: Option<&Value>) -> serde_json::Value {
    value.map_or(serde_json::Value::Null, Value::to_json)
}

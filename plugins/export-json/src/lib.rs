//! Built-in exporter: JSON, one document.
//!
//! `{"title": …, "made_at": …, "collections": [{"collection": …, "fields": […], "records": [{field: value}]}]}`. A field
//! is described by its `name`, `class` and `type`. Dates and moments are texts by RFC 3339, bytes are Base64; a field
//! without a value is left out of its record. Integers are written with all their digits.

use lethe_plugin::{Column, Exporter, FileContext, NoParameters, Refusal, Selector, Table, Value};
use serde_json::{Map, json};

lethe_plugin::exporter! {
    name: "json",
    summary: "Writes all records as one JSON document",
    media_type: "application/json",
    extension: "json",
    fields: [Selector::any()],
    writer: Json,
}

/// A document in the making.
#[derive(Debug, Default)]
pub struct Json {
    /// The collection whose records are being written.
    collection: Option<String>,
}

impl Exporter for Json {
    type Parameters = NoParameters;

    fn begin(context: FileContext<NoParameters>, out: &mut Vec<u8>) -> Result<Self, Refusal> {
        let (title, made_at) = (json!(context.title), Value::Timestamp(context.now_ms));
        let head = format!("{{\"title\":{title},\"made_at\":\"{made_at}\",\"collections\":[");
        out.extend_from_slice(head.as_bytes());
        Ok(Self::default())
    }

    fn push(&mut self, collection: &str, rows: &Table, out: &mut Vec<u8>) -> Result<(), Refusal> {
        let is_first = self.collection.as_deref() != Some(collection);
        if is_first {
            if self.end_collection(out) {
                out.push(b',');
            }
            let fields: Vec<_> = rows.columns.iter().map(described).collect();
            let (name, fields) = (json!(collection), json!(fields));
            let start = format!("\n{{\"collection\":{name},\"fields\":{fields},\"records\":[\n");
            out.extend_from_slice(start.as_bytes());
            self.collection = Some(collection.to_owned());
        }
        for row in 0..rows.rows() {
            if row > 0 || !is_first {
                out.extend_from_slice(b",\n");
            }
            let value =
                |column: &Column| Some((column.name.clone(), json!(column.values.get(row)?)));
            let record: Map<_, _> = rows.columns.iter().filter_map(value).collect();
            out.extend_from_slice(json!(record).to_string().as_bytes());
        }
        Ok(())
    }

    fn finish(mut self, out: &mut Vec<u8>) -> Result<(), Refusal> {
        self.end_collection(out);
        out.extend_from_slice(b"]}\n");
        Ok(())
    }
}

impl Json {
    /// Ends the collection that is being written; whether there was one.
    fn end_collection(&mut self, out: &mut Vec<u8>) -> bool {
        let was_open = self.collection.take().is_some();
        if was_open {
            out.extend_from_slice(b"]}");
        }
        was_open
    }
}

fn described(column: &Column) -> serde_json::Value {
    let (class, kind) = (
        column.class.as_str(),
        column.values.value_type().to_string(),
    );
    json!({"name": column.name, "class": class, "type": kind})
}

#[cfg(test)]
mod tests {
    use lethe_plugin::{DataClass, NoParameters, Table, Values, testing};
    use serde_json::{Value, json};

    use super::Json;

    fn document(tables: &[(&str, Table)]) -> Value {
        let file = testing::export::<Json>(NoParameters {}, tables).unwrap();
        serde_json::from_slice(&file).unwrap()
    }

    fn names(names: &[Option<&str>]) -> Table {
        Table::new().with_text("name", DataClass::Identifier, names.iter().copied())
    }

    #[test]
    fn all_tables_of_a_collection_are_one_list_of_records() {
        let pay = Values::Integer(vec![Some(i64::MAX)]);
        let pay = Table::new().with("pay", DataClass::Sensitive, pay);
        let tables = [
            ("people", names(&[Some("A\n\"da\""), None])),
            ("people", names(&[Some("Blaise")])),
            ("pay", pay),
        ];
        let document = document(&tables);
        let records = [
            json!([{"name": "A\n\"da\""}, {}, {"name": "Blaise"}]),
            json!([{"pay": i64::MAX}]),
        ];
        let collections = document["collections"].as_array().unwrap();
        assert_eq!(collections.len(), 2);
        for (collection, records) in collections.iter().zip(records) {
            assert_eq!(collection["records"], records);
        }
        let field = json!({"name": "name", "class": "identifier", "type": "text"});
        assert_eq!(collections[0]["fields"], json!([field]));
        assert_eq!(document["made_at"].as_str().unwrap().get(10..11), Some("T"));
    }

    #[test]
    fn whoever_has_no_records_gets_a_document_without_collections() {
        assert_eq!(document(&[])["collections"], json!([]));
    }
}

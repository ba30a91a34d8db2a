//! Built-in exporter: JSON, a line for each record.
//!
//! `{"collection": …, "record": {field: value}}`. Dates and moments are texts by RFC 3339, bytes are Base64; a field
//! without a value is left out. Integers are written with all their digits.

use lethe_plugin::{Exporter, FileContext, NoParameters, Refusal, Selector, Table};
use serde_json::{Map, json};

lethe_plugin::exporter! {
    name: "ndjson",
    summary: "Writes each record as a line of JSON",
    media_type: "application/x-ndjson",
    extension: "ndjson",
    fields: [Selector::any()],
    writer: NdJson,
}

/// A file in the making: there is nothing to remember between lines.
#[derive(Clone, Copy, Debug)]
pub struct NdJson;

impl Exporter for NdJson {
    type Parameters = NoParameters;

    fn begin(_: FileContext<NoParameters>, _: &mut Vec<u8>) -> Result<Self, Refusal> {
        Ok(Self)
    }

    fn push(&mut self, collection: &str, rows: &Table, out: &mut Vec<u8>) -> Result<(), Refusal> {
        for row in 0..rows.rows() {
            let fields = rows.columns.iter().filter_map(|column| {
                let value = column.values.get(row)?;
                Some((column.name.clone(), json!(value)))
            });
            let record: Map<String, serde_json::Value> = fields.collect();
            let line = json!({"collection": collection, "record": record});
            out.extend_from_slice(line.to_string().as_bytes());
            out.push(b'\n');
        }
        Ok(())
    }

    fn finish(self, _: &mut Vec<u8>) -> Result<(), Refusal> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use lethe_plugin::{DataClass, NoParameters, Table, Values, testing};

    use super::NdJson;

    #[test]
    fn a_record_is_a_line() {
        let people = Table::new()
            .with_text("name", DataClass::Identifier, [Some("A\n\"da\""), None])
            .with(
                "pay",
                DataClass::Sensitive,
                Values::Integer(vec![Some(i64::MAX), Some(0)]),
            )
            .with_dates(
                "born",
                DataClass::QuasiIdentifier,
                [None, Some((1815, 12, 10))],
            );
        let file = testing::export::<NdJson>(NoParameters {}, &[("people", people)]).unwrap();
        let expected = concat!(
            r#"{"collection":"people","record":{"name":"A\n\"da\"","pay":9223372036854775807}}"#,
            "\n",
            r#"{"collection":"people","record":{"born":"1815-12-10","pay":0}}"#,
            "\n"
        );
        assert_eq!(String::from_utf8(file).unwrap(), expected);
    }
}

//! Built-in exporter: CSV (RFC 4180), one table a collection.
//!
//! Every collection has a header of its own, after an empty line, and its name in the first column. A text that a
//! spreadsheet would take for a formula gets an apostrophe before it, and so does one that begins with an
//! apostrophe: whoever takes one away gets back what was kept. A field without a value is empty, and no text is.

use lethe_plugin::{Exporter, FileContext, NoParameters, Refusal, Selector, Table, Value};

lethe_plugin::exporter! {
    name: "csv",
    summary: "Writes records as CSV for spreadsheets, without formulas",
    media_type: "text/csv; charset=utf-8",
    extension: "csv",
    fields: [Selector::any()],
    writer: Csv,
}

/// A file in the making.
#[derive(Debug, Default)]
pub struct Csv {
    /// The collection that is being written.
    collection: Option<String>,
}

impl Exporter for Csv {
    type Parameters = NoParameters;

    fn begin(_: FileContext<NoParameters>, _: &mut Vec<u8>) -> Result<Self, Refusal> {
        Ok(Self::default())
    }

    fn push(&mut self, collection: &str, rows: &Table, out: &mut Vec<u8>) -> Result<(), Refusal> {
        let is_new = self.collection.as_deref() != Some(collection);
        if is_new && self.collection.is_some() {
            out.extend_from_slice(b"\r\n");
        }
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        if is_new {
            let names = rows.columns.iter().map(|column| safe(&column.name));
            let header = std::iter::once("collection".to_owned()).chain(names);
            writer.write_record(header).map_err(failed)?;
            self.collection = Some(collection.to_owned());
        }
        for row in 0..rows.rows() {
            let cells = rows
                .columns
                .iter()
                .map(|column| cell(column.values.get(row)));
            let record = std::iter::once(safe(collection)).chain(cells);
            writer.write_record(record).map_err(failed)?;
        }
        writer.flush().map_err(failed)
    }

    fn finish(self, _: &mut Vec<u8>) -> Result<(), Refusal> {
        Ok(())
    }
}

fn cell(value: Option<Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::Text(text)) => safe(&text),
        Some(value) => value.to_string(),
    }
}

/// The text as a cell that no spreadsheet calculates (OWASP, CSV injection).
fn safe(text: &str) -> String {
    let is_risky = text.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\'', '＝', '＋', '－', '＠',
    ]);
    if is_risky {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
fn failed(error: impl ToString) -> Refusal {
    Refusal::Failed(error.to_string())
}

#[cfg(test)]
mod tests {
    use lethe_plugin::{DataClass, NoParameters, Table, Values, testing};

    use super::Csv;

    fn file(tables: &[(&str, Table)]) -> String {
        String::from_utf8(testing::export::<Csv>(NoParameters {}, tables).unwrap()).unwrap()
    }

    fn texts(name: &str, texts: &[Option<&str>]) -> Table {
        Table::new().with_text(name, DataClass::Identifier, texts.iter().copied())
    }

    #[test]
    fn each_collection_is_a_table_with_a_header() {
        let people = texts("name", &[Some("Ada"), None]);
        let more = texts("name", &[Some("Zoë, \"Z\"")]);
        let tasks = Table::new().with("hours", DataClass::None, Values::Number(vec![Some(-1.5)]));
        let written = file(&[("people", people), ("people", more), ("tasks", tasks)]);
        let expected = "collection,name\r\npeople,Ada\r\npeople,\r\npeople,\"Zoë, \"\"Z\"\"\"\r\n\r\ncollection,hours\r\ntasks,-1.5\r\n";
        assert_eq!(written, expected);
    }

    #[test]
    fn no_cell_is_a_formula_and_every_text_can_be_had_back() {
        let texts_given = [
            "=1+1", "+1", "-1", "@x", "\tx", "'quoted", "a\r\nb", "plain", "\rx",
        ];
        let given: Vec<Option<&str>> = texts_given.iter().copied().map(Some).collect();
        let written = file(&[("people", texts("note", &given))]);
        let mut reader = csv::Reader::from_reader(written.as_bytes());
        for (record, text) in reader.records().zip(texts_given) {
            let cell = record.unwrap()[1].to_owned();
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{cell:?}"
            );
            assert_eq!(cell.strip_prefix('\'').unwrap_or(&cell), text);
        }
    }
}

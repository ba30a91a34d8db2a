//! Built-in exporter: XML 1.0.
//!
//! `<export title made-at><collection name><record><field name class type>value</field>…`. A text with characters that
//! XML cannot hold is written in Base64, with `encoding="base64"`; bytes always are. A field without a value is left out.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use lethe_plugin::{Column, Exporter, FileContext, NoParameters, Refusal, Selector, Table, Value};
use quick_xml::escape::escape;

lethe_plugin::exporter! {
    name: "xml",
    summary: "Writes records as XML, with the class and type of every field",
    media_type: "application/xml",
    extension: "xml",
    fields: [Selector::any()],
    writer: Xml,
}

/// A file in the making.
#[derive(Debug, Default)]
pub struct Xml {
    /// The collection that is being written.
    collection: Option<String>,
}

impl Exporter for Xml {
    type Parameters = NoParameters;

    fn begin(context: FileContext<NoParameters>, out: &mut Vec<u8>) -> Result<Self, Refusal> {
        let (title, made_at) = (attribute(&context.title), Value::Timestamp(context.now_ms));
        let head = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<export title=\"{title}\" made-at=\"{made_at}\">\n"
        );
        out.extend_from_slice(head.as_bytes());
        Ok(Self::default())
    }

    fn push(&mut self, collection: &str, rows: &Table, out: &mut Vec<u8>) -> Result<(), Refusal> {
        if self.collection.as_deref() != Some(collection) {
            self.end_collection(out);
            let start = format!("<collection name=\"{}\">\n", attribute(collection));
            out.extend_from_slice(start.as_bytes());
            self.collection = Some(collection.to_owned());
        }
        for row in 0..rows.rows() {
            out.extend_from_slice(b"<record>");
            for column in &rows.columns {
                if let Some(value) = column.values.get(row) {
                    out.extend_from_slice(field(column, &value).as_bytes());
                }
            }
            out.extend_from_slice(b"</record>\n");
        }
        Ok(())
    }

    fn finish(mut self, out: &mut Vec<u8>) -> Result<(), Refusal> {
        self.end_collection(out);
        out.extend_from_slice(b"</export>\n");
        Ok(())
    }
}

impl Xml {
    fn end_collection(&mut self, out: &mut Vec<u8>) {
        if self.collection.take().is_some() {
            out.extend_from_slice(b"</collection>\n");
        }
    }
}

fn field(column: &Column, value: &Value) -> String {
    let (name, class, kind) = (
        attribute(&column.name),
        column.class.as_str(),
        value.value_type(),
    );
    let (encoding, text) = match value {
        Value::Text(text) if !is_representable(text) => {
            (" encoding=\"base64\"", STANDARD.encode(text))
        }
        Value::Bytes(_) => (" encoding=\"base64\"", value.to_string()),
        // A parser turns a carriage return into a line feed, unless it is written as a reference.
        _ => ("", escape(value.to_string()).replace('\r', "&#13;")),
    };
    format!("<field name=\"{name}\" class=\"{class}\" type=\"{kind}\"{encoding}>{text}</field>")
}

/// A text within quotation marks; what XML cannot hold becomes U+FFFD.
fn attribute(text: &str) -> String {
    let text = text.replace(|c| !is_char(c), "\u{fffd}");
    let text = escape(&text).into_owned();
    text.replace('\n', "&#10;")
        .replace('\r', "&#13;")
        .replace('\t', "&#9;")
}

fn is_representable(text: &str) -> bool {
    text.chars().all(is_char)
}

/// XML 1.0, production 2.
fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use lethe_plugin::{DataClass, NoParameters, Table, testing};
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::Xml;

    fn file(notes: &[&str]) -> String {
        let notes = notes.iter().map(|note| Some(*note));
        let table = Table::new().with_text("note", DataClass::FreeText, notes);
        let file = testing::export::<Xml>(NoParameters {}, &[("<notes>", table)]);
        String::from_utf8(file.unwrap()).unwrap()
    }

    #[test]
    fn no_value_breaks_out_of_its_element() {
        let attack = "</field></record><!-- ]]> &lol; <x a='b' c=\"d\">";
        let written = file(&[attack]);
        let (mut reader, mut elements) = (Reader::from_str(&written), 0);
        loop {
            match reader.read_event().unwrap() {
                Event::Start(_) => elements += 1,
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(elements, 4, "{written}");
        assert!(
            written.contains("collection name=\"&lt;notes&gt;\""),
            "{written}"
        );
    }

    #[test]
    fn what_xml_cannot_hold_is_written_in_base64() {
        let written = file(&["a\0b", "c\rd"]);
        assert!(
            written.contains("encoding=\"base64\">YQBi</field>"),
            "{written}"
        );
        assert!(written.contains(">c&#13;d</field>"), "{written}");
    }
}

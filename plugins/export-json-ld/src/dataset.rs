//! A collection as a dataset: what its fields are, and its records.

use lethe_plugin::{Column, DataClass, Refusal, Table, ValueType};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use crate::{literal, words};

/// Whatever is not unreserved (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Ends a dataset.
pub(crate) const END: &[u8] = b"]}";

/// A dataset in the making.
#[derive(Debug)]
pub(crate) struct Dataset {
    collection: String,
    fields: Vec<Field>,
    has_records: bool,
}

#[derive(Debug, PartialEq)]
struct Field {
    name: String,
    class: DataClass,
    value_type: ValueType,
    /// The property of records, as JSON.
    key: String,
}

impl Field {
    fn of(column: &Column) -> Self {
        Self {
            name: column.name.clone(),
            class: column.class,
            value_type: column.values.value_type(),
            key: format!("\"field:{}\"", encoded(&column.name)),
        }
    }

    fn is_of(&self, column: &Column) -> bool {
        (self.name.as_str(), self.class, self.value_type)
            == (&column.name, column.class, column.values.value_type())
    }

    /// The property with the type of its values, for a context.
    fn term(&self, collection: &str) -> String {
        let (key, name) = (&self.key, encoded(&self.name));
        let datatype = words::datatype(self.value_type);
        format!(
            "{key}:{{\"@id\":\"urn:lethe:field:{collection}:{name}\",\"@type\":\"{datatype}\"}}"
        )
    }

    /// What the field is.
    fn description(&self) -> String {
        let (key, title) = (&self.key, literal::text(&self.name));
        let (kind, class) = (words::kind(self.class), self.class.as_str());
        let datatype = words::datatype(self.value_type);
        format!(
            "{{\"@id\":{key},\"@type\":[\"rdf:Property\",{kind}],\"dct:title\":{title},\
             \"lethe:dataClass\":\"{class}\",\"rdfs:range\":{{\"@id\":\"{datatype}\"}}}}"
        )
    }
}

impl Dataset {
    /// Begins the dataset of a collection with these columns.
    pub(crate) fn begin(collection: &str, rows: &Table, out: &mut Vec<u8>) -> Self {
        let fields: Vec<Field> = rows.columns.iter().map(Field::of).collect();
        let (title, name) = (literal::text(collection), encoded(collection).to_string());
        let prefix = format!("\"field\":\"urn:lethe:field:{name}:\"");
        let terms = fields.iter().map(|field| field.term(&name));
        let context: Vec<String> = std::iter::once(prefix).chain(terms).collect();
        let context = context.join(",\n");
        let (other, personal): (Vec<&Field>, Vec<&Field>) = fields
            .iter()
            .partition(|field| field.class == DataClass::None);
        let (personal, other) = (descriptions(&personal), descriptions(&other));
        let head = format!(
            "\n{{\"@context\":{{{context}}},\n\
             \"@type\":\"dcat:Dataset\",\"dct:title\":{title},\n\
             \"dpv:hasPersonalData\":[{personal}],\n\"dpv:hasData\":[{other}],\n\"lethe:record\":["
        );
        out.extend_from_slice(head.as_bytes());
        Self {
            collection: collection.to_owned(),
            fields,
            has_records: false,
        }
    }

    /// Whether the rows belong into this dataset.
    pub(crate) fn is_of(&self, collection: &str, rows: &Table) -> bool {
        let mut pairs = self.fields.iter().zip(&rows.columns);
        self.collection == collection
            && self.fields.len() == rows.columns.len()
            && pairs.all(|(field, column)| field.is_of(column))
    }

    /// Writes rows as records.
    ///
    /// # Errors
    /// None: memory can always be written to.
    pub(crate) fn records(&mut self, rows: &Table, out: &mut Vec<u8>) -> Result<(), Refusal> {
        for row in 0..rows.rows() {
            let before: &[u8] = if self.has_records { b",\n{" } else { b"\n{" };
            out.extend_from_slice(before);
            self.has_records = true;
            let mut is_first = true;
            for (field, column) in self.fields.iter().zip(&rows.columns) {
                let Some(value) = column.values.get(row) else {
                    continue;
                };
                if !is_first {
                    out.push(b',');
                }
                is_first = false;
                out.extend_from_slice(field.key.as_bytes());
                out.push(b':');
                literal::write(&value, out)?;
            }
            out.push(b'}');
        }
        Ok(())
    }
}

fn descriptions(fields: &[&Field]) -> String {
    let all: Vec<String> = fields.iter().map(|field| field.description()).collect();
    all.join(",\n")
}

fn encoded(name: &str) -> PercentEncode<'_> {
    utf8_percent_encode(name, RESERVED)
}

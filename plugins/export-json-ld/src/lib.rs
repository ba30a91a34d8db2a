//! Built-in exporter: JSON-LD 1.1, with the words of DPV 2 (<https://w3id.org/dpv>).
//!
//! A catalog (DCAT 3) of datasets, one a collection. A dataset describes its fields, each as the kind of data that it
//! is, and holds the records as nodes. Every context stands in the file, so that nobody needs the network to read it.
//!
//! A field is the property `urn:lethe:field:{collection}:{field}`, written `field:{name}` with whatever is no letter,
//! digit, `-`, `.`, `_` or `~` percent-encoded: no name can be taken for a keyword, a term or an IRI. The type of a
//! value stands in the context of its dataset, and the value is a text in the form of XML Schema, because processors
//! take numbers of JSON for floating-point ones; booleans are JSON's. A field without a value is left out.

mod dataset;
mod literal;
mod words;

use dataset::Dataset;
use lethe_plugin::{Exporter, FileContext, NoParameters, Refusal, Selector, Table, Value};

lethe_plugin::exporter! {
    name: "json-ld",
    summary: "Writes records as JSON-LD, with the kind of data of every field in the words of DPV",
    media_type: "application/ld+json",
    extension: "jsonld",
    fields: [Selector::any()],
    writer: JsonLd,
}

/// A file in the making.
#[derive(Debug, Default)]
pub struct JsonLd {
    /// The dataset that is being written.
    dataset: Option<Dataset>,
}

impl Exporter for JsonLd {
    type Parameters = NoParameters;

    fn begin(context: FileContext<NoParameters>, out: &mut Vec<u8>) -> Result<Self, Refusal> {
        let (title, context_of_all) = (literal::text(&context.title), words::CONTEXT);
        let head = format!(
            "{{\"@context\":{context_of_all},\n\"@type\":\"dcat:Catalog\",\"dct:title\":{title},\
             \"dpv:hasApplicableLaw\":{{\"@id\":\"eu-gdpr:GDPR\"}},\n\
             \"dct:created\":{{\"@type\":\"xsd:dateTime\",\"@value\":"
        );
        out.extend_from_slice(head.as_bytes());
        literal::write(&Value::Timestamp(context.now_ms), out)?;
        out.extend_from_slice(b"},\n\"dcat:dataset\":[");
        Ok(Self::default())
    }

    fn push(&mut self, collection: &str, rows: &Table, out: &mut Vec<u8>) -> Result<(), Refusal> {
        let dataset = match self.dataset.take() {
            Some(dataset) if dataset.is_of(collection, rows) => dataset,
            other => {
                if other.is_some() {
                    out.extend_from_slice(dataset::END);
                    out.push(b',');
                }
                Dataset::begin(collection, rows, out)
            }
        };
        self.dataset.insert(dataset).records(rows, out)
    }

    fn finish(self, out: &mut Vec<u8>) -> Result<(), Refusal> {
        if self.dataset.is_some() {
            out.extend_from_slice(dataset::END);
        }
        out.extend_from_slice(b"]}\n");
        Ok(())
    }
}

#[cfg(test)]
mod tests;

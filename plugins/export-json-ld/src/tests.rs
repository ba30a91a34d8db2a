use std::collections::BTreeSet;

use lethe_plugin::{DataClass, Date, NoParameters, Table, Values, testing};
use serde_json::{Value, json};

use crate::JsonLd;

fn file(tables: &[(&str, Table)]) -> Value {
    let file = testing::export::<JsonLd>(NoParameters {}, tables).unwrap();
    serde_json::from_slice(&file).unwrap()
}

/// The records of the only dataset.
fn records(table: Table) -> Value {
    file(&[("people", table)])["dcat:dataset"][0]["lethe:record"].take()
}

fn days(years: [i16; 3]) -> Values {
    let day = |year| Date {
        year,
        month: 3,
        day: 5,
    };
    Values::Date(years.map(day).map(Some).to_vec())
}

/// Every type, and what is at the edge of each.
fn odd() -> Table {
    let class = DataClass::Sensitive;
    Table::new()
        .with_text("text", class, [Some("a\"\\\n\0\u{2028}李"), Some(""), None])
        .with(
            "integer",
            class,
            Values::Integer(vec![Some(i64::MIN), Some(i64::MAX), None]),
        )
        .with(
            "number",
            class,
            Values::Number(vec![Some(-0.0), Some(5e-324), Some(f64::MAX)]),
        )
        .with(
            "boolean",
            class,
            Values::Boolean(vec![Some(true), None, Some(false)]),
        )
        .with("date", class, days([-44, -9999, 9999]))
        .with(
            "timestamp",
            class,
            Values::Timestamp(vec![Some(-1), Some(-377_705_023_201_000), None]),
        )
        .with(
            "bytes",
            class,
            Values::Bytes(vec![Some(vec![0, 1, 255]), Some(Vec::new()), None]),
        )
}

#[test]
fn every_value_is_written_as_xml_schema_has_its_type() {
    let expected = json!([
        {
            "field:text": "a\"\\\n\0\u{2028}李", "field:integer": "-9223372036854775808",
            "field:number": "-0.0", "field:boolean": true, "field:date": "-0044-03-05",
            "field:timestamp": "1969-12-31T23:59:59.999Z", "field:bytes": "AAH/",
        },
        {
            "field:text": "", "field:integer": "9223372036854775807", "field:number": "5e-324",
            "field:date": "-9999-03-05", "field:timestamp": "-9999-01-02T01:59:59.000Z", "field:bytes": "",
        },
        {
            "field:number": "1.7976931348623157e308", "field:boolean": false,
            "field:date": "9999-03-05",
        },
    ]);
    assert_eq!(records(odd()), expected);
}

#[test]
fn the_context_of_a_dataset_says_the_type_of_each_field() {
    let document = file(&[("people", odd())]);
    let context = &document["dcat:dataset"][0]["@context"];
    for (field, datatype) in [
        ("text", "xsd:string"),
        ("integer", "xsd:integer"),
        ("number", "xsd:double"),
        ("boolean", "xsd:boolean"),
        ("date", "xsd:date"),
        ("timestamp", "xsd:dateTime"),
        ("bytes", "xsd:base64Binary"),
    ] {
        let id = format!("urn:lethe:field:people:{field}");
        let expected = json!({"@id": id, "@type": datatype});
        assert_eq!(context[format!("field:{field}")], expected);
    }
}

#[test]
fn every_field_is_described_as_the_kind_of_data_that_it_is() {
    let classes = [
        (DataClass::Identifier, "pd:Identifying", "identifier"),
        (DataClass::Contact, "pd:Contact", "contact"),
        (
            DataClass::QuasiIdentifier,
            "dpv:PersonalData",
            "quasi-identifier",
        ),
        (
            DataClass::Sensitive,
            "dpv:SensitivePersonalData",
            "sensitive",
        ),
        (
            DataClass::Special,
            "dpv:SpecialCategoryPersonalData",
            "special",
        ),
        (DataClass::FreeText, "dpv:PersonalData", "free-text"),
        (DataClass::None, "dpv:NonPersonalData", "none"),
    ];
    let table = classes
        .iter()
        .fold(Table::new(), |table, (class, _, name)| {
            table.with_text(name, *class, [Some("x")])
        });
    let document = file(&[("people", table)]);
    let dataset = &document["dcat:dataset"][0];
    let of = |member: &str| dataset[member].as_array().unwrap().clone();
    assert_eq!(of("dpv:hasPersonalData").len(), 6);
    let described = [of("dpv:hasPersonalData"), of("dpv:hasData")].concat();
    for (field, (_, kind, name)) in described.iter().zip(classes) {
        assert_eq!(field["@id"], format!("field:{name}"));
        assert_eq!(field["lethe:dataClass"], name);
        let kinds = field["@type"].as_array().unwrap();
        assert_eq!(kinds.last().unwrap(), kind);
    }
}

/// Every key and type of the document, outside of contexts.
fn keys(node: &Value, found: &mut BTreeSet<String>) {
    match node {
        Value::Array(nodes) => nodes.iter().for_each(|node| keys(node, found)),
        Value::Object(members) => {
            for (key, member) in members.iter().filter(|(key, _)| *key != "@context") {
                found.insert(key.clone());
                keys(member, found);
            }
        }
        _ => {}
    }
}

#[test]
fn no_name_of_a_field_is_a_keyword_a_term_or_an_iri() {
    let names = [
        "@id",
        "@type",
        "@context",
        "dpv",
        "field",
        "dct:title",
        "http://a.example/b",
        "//a",
        "_:b0",
        "a%3Ab",
        "ä b",
        "",
        "\"",
    ];
    let table = names.iter().fold(Table::new(), |table, name| {
        table.with_text(name, DataClass::None, [Some("x")])
    });
    let document = file(&[("a:b", table)]);
    let dataset = &document["dcat:dataset"][0];
    let record = dataset["lethe:record"][0].as_object().unwrap();
    assert_eq!(record.len(), names.len());
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~%".contains(c);
    for key in record.keys() {
        assert!(
            key.strip_prefix("field:").unwrap().chars().all(is_plain),
            "{key}"
        );
        let id = dataset["@context"][key]["@id"].as_str().unwrap();
        let name = key.strip_prefix("field:").unwrap();
        assert_eq!(id, format!("urn:lethe:field:a%3Ab:{name}"));
    }
    let described = dataset["dpv:hasData"].as_array().unwrap();
    let titles: Vec<&str> = described
        .iter()
        .map(|field| field["dct:title"].as_str().unwrap())
        .collect();
    assert_eq!(titles, names);
}

#[test]
fn every_key_is_a_keyword_or_of_a_vocabulary_of_the_context() {
    let document = file(&[("people", odd())]);
    let prefixes = document["@context"].as_object().unwrap();
    let mut found = BTreeSet::new();
    keys(&document, &mut found);
    for key in found {
        let Some((prefix, _)) = key.split_once(':') else {
            assert!(["@id", "@type", "@value"].contains(&&*key), "{key}");
            continue;
        };
        assert!(prefix == "field" || prefixes.contains_key(prefix), "{key}");
    }
    // What is a text in the context is a prefix, and no document to fetch.
    assert!(prefixes.values().all(Value::is_string));
}

#[test]
fn tables_of_a_collection_are_one_dataset_and_others_are_others() {
    let names = |name: &str| Table::new().with_text("name", DataClass::Identifier, [Some(name)]);
    let other = Table::new().with_text("statement", DataClass::FreeText, [Some("x")]);
    let empty = Table::new().with_text("name", DataClass::Identifier, [None::<&str>; 0]);
    let document = file(&[
        ("empty", empty),
        ("people", names("Ada")),
        ("people", names("Bo")),
        ("people", other),
        ("tasks", names("Cy")),
    ]);
    let datasets = document["dcat:dataset"].as_array().unwrap();
    let sizes: Vec<(&str, usize)> = datasets
        .iter()
        .map(|dataset| {
            let records = dataset["lethe:record"].as_array().unwrap();
            (dataset["dct:title"].as_str().unwrap(), records.len())
        })
        .collect();
    let expected = [("empty", 0), ("people", 2), ("people", 1), ("tasks", 1)];
    assert_eq!(sizes, expected);
    assert_eq!(document["dct:title"], "test");
    assert_eq!(
        document["dct:created"]["@value"],
        "2026-01-01T00:00:00.000Z"
    );
}

#[test]
fn a_file_of_nothing_is_a_document_too() {
    assert_eq!(file(&[])["dcat:dataset"], json!([]));
}

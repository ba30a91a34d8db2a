//! Which words say what a field is: kinds of data in those of DPV, types in those of XML Schema.

use lethe_plugin::{DataClass, ValueType};

/// The prefixes of all vocabularies, as a context. `eu-gdpr` and `dpv` are those of consent receipts and of records
/// of processing.
pub(crate) const CONTEXT: &str = r#"{
"dcat":"http://www.w3.org/ns/dcat#",
"dct":"http://purl.org/dc/terms/",
"dpv":"https://w3id.org/dpv#",
"eu-gdpr":"https://w3id.org/dpv/legal/eu/gdpr#",
"lethe":"urn:lethe:vocabulary:",
"pd":"https://w3id.org/dpv/pd#",
"rdf":"http://www.w3.org/1999/02/22-rdf-syntax-ns#",
"rdfs":"http://www.w3.org/2000/01/rdf-schema#",
"xsd":"http://www.w3.org/2001/XMLSchema#"}"#;

/// What a field is in the words of DPV, as JSON.
pub(crate) fn kind(class: DataClass) -> &'static str {
    match class {
        DataClass::Identifier => r#""dpv:PersonalData","pd:Identifying""#,
        DataClass::Contact => r#""dpv:PersonalData","pd:Contact""#,
        // DPV has no word for either: the class itself stands beside it.
        DataClass::QuasiIdentifier | DataClass::FreeText => r#""dpv:PersonalData""#,
        DataClass::Sensitive => r#""dpv:SensitivePersonalData""#,
        DataClass::Special => r#""dpv:SpecialCategoryPersonalData""#,
        DataClass::None => r#""dpv:NonPersonalData""#,
    }
}

/// The type of a field's values.
pub(crate) fn datatype(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::Text => "xsd:string",
        ValueType::Integer => "xsd:integer",
        ValueType::Number => "xsd:double",
        ValueType::Boolean => "xsd:boolean",
        ValueType::Date => "xsd:date",
        ValueType::Timestamp => "xsd:dateTime",
        ValueType::Bytes => "xsd:base64Binary",
    }
}

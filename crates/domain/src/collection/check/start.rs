//! The check of the fields from which retentions are counted.

use super::Findings;
use crate::ValueType;
use crate::collection::{Field, Retention, RetentionStart};

/// Lists retentions, the collection's and those of its fields, that are counted from a field which
/// is not there or holds no time.
pub(super) fn check(findings: &mut Findings, retention: &Retention, fields: &[Field]) {
    if !has_start(retention, fields) {
        findings.add(&["retention", "from"], MESSAGE);
        // Fields that inherit it lack nothing of their own.
        return;
    }
    for (index, field) in fields.iter().enumerate() {
        if !has_start(&field.retention, fields) {
            let path = ["fields", &index.to_string(), "retention", "from"];
            findings.add(&path, MESSAGE);
        }
    }
}

const MESSAGE: &str = "a retention is counted from a field that holds a date or a timestamp";

fn has_start(retention: &Retention, fields: &[Field]) -> bool {
    let RetentionStart::Field(name) = &retention.from else {
        return true;
    };
    let found = fields.iter().find(|field| field.name == *name);
    found.is_some_and(|field| matches!(field.value_type, ValueType::Date | ValueType::Timestamp))
}

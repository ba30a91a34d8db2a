//! Declarations that the tests of this crate share.

use serde_json::{Value, json};

/// Records that stay under a placeholder; every kind of rule.
pub(crate) fn timesheets() -> Value {
    json!({
        "name": "timesheets", "purpose": "payroll", "lawful_basis": "contract",
        "retention": {"keep_for": "P10Y", "from": "created"},
        "owner": {"kind": "reference", "field": "employee_no", "collection": "people",
                  "key": "employee_no"},
        "on_erase": "anonymize",
        "fields": [
            {"name": "employee_no", "type": "text", "class": "identifier", "required": true,
             "on_erase": "delete", "on_export": "include"},
            {"name": "hours", "type": "number", "class": "none"},
            {"name": "note", "type": "text", "class": "free-text",
             "on_erase": {"anonymize": {"plugin": "redact", "parameters": {"operator": "redact"}}},
             "on_export": "include"},
            {"name": "absence", "type": "text", "class": "special",
             "on_erase": {"keep": {"ground": "legal-obligation", "reason": "social security",
                                   "until": "P6Y"}},
             "on_export": "omit"},
        ],
    })
}

/// Records that go whole.
pub(crate) fn people() -> Value {
    json!({
        "name": "people", "purpose": "employment", "lawful_basis": "contract",
        "retention": {"keep_for": "P2Y", "from": "created"},
        "owner": {"kind": "subject"}, "on_erase": "delete",
        "fields": [
            {"name": "employee_no", "type": "text", "class": "identifier", "required": true,
             "unique": true, "lookup": true, "on_export": "include"},
            {"name": "email", "type": "text", "class": "contact", "lookup": true,
             "on_export": "include"},
            {"name": "born", "type": "date", "class": "quasi-identifier", "on_export": "include"},
            {"name": "salary", "type": "integer", "class": "sensitive", "lawful_basis":
             "legal-obligation", "purpose": "taxes", "on_export": "include"},
            {"name": "desk", "type": "text", "class": "none"},
        ],
    })
}

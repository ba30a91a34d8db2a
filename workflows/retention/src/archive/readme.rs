//! How to read the archive: made from what the store says of its tables, so that it is never out of date.

use std::fmt::Write as _;

use store::holdings::{Column, Form, TABLES};

use super::line::name_of;

const HEAD: &str = "\
LETHE ARCHIVE

Everything that Lethe keeps of a tenant. Texts are UTF-8. Files that end in .ndjson hold one JSON object (RFC 8259) a
line. Times are RFC 3339 in UTC. What was sealed is in the clear here: keep this file as you would keep the system
that it came from.

manifest.json          every file with its SHA-256, size and rows; it is the last file
records/<collection>/  records: collection, record_id, subject_id (whom it is about), changed_at, fields. How the
                       fields are to be understood is in tables/collection, in `declaration`. A record is sent back as
                       it is by POST /v1/collections/<collection>/records.
plugins/<digest>.wasm  plugins as they were uploaded
tables/<table>/        everything else, as below

A person that is restricted (Art. 18 GDPR) is in the archive like any other; tables/restricted_subject and
tables/restricted_record say who and what, and the restriction goes with the data.

";

/// The text.
pub(super) fn text() -> String {
    let mut text = HEAD.to_owned();
    for table in TABLES.iter().filter(|table| table.is_delivered()) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}\n    {}.", table.name, table.about);
        let columns: Vec<String> = table.columns().map(described).collect();
        let _ = writeln!(text, "    {}\n", columns.join(", "));
    }
    text.push_str("Not in the archive:\n\n");
    for table in TABLES.iter().filter(|table| !table.is_delivered()) {
        let _ = writeln!(text, "{}: {}.", table.name, table.about);
    }
    text
}

fn described(column: Column) -> String {
    let name = name_of(column);
    match column.form {
        Form::Number => format!("{name} (number)"),
        Form::Time => format!("{name} (time)"),
        Form::Json => format!("{name} (JSON)"),
        Form::Bytes => format!("{name} (base64)"),
        Form::Sealed => format!("{name} (opened; null when the person was erased)"),
        Form::Text => name,
    }
}

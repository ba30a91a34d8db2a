//! What an answer costs to lift, counted alike on every machine.
//!
//! Wasmtime counts the bytes of the Rust values that it makes of an answer. Where pointers have 32
//! bits those are fewer, and a plugin would be let through there that is stopped elsewhere; so the
//! count of 64 bits is the one that holds.

use crate::table::{Description, Table, Values};

/// Bytes of a text or a list, whether or not it may be absent.
const LIST: usize = 24;
/// Bytes of a column.
const COLUMN: usize = 64;
/// Bytes of a selector.
const SELECTOR: usize = 48;

#[cfg(target_pointer_width = "64")]
const _: () = assert!(
    size_of::<Option<String>>() == LIST
        && size_of::<Option<Vec<u8>>>() == LIST
        && size_of::<crate::table::Column>() == COLUMN
        && size_of::<crate::table::Selector>() == SELECTOR
);

/// Bytes that lifting an answer takes.
pub(crate) fn bytes_of_table(table: &Table) -> usize {
    let columns = table.columns.iter();
    columns
        .map(|column| COLUMN + column.name.len() + bytes_of_values(&column.values))
        .sum()
}

/// Bytes that lifting a description takes.
pub(crate) fn bytes_of_description(said: &Description) -> usize {
    let selectors = said.fields.iter().map(|selector| {
        SELECTOR + selector.name.as_ref().map_or(0, String::len) + selector.classes.len()
    });
    let texts = [&said.name, &said.version, &said.summary, &said.parameters];
    selectors.sum::<usize>() + texts.iter().map(|text| text.len()).sum::<usize>()
}

fn bytes_of_values(values: &Values) -> usize {
    fn fixed<T>(values: &[T]) -> usize {
        size_of_val(values)
    }
    fn lists<T>(values: &[Option<T>], length: impl Fn(&T) -> usize) -> usize {
        values.len() * LIST + values.iter().flatten().map(length).sum::<usize>()
    }
    match values {
        Values::Text(v) => lists(v, String::len),
        Values::Bytes(v) => lists(v, Vec::len),
        Values::Integer(v) | Values::Timestamp(v) => fixed(v),
        Values::Number(v) => fixed(v),
        Values::Boolean(v) => fixed(v),
        Values::Date(v) => fixed(v),
    }
}

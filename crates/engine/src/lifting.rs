//! What an answer costs to lift, counted alike on every machine.
//!
//! Wasmtime counts the bytes of the Rust values that it makes of an answer. Where pointers have 32
//! bits those are fewer, and a plugin would be let through there that is stopped elsewhere; so the
//! count of 64 bits is the one that holds.

use crate::Description;
use crate::table::{Table, Values};

/// Bytes of a column.
const COLUMN: usize = 112;
/// Bytes of a selector.
const SELECTOR: usize = 48;

#[cfg(target_pointer_width = "64")]
const _: () = assert!(
    size_of::<crate::table::Column>() == COLUMN && size_of::<crate::table::Selector>() == SELECTOR
);

/// Bytes that lifting an answer takes.
pub(crate) fn bytes_of_table(table: &Table) -> usize {
    let columns = table.columns.iter();
    columns
        .map(|column| {
            let ends = match &column.values {
                Values::Text(texts) => texts.ends.as_slice(),
                Values::Bytes(blobs) => blobs.ends.as_slice(),
                _ => &[],
            };
            COLUMN
                + column.name.len()
                + column.byte_size()
                + size_of_val(ends)
                + size_of_val(column.absent.as_slice())
        })
        .sum()
}

/// Bytes that lifting a description takes.
pub(crate) fn bytes_of_description(said: &Description) -> usize {
    let selectors = said.fields.iter().map(|selector| {
        SELECTOR + selector.name.as_ref().map_or(0, String::len) + selector.classes.len()
    });
    let texts = [&said.name, &said.version, &said.summary, &said.parameters];
    let format = said.format.iter();
    let format = format.map(|it| it.media_type.len() + it.extension.len());
    let texts = texts.iter().map(|text| text.len());
    selectors.chain(texts).chain(format).sum()
}

//! The bytes of which a receipt holds the hash.
//!
//! Everything is written with a tag or a length before it, integers little-endian, so that two
//! different batches never have the same bytes, whatever stands in their texts. A number is its
//! IEEE 754 bits; there is no NaN, because no batch with one is let in or out.

use sha2::{Digest, Sha256};

use crate::table::{Column, Context, DataClass, Table, Values};

/// Hashes go through a buffer: calling the hash once for each value would cost more than hashing.
const BUFFER_BYTES: usize = 8 << 10;

/// SHA-256 of some bytes, as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The hash of what a run is given.
pub(crate) fn hash_input(context: &Context, table: &Table) -> String {
    let mut writer = Writer::new(b"lethe:plugin/anonymizer input 1");
    writer.text(&context.collection);
    writer.bytes(&context.now.to_le_bytes());
    writer.text(&context.parameters);
    writer.bytes(&context.seed.to_le_bytes());
    writer.table(table);
    writer.finish()
}

/// The hash of what a run gave.
pub(crate) fn hash_output(table: &Table) -> String {
    let mut writer = Writer::new(b"lethe:plugin/anonymizer output 1");
    writer.table(table);
    writer.finish()
}

struct Writer {
    hash: Sha256,
    buffer: Vec<u8>,
}

impl Writer {
    fn new(purpose: &[u8]) -> Self {
        let mut writer = Self {
            hash: Sha256::new(),
            buffer: Vec::with_capacity(BUFFER_BYTES),
        };
        writer.prefixed(purpose);
        writer
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if self.buffer.len() + bytes.len() > BUFFER_BYTES {
            self.hash.update(&self.buffer);
            self.buffer.clear();
            if bytes.len() >= BUFFER_BYTES {
                self.hash.update(bytes);
                return;
            }
        }
        self.buffer.extend_from_slice(bytes);
    }

    fn length(&mut self, length: usize) {
        self.bytes(&(length as u64).to_le_bytes());
    }

    fn prefixed(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.bytes(bytes);
    }

    fn text(&mut self, text: &str) {
        self.prefixed(text.as_bytes());
    }

    fn table(&mut self, table: &Table) {
        self.length(table.columns.len());
        for column in &table.columns {
            self.column(column);
        }
    }

    fn column(&mut self, column: &Column) {
        self.text(&column.name);
        self.bytes(&[class_tag(column.class)]);
        match &column.values {
            Values::Text(v) => self.values(0, v, |w, text| w.text(text)),
            Values::Integer(v) => self.values(1, v, |w, n| w.bytes(&n.to_le_bytes())),
            Values::Number(v) => self.values(2, v, |w, n| w.bytes(&n.to_bits().to_le_bytes())),
            Values::Boolean(v) => self.values(3, v, |w, b| w.bytes(&[u8::from(*b)])),
            Values::Date(v) => self.values(4, v, |w, date| {
                let [low, high] = date.year.to_le_bytes();
                w.bytes(&[low, high, date.month, date.day]);
            }),
            Values::Timestamp(v) => self.values(5, v, |w, ms| w.bytes(&ms.to_le_bytes())),
            Values::Bytes(v) => self.values(6, v, |w, bytes| w.prefixed(bytes)),
        }
    }

    fn values<T>(&mut self, tag: u8, values: &[Option<T>], write: impl Fn(&mut Self, &T)) {
        self.bytes(&[tag]);
        self.length(values.len());
        for value in values {
            if let Some(value) = value {
                self.bytes(&[1]);
                write(self, value);
            } else {
                self.bytes(&[0]);
            }
        }
    }

    fn finish(mut self) -> String {
        self.hash.update(&self.buffer);
        hex::encode(self.hash.finalize())
    }
}

/// The place of a data class in the contract, which never changes.
fn class_tag(class: DataClass) -> u8 {
    match class {
        DataClass::Identifier => 0,
        DataClass::Contact => 1,
        DataClass::QuasiIdentifier => 2,
        DataClass::Sensitive => 3,
        DataClass::Special => 4,
        DataClass::FreeText => 5,
        DataClass::None => 6,
    }
}

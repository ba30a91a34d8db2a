//! The bytes of which a receipt holds the hash.
//!
//! Everything is written with a tag or a length before it, so that two different batches never
//! have the same bytes, whatever stands in their texts. Lengths are unsigned LEB128 in as few
//! bytes as they need. An absent value is a zero byte; one that is there follows its length plus
//! one (text, bytes) or a byte of one (all others, little-endian). A number is its IEEE 754 bits;
//! there is no NaN, because no batch with one is let in or out.

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

    fn length(&mut self, mut length: usize) {
        loop {
            let [low, ..] = length.to_le_bytes();
            length >>= 7;
            if length == 0 {
                return self.bytes(&[low]);
            }
            self.bytes(&[low | 0x80]);
        }
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
            Values::Text(v) => self.texts(0, v),
            Values::Integer(v) => self.values(1, v, i64::to_le_bytes),
            Values::Number(v) => self.values(2, v, |n| n.to_bits().to_le_bytes()),
            Values::Boolean(v) => self.values(3, v, |b| [u8::from(b)]),
            Values::Date(v) => self.values(4, v, |date| {
                let [low, high] = date.year.to_le_bytes();
                [low, high, date.month, date.day]
            }),
            Values::Timestamp(v) => self.values(5, v, i64::to_le_bytes),
            Values::Bytes(v) => self.texts(6, v),
        }
    }

    fn texts<T: AsRef<[u8]>>(&mut self, tag: u8, texts: &[Option<T>]) {
        self.bytes(&[tag]);
        self.length(texts.len());
        for text in texts {
            if let Some(text) = text {
                let text = text.as_ref();
                self.length(text.len() + 1);
                self.bytes(text);
            } else {
                self.bytes(&[0]);
            }
        }
    }

    fn values<T: Copy, const N: usize>(
        &mut self,
        tag: u8,
        values: &[Option<T>],
        bytes: impl Fn(T) -> [u8; N],
    ) {
        self.bytes(&[tag]);
        self.length(values.len());
        for value in values {
            if let Some(value) = value {
                self.bytes(&[1]);
                self.bytes(&bytes(*value));
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

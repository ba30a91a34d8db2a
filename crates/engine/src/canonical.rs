//! The bytes of which a receipt holds the hash.
//!
//! Everything is written with a tag or a length before it, so that two different batches never
//! have the same bytes, whatever stands in their texts. Lengths are unsigned LEB128 in as few
//! bytes as they need. A column is written as it crosses (values, ends and absent rows, each with
//! its length), numbers little-endian. A number is its IEEE 754 bits.

use sha2::{Digest, Sha256};

use crate::table::{Column, Context, DataClass, Table, Values};

/// Hashes go through a buffer: calling the hash once for each value would cost more than hashing.
const BUFFER_BYTES: usize = 8 << 10;

/// The hash of what an anonymizer is given.
pub(crate) fn hash_input(context: &Context, table: &Table) -> String {
    let mut writer = Writer::new(b"lethe:plugin/anonymizer input 2");
    writer.text(&context.collection);
    writer.bytes(&context.now.to_le_bytes());
    writer.text(&context.parameters);
    writer.bytes(&context.seed.to_le_bytes());
    writer.table(table);
    writer.finish()
}

/// The hash of what an anonymizer gave.
pub(crate) fn hash_output(table: &Table) -> String {
    let mut writer = Writer::new(b"lethe:plugin/anonymizer output 2");
    writer.table(table);
    writer.finish()
}

/// Hashes what is written to it.
pub(crate) struct Writer {
    hash: Sha256,
    buffer: Vec<u8>,
}

impl Writer {
    pub(crate) fn new(purpose: &[u8]) -> Self {
        let mut writer = Self {
            hash: Sha256::new(),
            buffer: Vec::with_capacity(BUFFER_BYTES),
        };
        writer.prefixed(purpose);
        writer
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
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

    pub(crate) fn length(&mut self, mut length: usize) {
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

    pub(crate) fn text(&mut self, text: &str) {
        self.prefixed(text.as_bytes());
    }

    pub(crate) fn table(&mut self, table: &Table) {
        self.length(table.columns.len());
        for column in &table.columns {
            self.column(column);
        }
    }

    fn column(&mut self, column: &Column) {
        self.text(&column.name);
        self.bytes(&[class_tag(column.class)]);
        self.values(&column.absent, u32::to_le_bytes);
        match &column.values {
            Values::Text(texts) => self.joined(0, texts.joined.as_bytes(), &texts.ends),
            Values::Integer(v) => self.tagged(1, v, i64::to_le_bytes),
            Values::Number(v) => self.tagged(2, v, |n| n.to_bits().to_le_bytes()),
            Values::Boolean(v) => self.tagged(3, v, |b| [u8::from(b)]),
            Values::Date(v) => self.tagged(4, v, |date| {
                let [low, high] = date.year.to_le_bytes();
                [low, high, date.month, date.day]
            }),
            Values::Timestamp(v) => self.tagged(5, v, i64::to_le_bytes),
            Values::Bytes(blobs) => self.joined(6, &blobs.joined, &blobs.ends),
        }
    }

    fn joined(&mut self, tag: u8, joined: &[u8], ends: &[u32]) {
        self.bytes(&[tag]);
        self.prefixed(joined);
        self.values(ends, u32::to_le_bytes);
    }

    fn tagged<T: Copy, const N: usize>(
        &mut self,
        tag: u8,
        values: &[T],
        bytes: impl Fn(T) -> [u8; N],
    ) {
        self.bytes(&[tag]);
        self.values(values, bytes);
    }

    pub(crate) fn values<T: Copy, const N: usize>(
        &mut self,
        values: &[T],
        bytes: impl Fn(T) -> [u8; N],
    ) {
        self.length(values.len());
        for some in values.chunks(BUFFER_BYTES / 16) {
            let room = self.buffer.len() + some.len() * N;
            if room > BUFFER_BYTES {
                self.hash.update(&self.buffer);
                self.buffer.clear();
            }
            self.buffer
                .extend(some.iter().flat_map(|value| bytes(*value)));
        }
    }

    pub(crate) fn finish(mut self) -> String {
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

//! Values of a column that wait to be written.

use std::collections::BTreeMap;

use lethe_plugin::{Value, calendar};

use crate::hybrid;
use crate::leaf::Leaf;

/// A column of a row group, ready to be written.
#[derive(Debug)]
pub(crate) struct Encoded {
    /// How many values its dictionary has, and the values.
    pub(crate) dictionary: Option<(u32, Vec<u8>)>,
    /// The content of its only page.
    pub(crate) page: Vec<u8>,
}

/// Values, one after the other (`PLAIN`). Rows may have none.
#[derive(Debug)]
pub(crate) struct Plain {
    pub(crate) leaf: Leaf,
    /// For each row, whether it has a value.
    present: Vec<u32>,
    bytes: Vec<u8>,
    /// The values of a column of booleans.
    truths: Vec<u32>,
}

impl Plain {
    pub(crate) fn new(leaf: Leaf) -> Self {
        Self {
            leaf,
            present: Vec::new(),
            bytes: Vec::new(),
            truths: Vec::new(),
        }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, value: Option<&Value>) {
        self.present.push(u32::from(value.is_some()));
        match value {
            None => {}
            Some(Value::Text(text)) => piece(&mut self.bytes, text.as_bytes()),
            Some(Value::Bytes(bytes)) => piece(&mut self.bytes, bytes),
            Some(Value::Integer(number) | Value::Timestamp(number)) => {
                self.bytes.extend(number.to_le_bytes());
            }
            Some(Value::Number(number)) => self.bytes.extend(number.to_le_bytes()),
            Some(Value::Boolean(truth)) => self.truths.push(u32::from(*truth)),
            Some(Value::Date(date)) => {
                // The days of all years that a date can have fit.
                let days = i32::try_from(calendar::day_number(*date)).unwrap_or_default();
                self.bytes.extend(days.to_le_bytes());
            }
        }
    }

    /// About how many bytes wait.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.len() + self.present.len() / 4
    }

    /// Takes the rows out.
    pub(crate) fn take(&mut self) -> Encoded {
        let mut levels = Vec::new();
        hybrid::write(&mut levels, &self.present, 1);
        let mut page = Vec::with_capacity(levels.len() + self.bytes.len() + 4);
        piece(&mut page, &levels);
        page.append(&mut self.bytes);
        hybrid::bits(&mut page, &self.truths, 1);
        self.present.clear();
        self.truths.clear();
        Encoded {
            dictionary: None,
            page,
        }
    }
}

/// Values of which each is written once (`RLE_DICTIONARY`). Every row has one.
#[derive(Debug)]
pub(crate) struct Dictionary {
    pub(crate) leaf: Leaf,
    values: Vec<u8>,
    /// Where each value stands.
    places: BTreeMap<Vec<u8>, u32>,
    rows: Vec<u32>,
}

impl Dictionary {
    pub(crate) fn new(leaf: Leaf) -> Self {
        Self {
            leaf,
            values: Vec::new(),
            places: BTreeMap::new(),
            rows: Vec::new(),
        }
    }

    /// The place of a text that rows can have.
    pub(crate) fn text(&mut self, text: &str) -> u32 {
        let mut value = Vec::with_capacity(text.len() + 4);
        piece(&mut value, text.as_bytes());
        self.place(value)
    }

    /// The place of a number that rows can have.
    pub(crate) fn number(&mut self, number: i64) -> u32 {
        self.place(number.to_le_bytes().to_vec())
    }

    /// Adds a row with the value at a place.
    pub(crate) fn push(&mut self, place: u32) {
        self.rows.push(place);
    }

    /// About how many bytes wait.
    pub(crate) fn bytes(&self) -> usize {
        self.values.len() + self.rows.len()
    }

    /// Takes the rows and the dictionary out.
    pub(crate) fn take(&mut self) -> Encoded {
        let count = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        let width = hybrid::width(count);
        let [bits, ..] = width.to_le_bytes();
        let mut page = vec![bits];
        hybrid::write(&mut page, &self.rows, width);
        let dictionary = Some((count, std::mem::take(&mut self.values)));
        self.places.clear();
        self.rows.clear();
        Encoded { dictionary, page }
    }

    fn place(&mut self, value: Vec<u8>) -> u32 {
        // A group of rows is flushed long before there are more places than numbers.
        let next = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        *self.places.entry(value).or_insert_with_key(|value| {
            self.values.extend_from_slice(value);
            next
        })
    }
}

/// Writes bytes after their length. No call is given as many as would not fit.
fn piece(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    out.extend(length.to_le_bytes());
    out.extend_from_slice(bytes);
}

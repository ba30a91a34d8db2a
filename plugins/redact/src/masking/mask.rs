//! Masking of characters.

use lethe_plugin::{Field, Refusal, Table, ValueType};
use serde::Deserialize;

use crate::operate::{Cell, Operate, each_text, ensure, of_type};
use crate::run::Run;

/// Replaces characters of a text; its length stays visible.
///
/// A text that is not longer than what would be kept is masked as a whole.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Mask {
    /// How many characters at the start stay.
    #[serde(default)]
    keep_start: usize,
    /// How many characters at the end stay.
    #[serde(default)]
    keep_end: usize,
    /// How many of those between are masked; left out, all.
    #[serde(default)]
    count: Option<usize>,
    /// From where `count` counts.
    #[serde(default)]
    from: Side,
    /// What they become; left out, `*`.
    #[serde(default)]
    with: Option<char>,
    /// Digits become 9 and letters x; spaces and punctuation stay.
    #[serde(default)]
    pattern: bool,
}

/// An end of a text.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The first characters.
    #[default]
    Start,
    /// The last characters.
    End,
}

impl Operate for Mask {
    fn check(&self) -> Result<(), Refusal> {
        ensure(
            !(self.pattern && self.with.is_some()),
            "mask takes either `with` or `pattern`",
        )?;
        ensure(self.count != Some(0), "`count` is 1 or more")
    }

    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        of_type(field, &[ValueType::Text], "mask works on text")
    }

    fn apply(&self, _: &Run<'_>, _: &Field, cells: &mut [Cell]) {
        each_text(cells, |text| Some(self.mask(text)));
    }
}

impl Mask {
    fn mask(&self, text: String) -> String {
        if self.with.is_none_or(|c| c.is_ascii()) && text.is_ascii() {
            return self.mask_ascii(text);
        }
        let (start, end) = self.masked(text.chars().count());
        text.chars()
            .enumerate()
            .map(|(index, c)| {
                let is_kept = index < start || index >= end;
                if is_kept { c } else { self.instead_of(c) }
            })
            .collect()
    }

    /// The same, in place: most texts are of ASCII, where characters are bytes.
    fn mask_ascii(&self, text: String) -> String {
        let mut bytes = text.into_bytes();
        let (start, end) = self.masked(bytes.len());
        let masked = bytes.get_mut(start..end).unwrap_or_default();
        let instead = |c: char| u8::try_from(self.instead_of(c)).unwrap_or(b'*');
        if self.pattern {
            for byte in masked {
                *byte = instead(char::from(*byte));
            }
        } else {
            masked.fill(instead(' '));
        }
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// The first character that is masked, and the first after them that is not.
    fn masked(&self, length: usize) -> (usize, usize) {
        let end = length.saturating_sub(self.keep_end);
        if end <= self.keep_start {
            return (0, length);
        }
        let between = end.saturating_sub(self.keep_start);
        let count = self.count.unwrap_or(between).min(between);
        match self.from {
            Side::Start => (self.keep_start, self.keep_start.saturating_add(count)),
            Side::End => (end.saturating_sub(count), end),
        }
    }

    fn instead_of(&self, c: char) -> char {
        match c {
            _ if !self.pattern => self.with.unwrap_or('*'),
            // Other scripts have separators too, and signs that tell more: only those of ASCII stay.
            _ if c.is_ascii_punctuation() || c == ' ' => c,
            _ if c.is_numeric() => '9',
            _ => 'x',
        }
    }
}

//! Masking of characters.

use lethe_plugin::{Field, Refusal, Table, ValueType};
use serde::Deserialize;

use crate::operate::{Operate, TextFunction, ensure, of_type};
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

    fn text<'a>(&'a self, _: &'a Run<'_>, _: &Field) -> Option<TextFunction<'a>> {
        let filler = self.filler();
        Some(Box::new(move |text, answer| {
            self.mask(text, &filler, answer);
            true
        }))
    }
}

impl Mask {
    fn mask(&self, text: &str, filler: &str, answer: &mut String) {
        // Most texts are of ASCII, where characters are bytes.
        let is_ascii = text.is_ascii();
        let length = if is_ascii {
            text.len()
        } else {
            text.chars().count()
        };
        let (start, end) = self.masked(length);
        let byte = |character: usize| {
            if is_ascii {
                return character;
            }
            let mut places = text.char_indices().map(|(place, _)| place);
            places.nth(character).unwrap_or(text.len())
        };
        let (before, rest) = text.split_at(byte(start));
        let (masked, after) = rest.split_at(byte(end).saturating_sub(before.len()));
        answer.push_str(before);
        if self.pattern {
            answer.extend(masked.chars().map(likeness));
        } else {
            let mut left = end.saturating_sub(start);
            while left > 0 {
                let some = left.min(FILLER);
                answer.push_str(filler.get(..some * filler.len() / FILLER).unwrap_or(filler));
                left -= some;
            }
        }
        answer.push_str(after);
    }

    /// What masks, as often as most texts need it: pieces of it are copied faster than characters.
    fn filler(&self) -> String {
        std::iter::repeat_n(self.with.unwrap_or('*'), FILLER).collect()
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
}

/// Characters of a filler.
const FILLER: usize = 64;

/// What stands for a character in a pattern.
fn likeness(c: char) -> char {
    match c {
        // Other scripts have separators too, and signs that tell more: only those of ASCII stay.
        _ if c.is_ascii_punctuation() || c == ' ' => c,
        _ if c.is_numeric() => '9',
        _ => 'x',
    }
}

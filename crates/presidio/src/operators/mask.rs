//! `mask`: a character in the place of some at the start or the end.

use serde_json::{Map, Value};

use crate::Error;
use crate::python::{self, Type};

/// What is masked.
pub(crate) struct Mask<'a> {
    masking_char: &'a str,
    count: usize,
    from_end: bool,
}

impl<'a> Mask<'a> {
    /// Reads `masking_char` (empty takes the characters away), `chars_to_mask` (below zero is none, more than there are
    /// is all) and `from_end`.
    pub(crate) fn read(given: &'a Map<String, Value>) -> Result<Self, Error> {
        let needed = |name| python::get(given, name).ok_or(Error::Parameter(name));
        let masking_char = needed("masking_char")?;
        python::check(masking_char, "masking_char", Type::Text)?;
        let masking_char = masking_char.as_str();
        let masking_char = masking_char.ok_or(Error::Form("masking_char must be a text"))?;
        if masking_char.chars().count() > 1 {
            return Err(Error::MaskingChar);
        }
        let count = needed("chars_to_mask")?;
        python::check(count, "chars_to_mask", Type::Whole)?;
        let from_end = needed("from_end")?;
        python::check(from_end, "from_end", Type::Flag)?;
        let is_zero = count.as_f64() == Some(0.0);
        let count = python::whole(count).or(is_zero.then_some(0));
        let count = count.ok_or(Error::Form("chars_to_mask must be a whole number"))?;
        Ok(Self {
            masking_char,
            count: usize::try_from(count.max(0)).unwrap_or(usize::MAX),
            from_end: python::is_true(from_end),
        })
    }

    pub(crate) fn apply(&self, text: &str) -> String {
        let length = text.chars().count();
        let count = self.count.min(length);
        let mask = self.masking_char.repeat(count);
        let mut letters = text.chars();
        if self.from_end {
            let kept = length.saturating_sub(count);
            letters.take(kept).chain(mask.chars()).collect()
        } else {
            letters.by_ref().take(count).for_each(drop);
            mask + letters.as_str()
        }
    }
}

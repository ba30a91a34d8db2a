//! Format-preserving encryption: texts keep their length, alphabet and separators.
//!
//! FF3 and FF3-1 are broken, and left out of NIST SP 800-38G Rev. 1: they are not offered, nor will be.

mod cipher;

use aes::Aes256;
use aes::cipher::KeyInit;
use cipher::Cipher;
use lethe_plugin::{Field, Refusal, Table, Value, ValueType};
use serde::Deserialize;

use super::Keyed;
use crate::Alphabet;
use crate::operate::{Cell, Operate, each, ensure, of_type};
use crate::run::Run;

/// Encrypts a text by FF1 with AES-256: characters of the alphabet become others of it, spaces and
/// punctuation stay. Equal texts of a field get equal ones within a run, and whoever has the seed can decrypt
/// them: this is pseudonymization. Texts with other characters, too short or too long ones are removed.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ff1 {
    /// What is encrypted.
    #[serde(default = "digits")]
    alphabet: Alphabet,
    /// The fewest characters of it that a text has; left out, those that make 1,000,000 texts possible.
    #[serde(default)]
    min_length: Option<usize>,
}

fn digits() -> Alphabet {
    Alphabet::Digits
}

/// The fewest possible texts: SP 800-38G Rev. 1, requirement of FF1. Fewer can be told apart by trying.
const SMALLEST_DOMAIN: usize = 1_000_000;

impl Operate for Ff1 {
    fn check(&self) -> Result<(), Refusal> {
        self.alphabet.check()?;
        let shortest = self.shortest();
        match self.min_length {
            Some(length) if length < shortest => Err(Refusal::InvalidParameters(format!(
                "`min_length` is {length}: that makes fewer than 1,000,000 texts, which FF1 must not \
                 encrypt (SP 800-38G Rev. 1); it takes {shortest} characters of this alphabet, and for \
                 shorter texts there is pseudonym"
            ))),
            Some(length) => ensure(
                length <= cipher::longest(self.radix()),
                "`min_length` is above what ff1 encrypts in this alphabet",
            ),
            None => Ok(()),
        }
    }

    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        of_type(field, &[ValueType::Text], "ff1 works on text")
    }

    fn apply(&self, run: &Run<'_>, field: &Field, cells: &mut [Cell]) {
        // The key is of this field and this run alone, so that no tweak is needed to separate them.
        let key = Keyed::labelled(run, "ff1", field.name).digest(&[]);
        let Some(cipher) = key.map(|key| Cipher::new(Aes256::new(&key.into()), self.radix()))
        else {
            return each(cells, |_, _| None);
        };
        let alphabet = self.alphabet.characters();
        let shortest = self.min_length.unwrap_or_else(|| self.shortest());
        let mut texts: Vec<_> = cells
            .iter()
            .map(|cell| numerals(&alphabet, shortest, cell.value.as_ref()))
            .collect();
        cipher.encrypt(&mut texts, &[]);
        for (cell, numerals) in cells.iter_mut().zip(texts) {
            cell.value = cell.value.take().and_then(|value| match value {
                Value::Text(text) => written(&alphabet, &text, &numerals).map(Value::Text),
                _ => None,
            });
        }
    }
}

impl Ff1 {
    fn radix(&self) -> usize {
        self.alphabet.characters().len()
    }

    /// The fewest characters that make a domain of the smallest size.
    fn shortest(&self) -> usize {
        let radix = self.radix().max(2);
        let powers = std::iter::successors(Some(radix), |power| power.checked_mul(radix));
        powers.take_while(|power| *power < SMALLEST_DOMAIN).count() + 1
    }
}

/// Which characters of the alphabet a text has, in their order; none at all where it cannot be encrypted.
fn numerals(alphabet: &[char], shortest: usize, value: Option<&Value>) -> Vec<u16> {
    let Some(Value::Text(text)) = value else {
        return Vec::new();
    };
    let numerals: Option<Vec<u16>> = text
        .chars()
        .filter_map(|c| match place(alphabet, c) {
            None if is_separator(c) => None,
            place => Some(place),
        })
        .collect();
    numerals
        .filter(|numerals| (shortest..=cipher::longest(alphabet.len())).contains(&numerals.len()))
        .unwrap_or_default()
}

/// The text with other characters of the alphabet in the place of its own; none where there are none.
fn written(alphabet: &[char], text: &str, numerals: &[u16]) -> Option<String> {
    if numerals.is_empty() {
        return None;
    }
    let mut numerals = numerals.iter();
    text.chars()
        .map(|c| match place(alphabet, c) {
            None => Some(c),
            Some(_) => alphabet.get(usize::from(*numerals.next()?)).copied(),
        })
        .collect()
}

fn place(alphabet: &[char], c: char) -> Option<u16> {
    let place = alphabet.iter().position(|known| *known == c)?;
    u16::try_from(place).ok()
}

fn is_separator(c: char) -> bool {
    c == ' ' || c.is_ascii_punctuation()
}

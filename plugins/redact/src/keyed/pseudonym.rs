//! Tokens: pseudonyms of a wanted form.
//!
//! The Luhn check digit is that of ISO/IEC 7812-1, as payment cards have it.

use lethe_plugin::{Field, Refusal, Table, Value, ValueType};
use serde::Deserialize;

use super::{Draws, Keyed, bytes_of};
use crate::Alphabet;
use crate::operate::{Cell, Operate, each, ensure, of_type};
use crate::run::Run;

/// Replaces a text or an integer by a token. Equal values of a field get equal ones within a run: this is
/// pseudonymization. Of N tokens there are, two of n values get the same with a chance of about n²/2N.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pseudonym {
    /// What the token consists of; integers have digits.
    #[serde(default)]
    alphabet: Alphabet,
    /// How many characters it has, the prefix not counted: 1 to 64.
    #[serde(default = "length")]
    length: usize,
    /// What stands before it, at most 64 bytes.
    #[serde(default)]
    prefix: String,
    /// The last digit is the Luhn check digit of all others.
    #[serde(default)]
    luhn: bool,
}

/// 62 bits in the default alphabet.
fn length() -> usize {
    12
}

/// Digits that every integer of 64 bits can have.
const INTEGER_DIGITS: usize = 18;

impl Operate for Pseudonym {
    fn check(&self) -> Result<(), Refusal> {
        self.alphabet.check()?;
        ensure((1..=64).contains(&self.length), "`length` is 1 to 64")?;
        ensure(self.prefix.len() <= 64, "`prefix` has at most 64 bytes")?;
        ensure(
            !self.luhn || (self.is_digits() && self.length >= 2),
            "`luhn` needs the alphabet digits, a prefix of digits and a length of 2 or more",
        )
    }

    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        let types = [ValueType::Text, ValueType::Integer];
        of_type(field, &types, "pseudonym works on text and integers")?;
        let digits = self.prefix.len().saturating_add(self.length);
        ensure(
            field.value_type == ValueType::Text || (self.is_digits() && digits <= INTEGER_DIGITS),
            "a pseudonym for integers has the alphabet digits and, with its prefix, at most 18 of them",
        )
    }

    fn apply(&self, run: &Run<'_>, field: &Field, cells: &mut [Cell]) {
        let keyed = Keyed::labelled(run, "pseudonym", field.name);
        let alphabet = self.alphabet.characters();
        each(cells, |_, value| {
            let token = self.token(&alphabet, &mut keyed.draws(&[&bytes_of(&value)]))?;
            match value {
                Value::Text(_) => Some(Value::Text(token)),
                Value::Integer(_) => token.parse().ok().map(Value::Integer),
                _ => None,
            }
        });
    }
}

impl Pseudonym {
    fn is_digits(&self) -> bool {
        self.alphabet == Alphabet::Digits && self.prefix.bytes().all(|c| c.is_ascii_digit())
    }

    fn token(&self, alphabet: &[char], draws: &mut Draws<'_>) -> Option<String> {
        let radix = u64::try_from(alphabet.len()).ok()?;
        let mut token = self.prefix.clone();
        // One draw makes characters as long as they use no more than 40 of its 64 bits.
        let (mut fraction, mut used) = (0, u64::MAX);
        for _ in 0..self.length.saturating_sub(usize::from(self.luhn)) {
            used = used.saturating_mul(radix);
            if used > 1 << 40 {
                (fraction, used) = (draws.bits()?, radix);
            }
            let product = u128::from(fraction) * u128::from(radix);
            token.push(*alphabet.get(usize::try_from(product >> 64).ok()?)?);
            fraction = u64::try_from(product & u128::from(u64::MAX)).ok()?;
        }
        if self.luhn {
            token.push(check_digit(&token)?);
        }
        Some(token)
    }
}

/// The digit that makes the sum of a number's digits, every second from the end doubled, a multiple of 10.
fn check_digit(digits: &str) -> Option<char> {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(index, digit)| match (index % 2, digit * 2) {
            (0, doubled @ 10..) => doubled - 9,
            (0, doubled) => doubled,
            _ => digit,
        })
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10)
}

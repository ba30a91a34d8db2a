//! Whether a password is taken, and everything that is wrong with it.

use unicode_normalization::UnicodeNormalization as _;

use super::PasswordPolicy;
use crate::blocklist;

/// The most bytes: hashing more would be work for nothing (OWASP ASVS 5.0, 6.2.9 asks for 64 characters).
pub const MOST_BYTES: usize = 1_024;
/// What must be left of a password without the words that everybody knows.
const LEAST_UNKNOWN: usize = 8;
/// A shorter word says nothing: it is in too many passphrases.
const LEAST_WORD: usize = 3;

/// What is known of the account.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// Words that everybody knows who knows the account: its login, the name of the tenant.
    pub words: &'a [&'a str],
    /// Whether it signs in with a second factor.
    pub second_factor: bool,
}

/// What is wrong with a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Violation {
    /// It has fewer characters than this.
    TooShort(u32),
    /// It has more bytes than are hashed.
    TooLong,
    /// It is one that is tried first.
    Common,
    /// Little is left of it without the login and the tenant's name.
    KnownWords,
    /// It has no upper-case letter.
    NoUpperCase,
    /// It has no lower-case letter.
    NoLowerCase,
    /// It has no digit.
    NoDigit,
    /// It has no symbol.
    NoSymbol,
    /// It was used before; the caller finds out, who has the hashes.
    UsedBefore,
}

impl PasswordPolicy {
    /// Gives the password as it is hashed: NFC, so that it is the same one on every keyboard (NIST SP 800-63B-4, section
    /// 3.1.1.2). Nothing is cut off, spaces are kept.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn check(&self, password: &str, about: &About<'_>) -> Result<String, Vec<Violation>> {
        if password.len() > MOST_BYTES {
            return Err(vec![Violation::TooLong]);
        }
        let password = normal_form(password);
        let least = if about.second_factor {
            self.least_characters_with_second_factor
        } else {
            self.least_characters
        };
        let has = |kind: fn(char) -> bool| password.chars().any(kind);
        let is_symbol = |c: char| !c.is_alphanumeric();
        let rules = [
            (
                password.chars().count() < least as usize,
                Violation::TooShort(least),
            ),
            (password.len() > MOST_BYTES, Violation::TooLong),
            (
                self.blocklist && blocklist::is_common(&password),
                Violation::Common,
            ),
            (
                self.blocklist && is_known(&password, about.words),
                Violation::KnownWords,
            ),
            (
                self.upper_case && !has(char::is_uppercase),
                Violation::NoUpperCase,
            ),
            (
                self.lower_case && !has(char::is_lowercase),
                Violation::NoLowerCase,
            ),
            (self.digit && !has(char::is_numeric), Violation::NoDigit),
            (self.symbol && !has(is_symbol), Violation::NoSymbol),
        ];
        let broken: Vec<Violation> = rules
            .into_iter()
            .filter_map(|(is_broken, violation)| is_broken.then_some(violation))
            .collect();
        if broken.is_empty() {
            Ok(password)
        } else {
            Err(broken)
        }
    }
}

/// A password as it is hashed and compared.
pub fn normal_form(password: &str) -> String {
    password.nfc().collect()
}

/// Whether little is left of a password without words that everybody knows, and their parts.
fn is_known(password: &str, words: &[&str]) -> bool {
    let mut rest = password.to_lowercase();
    let whole = rest.len();
    let parts = words.iter().flat_map(|word| {
        let word = word.to_lowercase();
        let parts: Vec<String> = word
            .split(|c: char| !c.is_alphanumeric())
            .map(str::to_owned)
            .collect();
        std::iter::once(word).chain(parts)
    });
    for part in parts.filter(|part| part.chars().count() >= LEAST_WORD) {
        rest = rest.replace(&part, "");
    }
    rest.len() < whole && rest.chars().count() < LEAST_UNKNOWN
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooShort(least) => write!(f, "must have at least {least} characters"),
            Self::TooLong => write!(f, "must have at most {MOST_BYTES} bytes"),
            Self::Common => f.write_str("is one of the passwords that are tried first"),
            Self::KnownWords => f.write_str("is little more than the login or the tenant's name"),
            Self::NoUpperCase => f.write_str("must have an upper-case letter"),
            Self::NoLowerCase => f.write_str("must have a lower-case letter"),
            Self::NoDigit => f.write_str("must have a digit"),
            Self::NoSymbol => f.write_str("must have a character that is neither letter nor digit"),
            Self::UsedBefore => f.write_str("was used before"),
        }
    }
}

#[cfg(test)]
mod tests;

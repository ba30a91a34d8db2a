//! Texts of a body: words, which stand open, and prose, which is sealed or shown.

use crate::problem::{Place, Problem};

/// The longest prose, in bytes: a page or two.
pub const PROSE_LIMIT: usize = 8_000;

/// Checks that a text is a word and no place for prose: it is not sealed.
pub fn check_word(pointer: &str, text: &str) -> Result<(), Problem> {
    let is_word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if (1..=64).contains(&text.len()) && text.bytes().all(is_word) {
        return Ok(());
    }
    let message = "must be a word of at most 64 lower-case letters, digits and hyphens";
    Err(Problem::invalid(
        "this is no word",
        vec![Place::pointer(pointer, message)],
    ))
}

/// Checks that prose says something, and not more than this many bytes.
pub fn check_prose(pointer: &str, text: &str, limit: usize) -> Result<(), Problem> {
    if !text.trim().is_empty() && text.len() <= limit {
        return Ok(());
    }
    let message = format!("must say something in at most {limit} bytes");
    Err(Problem::invalid(
        "the text cannot be kept",
        vec![Place::pointer(pointer, message)],
    ))
}

//! One form for all spellings of a name or an address, so that a look-up finds them all.
//!
//! An erasure that misses a spelling leaves the person in. So two texts that a reader takes for the
//! same come out equal, even at the price that a few that differ do too. The form is only compared,
//! under a keyed hash; it is never shown.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

const COMBINING_DOT_ABOVE: char = '\u{307}';
const DOTLESS_I: char = '\u{131}';

/// Gives the form in which texts are compared.
///
/// It is NFKC with full case folding (Unicode 3.13, D147) and without characters that cannot be
/// seen, trimmed, with single spaces. The Turkish `İ` and `ı` count as `i`: upper-casing in one
/// language and lower-casing in another turns each into the other.
///
/// ```
/// assert_eq!(domain::lookup::normalize("  STRASSE 7"), domain::lookup::normalize("straße\u{a0}7"));
/// ```
pub fn normalize(text: &str) -> String {
    if text.is_ascii() {
        return join_words(&text.to_ascii_lowercase());
    }
    let folded = caseless::default_case_fold_str(&text.nfkd().collect::<String>());
    // Folding can make characters that decompose, and decomposition some that fold.
    let folded = caseless::default_case_fold_str(&folded.nfkd().collect::<String>());
    let visible = folded.nfkd().filter(|c| !is_ignorable(*c));
    join_words(&without_dots_over_i(visible).nfkc().collect::<String>())
}

fn join_words(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined
}

/// Makes the dotless i and the i with a dot above into an i; expects decomposed text.
fn without_dots_over_i(text: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let mut is_over_i = false;
    text.filter_map(move |c| {
        if c == 'i' || c == DOTLESS_I {
            is_over_i = true;
            return Some('i');
        }
        if is_over_i && c == COMBINING_DOT_ABOVE {
            return None;
        }
        is_over_i = is_over_i && canonical_combining_class(c) != 0;
        Some(c)
    })
}

/// Tells whether a character is invisible by default.
///
/// These are the assigned ones with the property `Default_Ignorable_Code_Point` of Unicode 16,
/// which `NFKC_Casefold` drops too: soft hyphens, joiners, direction marks, variation selectors.
const fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests;

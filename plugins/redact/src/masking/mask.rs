//! Masking of characters.

/// Replaces the characters between the first `keep_start` and the last `keep_end`.
pub(crate) fn mask(text: &str, keep_start: usize, keep_end: usize, with: char) -> String {
    let length = text.chars().count();
    let (start, end) = match keep_start.checked_add(keep_end) {
        Some(kept) if kept < length => (keep_start, length.saturating_sub(keep_end)),
        _ => (0, length),
    };
    let keep = |index: usize| index < start || index >= end;
    text.chars()
        .enumerate()
        .map(|(index, c)| if keep(index) { c } else { with })
        .collect()
}

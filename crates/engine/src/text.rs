//! Text that a plugin wrote, made fit to be shown.

/// Caps a plugin's text and escapes what could forge or garble the place it is shown in: control
/// characters, line separators, invisible characters and those that turn the direction of reading.
pub(crate) fn escape(text: &str, cap_bytes: usize) -> String {
    let mut shown = String::with_capacity(text.len().min(cap_bytes));
    for c in text.chars() {
        let before = shown.len();
        if is_deceptive(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
        if shown.len() > cap_bytes {
            shown.truncate(before);
            shown.push('…');
            break;
        }
    }
    shown
}

/// Whether a character shows as something other than itself.
pub(crate) fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn control_and_direction_characters_are_escaped() {
        assert_eq!(
            escape("a\n\u{1b}[2J\u{202e}b", 100),
            "a\\u{a}\\u{1b}[2J\\u{202e}b"
        );
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(escape("ääää", 5), "ää…");
    }
}

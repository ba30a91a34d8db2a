//! What an operator calls things: tenants and tokens.

/// The longest label, in characters.
pub const MAX_CHARS: usize = 100;

/// The text is no label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LabelError {
    /// Nothing but white space.
    #[error("it is empty")]
    Empty,
    /// Too long to be shown in a list, or not to be shown at all.
    #[error("it must have at most {MAX_CHARS} characters, none a control character")]
    Unfit,
}

/// Reads a label; white space around it is no part of it.
///
/// # Errors
/// When the text is empty, longer than [`MAX_CHARS`], or holds control characters.
pub fn label(text: &str) -> Result<String, LabelError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(LabelError::Empty);
    }
    if text.chars().count() > MAX_CHARS || text.chars().any(char::is_control) {
        return Err(LabelError::Unfit);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_shows() {
        assert_eq!(label(" Acme GmbH ").unwrap(), "Acme GmbH");
        for text in ["", "  "] {
            assert_eq!(label(text), Err(LabelError::Empty), "{text:?}");
        }
        assert!(label(&"ä".repeat(MAX_CHARS)).is_ok());
        for text in ["a\nb", &"a".repeat(MAX_CHARS + 1)] {
            assert_eq!(label(text), Err(LabelError::Unfit), "{text:?}");
        }
    }
}

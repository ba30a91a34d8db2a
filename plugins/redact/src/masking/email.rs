//! Shortening of e-mail addresses.

/// Keeps the first letter, if there are others, and the domain. None where the text is no address.
pub(crate) fn partial(text: &str) -> Option<String> {
    let (local, domain) = text.trim().rsplit_once('@')?;
    if local.is_empty() || domain.is_empty() || domain.contains(char::is_whitespace) {
        return None;
    }
    let mut letters = local.chars();
    // The number of stars is fixed, so that it does not tell the length.
    match (letters.next(), letters.next()) {
        (Some(first), Some(_)) => Some(format!("{first}***@{domain}")),
        _ => Some(format!("***@{domain}")),
    }
}

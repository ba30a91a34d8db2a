//! The bytes of a file as text.

use kit::problem::{Place, Problem};

/// Reads UTF-8, with or without a byte order mark. The line of the first byte that is none is named.
pub(super) fn utf8(bytes: &[u8]) -> Result<&str, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let problem = Problem::malformed("not-utf-8", "the file is not UTF-8");
        problem.at(Place::line(
            line_after(before),
            "a byte of this line is not UTF-8",
        ))
    })?;
    if let Some((before, _)) = text.split_once('\0') {
        let problem = Problem::malformed("holds-nul", "the file holds a NUL");
        return Err(problem.at(Place::line(
            line_after(before.as_bytes()),
            "a NUL is not taken",
        )));
    }
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The line, from 1, that follows these bytes.
pub(super) fn line_after(bytes: &[u8]) -> u64 {
    let lines = bytes.split(|byte| *byte == b'\n').count();
    u64::try_from(lines).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_the_first_bad_byte_is_named() {
        let problem = utf8(b"name\nAnn\n\xff\n").unwrap_err();
        assert!(
            format!("{problem:?}").contains("line: Some(3)"),
            "{problem:?}"
        );
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_column() {
        assert_eq!(utf8("\u{feff}name".as_bytes()).unwrap(), "name");
    }
}

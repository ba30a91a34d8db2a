//! The parameters of a statement, checked before it reaches the driver.
//!
//! Spin binds values by position: the first placeholder that appears gets the first value, whatever its number. The
//! driver here binds `$2` to the second value wherever it stands. A statement means the same to both when its numbers
//! first appear in order; any other is refused, so that it cannot work here and go wrong there.

use std::iter::Peekable;
use std::str::CharIndices;

use super::bindings::spin::sqlite::sqlite::Error;

/// Longest text of a statement in bytes; the values travel as parameters.
const MAX_STATEMENT_BYTES: usize = 256 * 1024;

/// Checks a statement's length, its placeholders (`?` or `$1`, `$2`, …) and that it is given as many values.
///
/// # Errors
///
/// `Error::Io` saying what is wrong.
pub(super) fn check(statement: &str, values: usize) -> Result<(), Error> {
    if statement.len() > MAX_STATEMENT_BYTES {
        return Err(Error::Io(format!(
            "the statement is longer than {MAX_STATEMENT_BYTES} bytes"
        )));
    }
    let wanted = count_placeholders(statement).map_err(|reason| Error::Io(reason.to_owned()))?;
    if wanted == values {
        Ok(())
    } else {
        Err(Error::Io(format!(
            "the statement has {wanted} parameters and was given {values} values"
        )))
    }
}

fn count_placeholders(statement: &str) -> Result<usize, &'static str> {
    let mut rest = statement.char_indices().peekable();
    let trigger = makes_trigger(statement);
    let mut numbered = 0;
    let mut unnumbered = 0;
    while let Some((_, symbol)) = rest.next() {
        match symbol {
            '\'' | '"' | '`' => skip_past(&mut rest, symbol),
            '[' => skip_past(&mut rest, ']'),
            '-' if rest.next_if(|(_, next)| *next == '-').is_some() => skip_past(&mut rest, '\n'),
            '/' if rest.next_if(|(_, next)| *next == '*').is_some() => skip_comment(&mut rest),
            '?' if number(&mut rest).is_some() => {
                return Err("write parameters as ? or $1, not as ?1");
            }
            '?' => unnumbered += 1,
            '$' => match number(&mut rest) {
                Some(n) if n == numbered + 1 => numbered = n,
                Some(n) if (1..=numbered).contains(&n) => {}
                Some(_) => {
                    return Err(
                        "the parameters must be numbered from $1 in the order in which they first appear",
                    );
                }
                None => return Err("parameters have numbers, not names"),
            },
            ';' if !trigger && has_more(&rest) => return Err("one statement at a time"),
            '@' | ':' => return Err("parameters have numbers, not names"),
            _ if symbol.is_alphanumeric() || symbol == '_' => {
                // `$` may stand inside an identifier.
                while rest
                    .next_if(|(_, next)| next.is_alphanumeric() || matches!(next, '_' | '$'))
                    .is_some()
                {}
            }
            _ => {}
        }
    }
    if numbered > 0 && unnumbered > 0 {
        return Err("a statement has parameters of the form ? or of the form $1, not both");
    }
    Ok(numbered + unnumbered)
}

/// Whether statements may stand inside the statement.
fn makes_trigger(statement: &str) -> bool {
    let mut words = statement.split_whitespace();
    words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("CREATE"))
        && words
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case("TRIGGER"))
}

/// Whether anything but white space and line comments follows.
fn has_more(rest: &Peekable<CharIndices<'_>>) -> bool {
    let rest: String = rest.clone().map(|(_, symbol)| symbol).collect();
    rest.lines()
        .any(|line| !line.trim().is_empty() && !line.trim_start().starts_with("--"))
}

/// Skips to behind the next `end`. A doubled quote opens another quoted run at once, which comes to the same.
fn skip_past(rest: &mut Peekable<CharIndices<'_>>, end: char) {
    rest.find(|(_, symbol)| *symbol == end);
}

fn skip_comment(rest: &mut Peekable<CharIndices<'_>>) {
    while let Some((_, symbol)) = rest.next() {
        if symbol == '*' && rest.next_if(|(_, next)| *next == '/').is_some() {
            return;
        }
    }
}

fn number(rest: &mut Peekable<CharIndices<'_>>) -> Option<usize> {
    let mut value = None;
    while let Some((_, digit)) = rest.next_if(|(_, next)| next.is_ascii_digit()) {
        value = Some(
            value
                .unwrap_or(0usize)
                .saturating_mul(10)
                .saturating_add(digit as usize - '0' as usize),
        );
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_counted_outside_text_and_comments() {
        assert_eq!(count_placeholders("SELECT 1"), Ok(0));
        assert_eq!(
            count_placeholders("SELECT ?, ? -- ?\n, '?''$9' /* $3 */, [?], \"?\""),
            Ok(2)
        );
        assert_eq!(
            count_placeholders("INSERT INTO a VALUES ($1, $2, $1)"),
            Ok(2)
        );
        assert_eq!(count_placeholders("SELECT a$1 FROM b;\n-- end"), Ok(0));
    }

    #[test]
    fn placeholders_that_spin_would_bind_otherwise_are_refused() {
        for statement in [
            "SELECT $2, $1",
            "SELECT $0",
            "SELECT $1, ?",
            "SELECT ?2",
            "SELECT :name",
            "SELECT $name",
            "SELECT 1; SELECT 2",
        ] {
            assert!(count_placeholders(statement).is_err(), "{statement}");
        }
    }

    #[test]
    fn a_statement_gets_as_many_values_as_it_has_parameters() {
        assert!(check("SELECT $1", 1).is_ok());
        assert!(check("SELECT $1", 0).is_err());
        assert!(check("SELECT 1", 1).is_err());
    }
}

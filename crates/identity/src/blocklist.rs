//! Passwords that everybody tries first: the hundred thousand most common ones, in the spellings that people think
//! are others.

use passwords::analyzer::is_common_password;

/// A shorter unit says nothing, however often it is repeated.
const LEAST_UNIT: usize = 4;

/// Whether a password is a common one, spelled in capitals, written several times, or with digits and symbols around it.
pub(crate) fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let unit = unit(&lower);
    if unit.chars().count() < LEAST_UNIT {
        return true;
    }
    let core = |text: &str| text.trim_matches(|c: char| !c.is_alphabetic()).to_owned();
    let spellings = [
        password.to_owned(),
        core(&lower),
        core(unit),
        unit.to_owned(),
        lower.clone(),
    ];
    // What is left of the rest must not be taken for a common password: a passphrase has no core in the list.
    spellings
        .iter()
        .any(|spelling| !spelling.is_empty() && is_common_password(spelling))
}

/// The shortest text of which this one is a repetition.
fn unit(text: &str) -> &str {
    let ends = text.char_indices().map(|(at, _)| at).skip(1);
    ends.filter(|at| text.len().is_multiple_of(*at))
        .filter_map(|at| text.get(..at))
        .find(|unit| text == unit.repeat(text.len() / unit.len()))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_passwords_are_known_in_disguise() {
        for password in [
            "password",
            "Password",
            "PASSWORD1234567",
            "!!!dragon2024!!!",
            "letmeinletmein",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabc",
            "1234567890",
            "11111111111111111",
        ] {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn a_passphrase_is_not_common() {
        for password in [
            "correct horse battery staple",
            "vier Hühner im Regen",
            "Tr0mbone-under-glass",
        ] {
            assert!(!is_common(password), "{password}");
        }
    }
}

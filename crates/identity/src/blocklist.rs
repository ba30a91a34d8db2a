//! Passwords that everybody tries first: the hundred thousand most common ones, in the spellings that people think
//! are others.

use sha2::{Digest as _, Sha256};

/// The first four bytes of the SHA-256 of each, ascending, each as its distance from the one before, in LEB128. The list
/// is that of the crate `passwords`, and `cargo xtask blocklist` writes it: as texts it takes five times as much, more than
/// a workflow for Spin clouds may. Of 40,000 good passwords one is taken for a common one.
const COMMON: &[u8] = include_bytes!("blocklist/common.bin");

/// A shorter unit says nothing, however often it is repeated.
const LEAST_UNIT: usize = 4;

/// Whether a password is a common one, spelled in lower case, written several times, or with digits and symbols around it.
pub(crate) fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let unit = unit(&lower);
    if unit.chars().count() < LEAST_UNIT {
        return true;
    }
    let core = |text| str::trim_matches(text, |c: char| !c.is_alphabetic());
    let spellings = [password, &lower, unit, core(&lower), core(unit)];
    let hashes: Vec<u32> = spellings
        .into_iter()
        .filter(|spelling| !spelling.is_empty())
        .map(hash)
        .collect();
    common().any(|common| hashes.contains(&common))
}

/// The hashes of the list.
fn common() -> impl Iterator<Item = u32> {
    let (mut bytes, mut before) = (COMMON.iter(), 0_u32);
    std::iter::from_fn(move || {
        let (mut distance, mut shift) = (0_u32, 0);
        loop {
            let byte = u32::from(*bytes.next()?);
            distance |= (byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                before = before.wrapping_add(distance);
                return Some(before);
            }
        }
    })
}

fn hash(password: &str) -> u32 {
    let digest = Sha256::digest(password.as_bytes());
    let start = digest.iter().take(4);
    start.fold(0, |hash, byte| (hash << 8) | u32::from(*byte))
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

    #[test]
    fn the_list_is_that_of_the_library() {
        let known: Vec<u32> = common().collect();
        assert!(known.is_sorted() && known.len() > 99_000);
        // Five digits: many people take them, and the library has some.
        let (mut common, mut others) = (0, 0);
        for number in 10_000..20_000 {
            let password = number.to_string();
            let is_listed = known.binary_search(&hash(&password)).is_ok();
            if passwords::analyzer::is_common_password(&password) {
                assert!(is_listed, "{password}");
                common += 1;
            } else {
                others += usize::from(is_listed);
            }
        }
        assert!(common > 10 && others < 5, "{common} {others}");
    }
}

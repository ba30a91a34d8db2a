//! Reads the providers' keys from the application's variables.
//!
//! A provider has no file and no environment: Spin's variables are the one thing that it inherits
//! (`inherit_configuration = ["variables"]` in `spin.toml`).

#[cfg(target_family = "wasm")]
mod bindings;

use zeroize::Zeroizing;

/// A key of 32 bytes, wiped when it is dropped.
pub type Key = Zeroizing<[u8; 32]>;

/// Reads the key in a variable.
///
/// # Errors
///
/// What is wrong, in a sentence that does not repeat the value.
#[cfg(target_family = "wasm")]
pub fn read(variable: &str) -> Result<Key, String> {
    use bindings::fermyon::spin::variables::{Error, get};

    match get(variable) {
        Ok(text) => parse(variable, &Zeroizing::new(text)),
        Err(Error::Undefined(_)) => Err(format!(
            "the component has no variable {variable}: the manifest must give it one"
        )),
        Err(_) => Err(format!("the variable {variable} cannot be read")),
    }
}

/// Reads the key in a variable that may be missing or empty.
///
/// # Errors
///
/// What is wrong, in a sentence that does not repeat the value.
#[cfg(target_family = "wasm")]
pub fn read_optional(variable: &str) -> Result<Option<Key>, String> {
    use bindings::fermyon::spin::variables::{Error, get};

    match get(variable).map(Zeroizing::new) {
        Ok(text) if text.trim().is_empty() => Ok(None),
        Ok(text) => parse(variable, &text).map(Some),
        Err(Error::Undefined(_)) => Ok(None),
        Err(_) => Err(format!("the variable {variable} cannot be read")),
    }
}

/// Takes 64 hexadecimal digits as a key; space around them does not matter.
///
/// # Errors
///
/// What is wrong, in a sentence that does not repeat the value.
pub fn parse(variable: &str, text: &str) -> Result<Key, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(format!(
            "the variable {variable} is empty: set it to 64 hexadecimal digits"
        ));
    }
    let mut key = Key::default();
    hex::decode_to_slice(text, key.as_mut_slice())
        .map(|()| key)
        .map_err(|_| format!("the variable {variable} is not 64 hexadecimal digits"))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_key_is_64_hexadecimal_digits() {
        let key = parse("root_key", &format!(" {}\n", "0f".repeat(32)));
        assert_eq!(key.map(|key| *key), Ok([15; 32]));
    }

    #[test]
    fn a_key_that_is_missing_or_malformed_is_refused_without_being_shown() {
        for text in ["", " ", "c0ffee", &"c0ffee00".repeat(9), &"no".repeat(32)] {
            let said = parse("root_key", text).expect_err("it is no key");
            assert!(said.contains("root_key"), "{said}");
            assert!(said.contains("64 hexadecimal digits"), "{said}");
            assert!(!said.contains("c0ffee"), "{said}");
        }
    }
}

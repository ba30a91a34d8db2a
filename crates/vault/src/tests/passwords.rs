//! Passwords and their hashes.

use super::FakeEntropy;
use crate::passwords::{Error, MOST_BYTES, Outcome, hash, verify};

/// One of the reference implementation's own tests: "password" with the salt "somesalt".
const OF_THE_REFERENCE: &str = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$\
    CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

#[test]
fn a_password_is_known_by_its_hash_and_another_one_is_not() {
    let entropy = &mut FakeEntropy(0);
    let made = hash("correct horse battery staple", entropy).unwrap();
    assert!(
        made.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"),
        "{made}"
    );
    assert_eq!(
        verify("correct horse battery staple", &made),
        Ok(Outcome::Right)
    );
    assert_eq!(
        verify("correct horse battery stapl", &made),
        Ok(Outcome::Wrong)
    );
    let again = hash("correct horse battery staple", entropy).unwrap();
    assert_ne!(made, again, "each has a salt of its own");
}

#[test]
fn a_hash_of_the_reference_implementation_is_known_and_outdated() {
    assert_eq!(verify("password", OF_THE_REFERENCE), Ok(Outcome::Outdated));
    assert_eq!(verify("passwore", OF_THE_REFERENCE), Ok(Outcome::Wrong));
}

#[test]
fn a_hash_that_would_take_too_much_or_is_none_is_refused() {
    for hash in [
        "",
        "password",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ",
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
        &OF_THE_REFERENCE.replace("m=65536", "m=4194304"),
        &OF_THE_REFERENCE.replace("t=2", "t=4000000"),
    ] {
        assert_eq!(
            verify("password", hash),
            Err(Error::MalformedHash),
            "{hash}"
        );
    }
}

#[test]
fn a_password_that_is_too_long_is_refused_before_anything_is_hashed() {
    let long = "x".repeat(MOST_BYTES + 1);
    assert_eq!(hash(&long, &mut FakeEntropy(0)), Err(Error::TooLong));
    assert_eq!(verify(&long, OF_THE_REFERENCE), Err(Error::TooLong));
}

//! One-time codes of an authenticator (RFC 6238), once only.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::Error;

/// Random bytes of a secret: as many as SHA-1 gives (RFC 4226, section 4, R6).
pub const SECRET_BYTES: usize = 20;
/// Seconds of a step (RFC 6238, section 5.2).
const STEP: u64 = 30;
/// What authenticators show.
const DIGITS: u8 = 6;
/// Steps that a clock may be off, either way (RFC 6238, section 5.2 recommends one).
const SKEW: u16 = 1;

/// What needs no escape in a URI (RFC 3986, section 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Gives the step whose code this is, at a time in seconds since 1970. A step is taken once: codes of `last_step` and
/// of steps before it are refused (RFC 6238, section 5.2), and the caller must keep what it is given as the last one.
///
/// # Errors
/// [`Error::ShortSecret`]
pub fn verify(
    secret: &[u8],
    code: &str,
    seconds: u64,
    last_step: Option<u64>,
) -> Result<Option<u64>, Error> {
    let step = totp(secret, Algorithm::SHA1, DIGITS)?.check(code.trim(), seconds);
    Ok(step.filter(|step| last_step.is_none_or(|last| *step > last)))
}

/// The secret as people type it: base32 (RFC 4648, section 6).
pub fn spell(secret: &[u8]) -> String {
    Secret::from(secret.to_vec()).to_base32()
}

/// What an authenticator reads from a picture (Key URI Format).
pub fn uri(secret: &[u8], issuer: &str, login: &str) -> String {
    let escape = |text: &str| utf8_percent_encode(text, ESCAPED).to_string();
    let (issuer, login) = (escape(issuer), escape(login));
    let secret = spell(secret);
    format!(
        "otpauth://totp/{issuer}:{login}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={STEP}"
    )
}

fn totp(secret: &[u8], algorithm: Algorithm, digits: u8) -> Result<Totp, Error> {
    Builder::new()
        .with_algorithm(algorithm)
        .with_digits(digits)
        .with_skew(SKEW)
        .with_step_duration(STEP)
        .with_secret(secret.to_vec())
        .build()
        .map_err(|_| Error::ShortSecret)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn code(seconds: u64) -> String {
        let totp = totp(SECRET, Algorithm::SHA1, DIGITS).unwrap();
        totp.generate(seconds).to_string()
    }

    #[test]
    fn gives_the_eighteen_codes_of_rfc_6238() {
        // Appendix B: the key is "1234567890" over and over, as long as what the hash gives.
        let vectors = [
            (59, ["94287082", "46119246", "90693936"]),
            (1_111_111_109, ["07081804", "68084774", "25091201"]),
            (1_111_111_111, ["14050471", "67062674", "99943326"]),
            (1_234_567_890, ["89005924", "91819424", "93441116"]),
            (2_000_000_000, ["69279037", "90698825", "38618901"]),
            (20_000_000_000, ["65353130", "77737706", "47863826"]),
        ];
        let hashes = [
            (Algorithm::SHA1, 20),
            (Algorithm::SHA256, 32),
            (Algorithm::SHA512, 64),
        ];
        for (seconds, codes) in vectors {
            for ((algorithm, length), wanted) in hashes.into_iter().zip(codes) {
                let key: Vec<u8> = b"1234567890".iter().copied().cycle().take(length).collect();
                let totp = totp(&key, algorithm, 8).unwrap();
                assert_eq!(totp.generate(seconds).to_string(), wanted);
            }
        }
    }

    #[test]
    fn a_code_holds_for_its_step_and_the_ones_beside_it() {
        let made = code(600);
        for (seconds, is_taken) in [
            (569, false),
            (570, true),
            (629, true),
            (659, true),
            (660, false),
        ] {
            let step = verify(SECRET, &made, seconds, None).unwrap();
            assert_eq!(step, is_taken.then_some(20), "{seconds}");
        }
    }

    #[test]
    fn a_code_is_taken_once_and_none_from_before_it() {
        let (before, now) = (code(570), code(600));
        let step = verify(SECRET, &now, 600, None).unwrap();
        assert_eq!(verify(SECRET, &now, 601, step), Ok(None));
        assert_eq!(verify(SECRET, &before, 601, step), Ok(None));
        assert_eq!(verify(SECRET, &code(630), 630, step), Ok(Some(21)));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in ["", "12345", "1234567", "abcdef", "-12345", "१२३४५६"] {
            assert_eq!(verify(SECRET, text, 600, None), Ok(None), "{text}");
        }
        assert_eq!(
            verify(b"short", "123456", 600, None),
            Err(Error::ShortSecret)
        );
    }

    #[test]
    fn the_uri_holds_what_an_authenticator_needs_escaped() {
        assert_eq!(
            uri(SECRET, "Acme & Söhne", "ann@acme.example"),
            "otpauth://totp/Acme%20%26%20S%C3%B6hne:ann%40acme.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Acme%20%26%20S%C3%B6hne&algorithm=SHA1&digits=6&period=30"
        );
    }
}

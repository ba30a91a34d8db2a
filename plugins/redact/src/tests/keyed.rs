//! Keyed operators, by example and by property.

use lethe_plugin::{DataClass, Table, Value, Values, testing};

use super::{integers, text, texts, wrong};
use crate::Plugin;

/// As it was when hash was the only keyed operator: stored receipts are replayed.
#[test]
fn hash_is_hmac_sha_256_of_collection_field_and_text() {
    assert_eq!(
        text(r#"{"operator":"hash"}"#, "Ada").as_deref(),
        Some("1d86f832009213f111931385383b232f")
    );
}

#[test]
fn a_pseudonym_has_the_wanted_form() {
    let token = |rest: &str| text(&format!(r#"{{"operator":"pseudonym"{rest}}}"#), "Ada").unwrap();
    let usual = token("");
    assert_eq!(usual.len(), 12);
    assert!(
        usual
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_ascii_lowercase())
    );
    let prefixed = token(r#","prefix":"P-","alphabet":"hexadecimal","length":64"#);
    let token_of = prefixed.strip_prefix("P-").unwrap();
    assert_eq!(token_of.len(), 64);
    assert!(token_of.chars().all(|c| c.is_ascii_hexdigit()));
    let own = token(r#","alphabet":{"characters":"äß"},"length":40"#);
    assert_eq!(own.chars().count(), 40);
    assert!(own.contains('ä') && own.contains('ß'));
}

#[test]
fn pseudonyms_keep_equality_within_a_field_only() {
    let table = Table::new()
        .with_text(
            "one",
            DataClass::Contact,
            [Some("Ada"), Some("Bob"), Some("Ada"), None],
        )
        .with_text(
            "two",
            DataClass::Contact,
            [Some("Ada"), Some("Bob"), Some("Ada"), None],
        );
    let table = testing::run::<Plugin>(r#"{"operator":"pseudonym"}"#, table).unwrap();
    let value = |column, row| table.column(column).unwrap().get(row);
    assert_eq!(value("one", 0), value("one", 2));
    assert_ne!(value("one", 0), value("one", 1));
    assert_ne!(value("one", 0), value("two", 0));
    assert_eq!(value("one", 3), None);
}

#[test]
fn every_character_of_the_alphabet_is_used_about_as_often() {
    let values: Vec<String> = (0..500).map(|number| number.to_string()).collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let digits = r#"{"operator":"pseudonym","alphabet":"digits","length":20}"#;
    let all: String = texts(digits, &values).into_iter().flatten().collect();
    for digit in '0'..='9' {
        let count = all.chars().filter(|c| *c == digit).count();
        assert!((850..1150).contains(&count), "{digit}: {count} of 10,000");
    }
}

fn is_luhn_valid(digits: &str) -> bool {
    let doubled = |(index, c): (usize, char)| {
        let digit = c.to_digit(10).unwrap() << (index % 2);
        digit / 10 + digit % 10
    };
    digits.chars().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}

#[test]
fn a_pseudonym_can_pass_the_luhn_check() {
    assert!(is_luhn_valid("4539578763621486") && !is_luhn_valid("4539578763621487"));
    let card =
        r#"{"operator":"pseudonym","alphabet":"digits","prefix":"9999","length":12,"luhn":true}"#;
    for number in 0..50 {
        let token = text(card, &number.to_string()).unwrap();
        assert!(token.starts_with("9999") && token.len() == 16);
        assert!(is_luhn_valid(&token), "{token}");
    }
    let number = r#"{"operator":"pseudonym","alphabet":"digits","length":10,"luhn":true}"#;
    let tokens = integers(number, &[7, 8, 7]);
    assert_eq!(tokens[0], tokens[2]);
    assert_ne!(tokens[0], tokens[1]);
    assert!(
        tokens
            .into_iter()
            .all(|token| is_luhn_valid(&token.unwrap().to_string()))
    );
}

#[test]
fn a_pseudonym_of_no_form_is_refused() {
    let wrong = |rest: &str| wrong(&format!(r#"{{"operator":"pseudonym",{rest}}}"#));
    let alphabet = "`alphabet` has 2 to 256 different characters";
    assert_eq!(wrong(r#""alphabet":{"characters":"aa"}"#), alphabet);
    assert_eq!(wrong(r#""alphabet":{"characters":"a"}"#), alphabet);
    assert_eq!(wrong(r#""length":0"#), "`length` is 1 to 64");
    assert!(wrong(r#""luhn":true"#).starts_with("`luhn` needs the alphabet digits"));
    let integers = super::value(
        r#"{"operator":"pseudonym"}"#,
        Values::Integer(vec![Some(7)]),
    );
    assert!(
        integers
            .unwrap_err()
            .to_string()
            .contains("a pseudonym for integers")
    );
}

#[test]
fn ff1_keeps_length_alphabet_and_separators() {
    let ff1 = r#"{"operator":"ff1"}"#;
    let plain = ["5500-0000 0000.0004", "(0123) 456", "5500-0000 0000.0004"];
    let sealed: Vec<String> = texts(ff1, &plain).into_iter().flatten().collect();
    let form = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "9");
    for (plain, sealed) in plain.iter().zip(&sealed) {
        assert_eq!(form(plain), form(sealed));
        assert_ne!(plain, sealed);
    }
    assert_eq!(sealed[0], sealed[2]);
    let letters = r#"{"operator":"ff1","alphabet":"letters"}"#;
    assert!(
        text(letters, "abcdef")
            .unwrap()
            .chars()
            .all(|c| c.is_ascii_lowercase())
    );
}

#[test]
fn ff1_removes_what_it_cannot_encrypt() {
    let ff1 = r#"{"operator":"ff1"}"#;
    let longest = "1".repeat(56);
    let long = "1".repeat(57);
    for removed in ["12345", "", "12-34-5", "123456a", "１２３４５６", &long] {
        assert_eq!(text(ff1, removed), None, "{removed}");
    }
    assert!(text(ff1, "123456").is_some() && text(ff1, &longest).is_some());
    assert_eq!(
        text(r#"{"operator":"ff1","min_length":9}"#, "12345678"),
        None
    );
}

#[test]
fn ff1_refuses_domains_under_a_million() {
    let said = wrong(r#"{"operator":"ff1","min_length":4}"#);
    assert!(said.contains("fewer than 1,000,000 texts"), "{said}");
    assert!(said.contains("it takes 6 characters"), "{said}");
    assert!(
        wrong(r#"{"operator":"ff1","alphabet":{"characters":"01"},"min_length":19}"#)
            .contains("it takes 20 characters")
    );
    assert!(wrong(r#"{"operator":"ff1","min_length":57}"#).contains("above what ff1 encrypts"));
    assert!(wrong(r#"{"operator":"ff3"}"#).contains("unknown variant `ff3`"));
}

#[test]
fn what_is_keyed_differs_with_the_seed() {
    for parameters in [
        r#"{"operator":"pseudonym"}"#,
        r#"{"operator":"ff1"}"#,
        r#"{"operator":"hash"}"#,
    ] {
        let run = |seed| {
            let table = Table::new().with_text("field", DataClass::Contact, [Some("0123456789")]);
            let table = testing::run_with_seed::<Plugin>(parameters, table, seed).unwrap();
            table.column("field").unwrap().get(0)
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
        assert!(matches!(run(1), Some(Value::Text(_))));
    }
}

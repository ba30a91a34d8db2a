//! What holds whatever is sent.
#![expect(
    clippy::expect_used,
    reason = "a test fails by panicking, with what it saw"
)]

use presidio::{Error, anonymize, deanonymize};
use proptest::prelude::*;
use serde_json::{Value, json};

const KEYS: [&str; 3] = [
    "0123456789abcdef",
    "0123456789abcdef01234567",
    "0123456789abcdef0123456789abcdef",
];

fn encrypt(text: &str, key: &str, random: [u8; 32]) -> presidio::Answer {
    let end = text.chars().count();
    let result = json!({"start": 0, "end": end, "entity_type": "A", "score": 1});
    let operators = json!({"A": {"type": "encrypt", "key": key}});
    let body = json!({"text": text, "analyzer_results": [result], "anonymizers": operators});
    anonymize(body.to_string().as_bytes(), &mut || Some(random)).expect("a valid request")
}

fn decrypt(sealed: &presidio::Answer, key: &str) -> Result<presidio::Answer, Error> {
    let operators = json!({"DEFAULT": {"type": "decrypt", "key": key}});
    let body = json!({"text": sealed.text, "anonymizer_results": sealed.items, "deanonymizers": operators});
    deanonymize(body.to_string().as_bytes())
}

proptest! {
    #[test]
    fn what_was_encrypted_is_decrypted(text in any::<String>(), key in 0_usize..3, random: [u8; 32]) {
        let key = KEYS.get(key).expect("one of three");
        let opened = decrypt(&encrypt(&text, key, random), key).expect("the key is right");
        prop_assert_eq!(opened.text, text);
    }

    #[test]
    fn any_bytes_are_answered(bytes: Vec<u8>) {
        let _ = anonymize(&bytes, &mut || None);
        let _ = deanonymize(&bytes);
    }

    #[test]
    fn an_item_says_where_it_stands_in_the_new_text(
        text in ".{0,30}",
        places in proptest::collection::vec((0_usize..32, 0_usize..32, "[AB]"), 0..6),
    ) {
        let results = places.iter().map(|(start, end, entity_type)| {
            json!({"start": start, "end": end, "entity_type": entity_type, "score": 0.5})
        });
        let results: Vec<Value> = results.collect();
        let body = json!({"text": text, "analyzer_results": results});
        let Ok(answer) = anonymize(body.to_string().as_bytes(), &mut || None) else { return Ok(()) };
        let letters: Vec<char> = answer.text.chars().collect();
        for item in &answer.items {
            let found: String = letters.get(item.start..item.end).expect("in the text").iter().collect();
            prop_assert_eq!(&found, &item.text);
        }
    }
}

#[test]
fn a_request_cannot_ask_for_many_times_its_size() {
    let text = "x".repeat(200_000);
    let result = |at: usize| json!({"start": at, "end": 199_000 + at, "entity_type": at.to_string(), "score": 1});
    let results: Vec<Value> = (0..500).map(result).collect();
    for operator in ["keep", "hash"] {
        let operators = json!({"DEFAULT": {"type": operator, "salt": "0123456789abcdef"}});
        let body = json!({"text": text, "analyzer_results": results, "anonymizers": operators});
        let refused = anonymize(body.to_string().as_bytes(), &mut || None);
        assert_eq!(refused, Err(Error::TooMuch));
    }
    let result = |at: usize| json!({"start": at, "end": at, "entity_type": "A", "score": 1});
    let results: Vec<Value> = (0..500).map(result).collect();
    let operators = json!({"A": {"type": "replace", "new_value": text}});
    let body = json!({"text": text, "analyzer_results": results, "anonymizers": operators});
    let refused = anonymize(body.to_string().as_bytes(), &mut || None);
    assert_eq!(refused, Err(Error::TooMuch));
    assert_eq!(Error::TooMuch.status(), 413);
}

#[test]
fn nothing_is_hashed_or_encrypted_without_randomness() {
    let result = json!({"start": 0, "end": 1, "entity_type": "A", "score": 1});
    for operator in [
        json!({"type": "hash"}),
        json!({"type": "encrypt", "key": KEYS[0]}),
    ] {
        let body =
            json!({"text": "a", "analyzer_results": [result], "anonymizers": {"A": operator}});
        let refused = anonymize(body.to_string().as_bytes(), &mut || None);
        assert_eq!(refused, Err(Error::Randomness));
    }
}

#[test]
fn equal_texts_have_one_hash_only_under_one_salt() {
    let result =
        |at: usize| json!({"start": at, "end": at + 1, "entity_type": at.to_string(), "score": 1});
    let hashes = |operator: Value| {
        let operators = json!({"DEFAULT": operator});
        let body = json!({"text": "aa", "analyzer_results": [result(0), result(1)], "anonymizers": operators});
        let mut last = 0;
        let mut random = || {
            last += 1;
            Some([last; 32])
        };
        let answer = anonymize(body.to_string().as_bytes(), &mut random).expect("a valid request");
        let [one, other] = <[presidio::Item; 2]>::try_from(answer.items).expect("two items");
        one.text == other.text
    };
    assert!(hashes(json!({"type": "hash", "salt": KEYS[0]})));
    assert!(!hashes(json!({"type": "hash"})));
}

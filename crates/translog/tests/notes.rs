//! Notes, keys and checkpoints, with the examples of the specifications and of Go's `sumdb/note`, from which they
//! come.
#![expect(
    clippy::expect_used,
    reason = "a test fails by panicking, with what it saw"
)]

use proptest::prelude::*;
use translog::{
    Algorithm, Checkpoint, EMPTY_ROOT, Error, MOST_NOTE_BYTES, MOST_SIGNATURES, Note, SignerKey,
    VerifierKey, leaf_hash,
};

/// The key and note by which Go's package is documented and tested.
const GO_SIGNER: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const GO_VERIFIER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const GO_TEXT: &str = "If you think cryptography is the answer to your problem,\n\
                       then you don't know what your problem is.\n";
const GO_SIGNATURE: &str = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

/// The example of the specification.
const SPECIFIED_VERIFIER: &str =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const SPECIFIED_NOTE: &str = "This is an example message.\n\n\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

fn signer(name: &str, algorithm: Algorithm, seed: u8) -> SignerKey {
    SignerKey::from_seed(name, algorithm, &[seed; 32]).expect("a good name")
}

fn log() -> SignerKey {
    signer("lethe.example/acme", Algorithm::Ed25519, 1)
}

fn witness(nth: u8) -> SignerKey {
    let name = format!("witness.example/{nth}");
    signer(&name, Algorithm::CosignatureV1, 100 + nth)
}

fn checkpoint() -> Checkpoint {
    Checkpoint::new("lethe.example/acme", 7, leaf_hash(b"root")).expect("a good origin")
}

fn signed() -> Note {
    let mut note = Note::of(&checkpoint().to_string()).expect("a good text");
    note.sign(&log()).expect("the key signs texts");
    note
}

#[test]
fn the_example_of_go_is_signed_to_the_byte() {
    let key = SignerKey::parse(GO_SIGNER).expect("it is a key");
    assert_eq!(key.to_text(), GO_SIGNER);
    assert_eq!(key.verifier().to_text(), GO_VERIFIER);
    let mut note = Note::of(GO_TEXT).expect("a good text");
    note.sign(&key).expect("the key signs texts");
    assert_eq!(note.to_string(), format!("{GO_TEXT}\n{GO_SIGNATURE}"));
}

#[test]
fn the_example_of_the_specification_verifies() {
    let known = [VerifierKey::parse(SPECIFIED_VERIFIER).expect("it is a key")];
    let note = Note::parse(SPECIFIED_NOTE.as_bytes()).expect("it is a note");
    let verified = note.verify(&known).expect("it is signed");
    assert_eq!(verified.len(), 1);
    assert_eq!(verified[0].key.name(), "example.com/foo");
    assert_eq!(note.text(), "This is an example message.\n");
    assert_eq!(note.to_string(), SPECIFIED_NOTE);
}

#[test]
fn every_other_character_of_a_key_is_refused() {
    for text in [GO_VERIFIER, SPECIFIED_VERIFIER] {
        for place in 0..text.len() {
            for other in ["", "A", "+", "\u{2028}", "é"] {
                let altered = [&text[..place], other, &text[place + 1..]].concat();
                let key = VerifierKey::parse(&altered);
                assert!(key.is_err() || altered == text, "{altered}");
            }
            assert!(VerifierKey::parse(&text[..place]).is_err());
        }
    }
    assert!(SignerKey::parse(GO_VERIFIER).is_err());
    assert!(VerifierKey::parse(GO_SIGNER).is_err());
    assert!(!format!("{:?}", SignerKey::parse(GO_SIGNER)).contains("129"));
}

#[test]
fn names_that_no_line_could_hold_and_weak_keys_are_refused() {
    for name in ["", "a b", "a+b", "a\u{3000}b", "a\nb", "a\u{0}b"] {
        let key = SignerKey::from_seed(name, Algorithm::Ed25519, &[1; 32]);
        assert!(matches!(key, Err(Error::Key(_))), "{name:?}");
    }
    let mut weak = [0; 32];
    weak[0] = 1;
    let key = VerifierKey::new("a", Algorithm::Ed25519, &weak);
    assert_eq!(key, Err(Error::Key("it is of small order")));
}

#[test]
fn unknown_signatures_are_ignored_and_false_ones_refused() {
    let mut note = signed();
    note.sign(&signer("stranger.example", Algorithm::Ed25519, 9))
        .expect("it is a key");
    let known = [log().verifier().clone()];
    assert_eq!(note.verify(&known).map(|all| all.len()), Ok(1));
    assert_eq!(note.verify(&[]), Err(Error::Unsigned));
    // The same name with another key, and the same key with another name.
    for other in [
        signer(known[0].name(), Algorithm::Ed25519, 2),
        signer("a", Algorithm::Ed25519, 1),
    ] {
        let others = [other.verifier().clone()];
        assert_eq!(note.verify(&others), Err(Error::Unsigned));
    }
    // The id of a known key under another name.
    let renamed = note.to_string().replace("\u{2014} lethe", "\u{2014} letha");
    let renamed = Note::parse(renamed.as_bytes()).expect("it is a note");
    assert_eq!(renamed.verify(&known), Err(Error::Unsigned));
    let altered = note.to_string().replace("\n7\n", "\n8\n");
    let altered = Note::parse(altered.as_bytes()).expect("it is a note");
    assert_eq!(altered.verify(&known), Err(Error::Signature));
    let both = [known[0].clone(), known[0].clone()];
    assert_eq!(
        note.verify(&both).map(|all| all.len()),
        Ok(1),
        "a key is itself"
    );
}

#[test]
fn one_false_signature_of_a_known_key_spoils_a_note() {
    let mut note = signed();
    let false_one = log()
        .verifier()
        .signature(&[7; 64])
        .expect("the key signs texts");
    note.add(false_one).expect("there is room");
    assert_eq!(
        note.verify(&[log().verifier().clone()]),
        Err(Error::Signature)
    );
}

#[test]
fn what_is_no_note_is_refused() {
    let good = signed().to_string();
    let line = good.lines().last().expect("a signature").to_owned();
    for bad in [
        String::new(),
        "\n\n".to_owned(),
        checkpoint().to_string(),
        format!("{}\n", checkpoint()),
        good.trim_end().to_owned(),
        good.replace("\u{2014} ", "- "),
        good.replace("\u{2014} ", "\u{2014}"),
        good.replace("lethe.example/acme ", "lethe.example/acme"),
        good.replace("\n\n", "\n\n\n"),
        format!("{good}\n"),
        format!("{good}{line}"),
        good.replace("acme", "ac\u{1}me"),
        good.replace("acme", "ac\rme"),
        good.replace('=', ""),
        "a\n\n\u{2014} a AAAA\n".to_owned(),
        "a\n\n\u{2014} a AAAAAA==\n".to_owned(),
    ] {
        assert!(
            Note::parse(bad.as_bytes()).is_err() || bad.contains("\n\n\n"),
            "{bad:?}"
        );
    }
    assert!(Note::parse(b"\xff\n\n").is_err());
    assert!(Note::of("no newline").is_err());
}

#[test]
fn notes_have_limits() {
    let long = "a".repeat(MOST_NOTE_BYTES) + "\n";
    assert!(Note::of(&long).is_err() && Note::parse(long.as_bytes()).is_err());
    let mut note = signed();
    while note.signatures().len() < MOST_SIGNATURES {
        note.sign(&log()).expect("there is room");
    }
    let full = note.to_string();
    assert_eq!(Note::parse(full.as_bytes()), Ok(note.clone()));
    assert!(note.sign(&log()).is_err());
    let known = [log().verifier().clone()];
    let verified = note.verify(&known).map(|all| all.len());
    assert_eq!(verified, Ok(1), "a key counts once");
    let line = full.lines().last().expect("a signature");
    assert!(Note::parse(format!("{full}{line}\n").as_bytes()).is_err());
}

#[test]
fn a_checkpoint_opens_with_the_key_of_its_log() {
    let mut note = signed();
    for nth in 1..=3 {
        note.cosign(&witness(nth), 1_700_000_000 + u64::from(nth))
            .expect("it is a checkpoint");
    }
    let bytes = note.to_string().into_bytes();
    let witnesses: Vec<VerifierKey> = (2..=4).map(|nth| witness(nth).verifier().clone()).collect();
    let opened = Checkpoint::open(&bytes, log().verifier(), &witnesses).expect("it is signed");
    assert_eq!(opened.checkpoint, checkpoint());
    let found: Vec<_> = opened
        .witnesses
        .iter()
        .map(|w| (w.name.as_str(), w.at))
        .collect();
    assert_eq!(
        found,
        [
            ("witness.example/2", 1_700_000_002),
            ("witness.example/3", 1_700_000_003)
        ]
    );
    let other = signer("other.example", Algorithm::Ed25519, 1);
    let open = |key: &SignerKey| Checkpoint::open(&bytes, key.verifier(), &witnesses);
    assert_eq!(open(&other), Err(Error::Unsigned));
    assert_eq!(
        open(&witness(1)),
        Err(Error::Algorithm),
        "a witness is not the log"
    );
}

#[test]
fn the_log_of_another_origin_cannot_sign_for_this_one() {
    let other = signer("other.example", Algorithm::Ed25519, 2);
    let mut note = Note::of(&checkpoint().to_string()).expect("a good text");
    note.sign(&other).expect("the key signs texts");
    let opened = Checkpoint::open(note.to_string().as_bytes(), other.verifier(), &[]);
    assert_eq!(opened, Err(Error::OtherLog));
}

#[test]
fn a_cosignature_holds_for_its_time_and_text_only() {
    let note = signed();
    let key = witness(1);
    let known = [key.verifier().clone()];
    let mut cosigned = note.clone();
    cosigned
        .cosign(&key, 1_700_000_000)
        .expect("it is a checkpoint");
    assert_eq!(
        cosigned.verify(&known).map(|all| all[0].at),
        Ok(Some(1_700_000_000))
    );
    // The same signature under another time.
    let text = cosigned.to_string();
    let line = text.lines().last().expect("a signature");
    let bytes = base64(line.rsplit(' ').next().expect("base64"));
    let signature: [u8; 64] = bytes[12..].try_into().expect("64 bytes");
    for at in [1_700_000_001, 0, u64::MAX] {
        let mut moved = note.clone();
        let line = key
            .verifier()
            .cosignature(at, &signature)
            .expect("the key signs times");
        moved.add(line).expect("there is room");
        assert_eq!(moved.verify(&known), Err(Error::Signature), "{at}");
    }
    // Rightly signed, but beyond the end of time.
    let mut late = note.clone();
    late.cosign(&key, 1 << 63).expect("it is a checkpoint");
    assert_eq!(late.verify(&known), Err(Error::Signature));
    let mut text = Note::of("no checkpoint\n").expect("a good text");
    assert!(matches!(text.cosign(&key, 1), Err(Error::Checkpoint(_))));
    assert_eq!(text.sign(&key), Err(Error::Algorithm));
    assert_eq!(text.sign(&log()), Ok(()));
    assert_eq!(
        checkpoint().cosigned(5),
        format!("cosignature/v1\ntime 5\n{}", checkpoint())
    );
}

fn base64(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(text);
    bytes.expect("it is base64")
}

#[test]
fn a_checkpoint_has_one_text() {
    let mut checkpoint = checkpoint();
    let text = checkpoint.to_string();
    assert_eq!(Checkpoint::parse(&text), Ok(checkpoint.clone()));
    checkpoint.extend("extended").expect("it is a line");
    assert_eq!(
        Checkpoint::parse(&format!("{text}extended\n")),
        Ok(checkpoint)
    );
    let root = EMPTY_ROOT.to_base64();
    for bad in [
        String::new(),
        "\n".to_owned(),
        text.trim_end().to_owned(),
        format!("\n7\n{root}\n"),
        format!("a\n07\n{root}\n"),
        format!("a\n+7\n{root}\n"),
        format!("a\n 7\n{root}\n"),
        format!("a\n\n{root}\n"),
        format!("a\n9223372036854775808\n{root}\n"),
        format!("a\n18446744073709551616\n{root}\n"),
        format!("a\n7\n{root}\n\n"),
        format!("a\n7\n{root} \n"),
        format!("a\n7\n{}\n", &root[1..]),
        "a\n7\n".to_owned(),
    ] {
        assert!(Checkpoint::parse(&bad).is_err(), "{bad:?}");
    }
    assert!(Checkpoint::parse(&format!("a\n0\n{root}\n")).is_ok());
    assert!(Checkpoint::new("a\nb", 1, EMPTY_ROOT).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_a_note_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(note) = Note::parse(&bytes) {
            prop_assert_eq!(note.to_string().into_bytes(), bytes);
        }
    }

    #[test]
    fn lines_that_look_like_notes_are_notes_or_errors(
        text in "([a-z\n]{0,9}\n){0,3}\n?(\u{2014} [a-z +]{0,4} [A-Za-z0-9+/=]{0,12}\n?){0,3}",
    ) {
        if let Ok(note) = Note::parse(text.as_bytes()) {
            prop_assert_eq!(note.to_string(), text.as_str());
        }
        if let Ok(checkpoint) = Checkpoint::parse(&text) {
            prop_assert_eq!(checkpoint.to_string(), text.as_str());
        }
    }

    #[test]
    fn any_text_is_a_key_or_an_error(text in "[a-z]{0,3}\\+[0-9a-f]{0,9}\\+[A-Za-z0-9+/=]{0,50}") {
        prop_assert!(VerifierKey::parse(&text).is_err());
        let private = ["PRIVATE+KEY+", &text].concat();
        prop_assert!(SignerKey::parse(&private).is_err());
    }

    #[test]
    fn keys_of_any_seed_are_read_back(seed in any::<[u8; 32]>(), name in "[a-z./]{1,20}") {
        for algorithm in [Algorithm::Ed25519, Algorithm::CosignatureV1] {
            let key = SignerKey::from_seed(&name, algorithm, &seed)?;
            let verifier = key.verifier();
            prop_assert_eq!(&VerifierKey::parse(&verifier.to_text())?, verifier);
            prop_assert_eq!(SignerKey::parse(&key.to_text())?.to_text(), key.to_text());
        }
    }
}

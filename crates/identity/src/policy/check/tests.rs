use proptest::prelude::*;

use super::super::Profile;
use super::*;

fn nist(password: &str) -> Result<String, Vec<Violation>> {
    PasswordPolicy::default().check(password, &About::default())
}

#[test]
fn fifteen_characters_are_enough_and_twelve_with_a_second_factor() {
    let with_factor = About {
        second_factor: true,
        ..About::default()
    };
    assert_eq!(nist("mauve otter 12"), Err(vec![Violation::TooShort(15)]));
    assert!(nist("mauve otter 123").is_ok());
    let policy = PasswordPolicy::default();
    assert!(policy.check("mauve otter ", &with_factor).is_ok());
    let short = policy.check("mauve otter", &with_factor);
    assert_eq!(short, Err(vec![Violation::TooShort(12)]));
}

#[test]
fn a_password_may_be_long_and_in_any_script_and_keeps_its_spaces() {
    assert!(nist(&"Regenschirm ü ".repeat(60)).is_ok());
    assert_eq!(nist(&"x9-".repeat(400)), Err(vec![Violation::TooLong]));
    assert_eq!(
        nist("  sieben blaue Kühe  ").unwrap(),
        "  sieben blaue Kühe  "
    );
    assert!(nist("семь синих коров на лугу").is_ok());
}

#[test]
fn composed_and_decomposed_letters_are_the_same_password() {
    let (composed, decomposed) = ("f\u{fc}nf gr\u{fc}ne Esel", "fu\u{308}nf gru\u{308}ne Esel");
    assert_eq!(nist(composed), nist(decomposed));
    // Fifteen letters, each of two code points before NFC: what counts is what is hashed.
    assert_eq!(
        nist(&"u\u{308}x".repeat(7)),
        Err(vec![Violation::TooShort(15), Violation::Common])
    );
}

#[test]
fn words_that_everybody_knows_do_not_make_a_password() {
    let about = About {
        words: &["ann.archer@acme.example", "Acme Ltd"],
        second_factor: false,
    };
    let check = |password| PasswordPolicy::default().check(password, &about);
    assert_eq!(check("Ann.Archer@acme"), Err(vec![Violation::KnownWords]));
    assert_eq!(check("acmeacmeacmeACME1"), Err(vec![Violation::KnownWords]));
    assert!(check("archers of acme shoot at dawn").is_ok());
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let classic = PasswordPolicy::of(Profile::Classic);
    let broken = classic.check("dragon", &About::default()).unwrap_err();
    assert_eq!(
        broken,
        [
            Violation::TooShort(8),
            Violation::Common,
            Violation::NoUpperCase,
            Violation::NoDigit,
            Violation::NoSymbol,
        ]
    );
    let words: Vec<String> = broken.iter().map(ToString::to_string).collect();
    assert_eq!(words[0], "must have at least 8 characters");
    assert!(classic.check("Umbrella-7-moss", &About::default()).is_ok());
}

proptest! {
    #[test]
    fn any_text_is_judged_and_what_is_taken_is_in_its_normal_form(password in ".{0,80}") {
        if let Ok(taken) = nist(&password) {
            prop_assert_eq!(normal_form(&taken), taken.clone());
            prop_assert!(taken.chars().count() >= 15);
        }
    }
}

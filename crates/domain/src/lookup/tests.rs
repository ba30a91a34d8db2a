//! All spellings of a text come out equal, and different texts do not.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use super::normalize;

#[test]
fn finds_every_spelling() {
    for spellings in [
        // Case and spaces.
        &[
            "ada@example.org",
            "Ada@Example.ORG",
            " ada@example.org\n",
            "\u{feff}ada@example.org",
        ][..],
        &[
            "Ada  Lovelace",
            "ada lovelace",
            "ADA\tLOVELACE",
            "Ada\u{a0}Lovelace",
            "ada\u{3000}lovelace",
        ],
        // Composed and decomposed.
        &["Zoë", "Zoe\u{308}", "ZOË", "zoe\u{308}"],
        &["Ångström", "A\u{30a}ngstro\u{308}m", "\u{212b}ngström"],
        &["Nguyễn", "NGUYỄN", "Nguye\u{302}\u{303}n", "nguyê\u{303}n"],
        // Width and compatibility.
        &["ada1", "ａｄａ１", "ＡＤＡ①"],
        &["office", "o\u{fb03}ce", "OFFICE"],
        &["ガ", "ｶﾞ", "カ\u{3099}"],
        // Folding that changes the length.
        &["straße", "STRASSE", "STRAẞE", "strasse"],
        // Greek: the last sigma of a word.
        &["Οδυσσεύς", "ΟΔΥΣΣΕΎΣ", "οδυσσεύσ"],
        // Turkish: upper case of i is İ, lower case of I is ı.
        &[
            "İstanbul",
            "istanbul",
            "ISTANBUL",
            "I\u{307}stanbul",
            "ıstanbul",
        ],
        &["IŞIK", "ışık", "işik", "is\u{327}ik"],
        &["Ị̇", "ị", "i\u{323}\u{307}"],
        // What nobody sees.
        &[
            "Ada",
            "A\u{ad}da",
            "A\u{200b}da",
            "\u{202e}Ada\u{202c}",
            "Ada\u{fe0f}",
        ],
    ] {
        for spelling in spellings {
            assert_eq!(normalize(spelling), normalize(spellings[0]), "{spelling:?}");
        }
    }
}

#[test]
fn tells_different_texts_apart() {
    let texts = [
        "ada",
        "adam",
        "ad a",
        "a.da",
        "ada@example.org",
        "ada@example.com",
        "zoe",
        "zoë",
        "ada1",
        "ada2",
        "й",
        "и",
        "ё",
        "е",
        "ș",
        "s",
        "ġ",
        "g",
        "ø",
        "o",
        "a",
        "а",
        "-",
        "",
        "0",
        "o",
    ];
    let distinct: std::collections::BTreeSet<&str> = texts.into_iter().collect();
    let normalized: std::collections::BTreeSet<String> =
        distinct.iter().map(|text| normalize(text)).collect();
    assert_eq!(normalized.len(), distinct.len());
}

#[test]
fn gives_the_plain_form() {
    assert_eq!(normalize("  Ada   LOVELACE "), "ada lovelace");
    assert_eq!(normalize("Straße"), "strasse");
    assert_eq!(normalize(" \t\u{200b} "), "");
}

#[test]
fn a_thousand_combining_marks_are_no_obstacle() {
    let text = format!("i{}", "\u{307}\u{301}".repeat(1_000));
    assert_eq!(normalize(&normalize(&text)), normalize(&text));
}

proptest! {
    #[test]
    fn is_already_normal_when_normalized(text in any::<String>()) {
        let once = normalize(&text);
        prop_assert_eq!(normalize(&once), once);
    }

    #[test]
    fn does_not_depend_on_the_form_of_the_input(text in any::<String>()) {
        let expected = normalize(&text);
        prop_assert_eq!(normalize(&text.nfc().collect::<String>()), expected.clone());
        prop_assert_eq!(normalize(&text.nfd().collect::<String>()), expected.clone());
        prop_assert_eq!(normalize(&text.nfkc().collect::<String>()), expected.clone());
        prop_assert_eq!(normalize(&text.nfkd().collect::<String>()), expected);
    }

    #[test]
    fn does_not_depend_on_case(text in "[a-zA-ZäöüßÄÖÜéÉçÇñÑşŞğĞıİα-ωΑ-Ωа-яА-Я ]{0,40}") {
        let expected = normalize(&text);
        prop_assert_eq!(normalize(&text.to_lowercase()), expected.clone());
        prop_assert_eq!(normalize(&text.to_uppercase()), expected);
    }

    #[test]
    fn ascii_takes_the_same_way_as_the_rest(text in "[ -~\t]{0,40}") {
        // An invisible character sends the text the long way round.
        prop_assert_eq!(normalize(&format!("{text}\u{200b}")), normalize(&text));
    }
}

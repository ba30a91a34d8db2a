//! Masking, by example.

use super::{number, refusal, text, wrong};

#[test]
fn mask_counts_from_either_end() {
    let from = |rest: &str| text(&format!(r#"{{"operator":"mask",{rest}}}"#), "1234567").unwrap();
    assert_eq!(from(r#""count":3"#), "***4567");
    assert_eq!(from(r#""count":3,"from":"end""#), "1234***");
    assert_eq!(from(r#""count":3,"from":"end","keep_end":1"#), "123***7");
    assert_eq!(from(r#""count":3,"keep_start":2"#), "12***67");
    assert_eq!(from(r#""count":99,"keep_start":2"#), "12*****");
    assert_eq!(from(r#""keep_end":4"#), "***4567");
}

#[test]
fn mask_keeps_the_pattern_of_digits_letters_and_separators() {
    let pattern = r#"{"operator":"mask","pattern":true}"#;
    assert_eq!(text(pattern, "AB-12 3 (x)").as_deref(), Some("xx-99 9 (x)"));
    assert_eq!(text(pattern, "Zoë-٣🦀").as_deref(), Some("xxx-9x"));
    let last = r#"{"operator":"mask","pattern":true,"keep_end":4}"#;
    assert_eq!(
        text(last, "5500-0000-0000-0004").as_deref(),
        Some("9999-9999-9999-0004")
    );
}

#[test]
fn mask_refuses_what_contradicts_itself() {
    assert_eq!(
        wrong(r#"{"operator":"mask","pattern":true,"with":"x"}"#),
        "mask takes either `with` or `pattern`"
    );
    assert_eq!(
        wrong(r#"{"operator":"mask","count":0}"#),
        "`count` is 1 or more"
    );
    assert!(wrong(r#"{"operator":"mask","from":"middle"}"#).contains("unknown variant `middle`"));
}

#[test]
fn truncate_postcode_keeps_the_area() {
    let keep = |keep, code| {
        text(
            &format!(r#"{{"operator":"truncate-postcode","keep":{keep}}}"#),
            code,
        )
    };
    assert_eq!(keep(2, "1010").as_deref(), Some("10"));
    assert_eq!(keep(3, "12345-6789").as_deref(), Some("123"));
    assert_eq!(keep(4, " sw1a 1aa ").as_deref(), Some("SW1A"));
    assert_eq!(keep(4, "1010"), None, "it would keep all of it");
    assert_eq!(keep(2, "Main Street 7"), None);
    assert_eq!(keep(2, "10·10"), None);
    assert_eq!(
        wrong(r#"{"operator":"truncate-postcode","keep":0}"#),
        "`keep` is 1 to 9"
    );
}

#[test]
fn truncate_geo_rounds_coordinates() {
    let one = r#"{"operator":"truncate-geo","decimals":1}"#;
    assert_eq!(text(one, "48.2082, 16.3738").as_deref(), Some("48.2,16.4"));
    assert_eq!(text(one, "-0.01,-179.99").as_deref(), Some("0.0,-180.0"));
    for wrong in ["48.2", "91,0", "0,181", "NaN,0", "0,inf", "a,b", "1,2,3"] {
        assert_eq!(text(one, wrong), None, "{wrong}");
    }
    assert_eq!(number(one, 16.3738), Some(16.4));
    assert_eq!(number(one, f64::MAX), Some(f64::MAX));
    let seven = r#"{"operator":"truncate-geo","decimals":7}"#;
    assert_eq!(wrong(seven), "`decimals` is 0 to 6");
}

#[test]
fn columns_of_other_types_are_refused_even_without_values() {
    use lethe_plugin::Values;
    let refused = super::value(r#"{"operator":"mask"}"#, Values::Integer(vec![None]));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "unsupported column: `field` holds integer: mask works on text"
    );
    let noise = refusal(r#"{"operator":"noise","percent":5}"#);
    assert_eq!(
        noise,
        "unsupported column: `field` holds text: noise works on numbers"
    );
}

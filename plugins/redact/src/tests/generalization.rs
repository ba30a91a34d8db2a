//! Generalization, by example and by property.

use lethe_plugin::{DataClass, Date, Table, Value, Values, testing};

use super::{date, integers, number, text, value, wrong};
use crate::Plugin;

#[test]
fn generalize_knows_quarters_and_weeks() {
    let to = |part, day| {
        date(
            &format!(r#"{{"operator":"generalize","to":"{part}"}}"#),
            day,
        )
    };
    assert_eq!(to("quarter", (1987, 6, 5)), (1987, 4, 1));
    assert_eq!(to("quarter", (1987, 12, 31)), (1987, 10, 1));
    assert_eq!(to("quarter", (1987, 1, 1)), (1987, 1, 1));
    assert_eq!(to("week", (2026, 1, 1)), (2025, 12, 29));
    assert_eq!(to("decade", (i16::MIN, 1, 1)), (i16::MIN, 1, 1));
}

#[test]
fn round_goes_to_the_nearest_multiple() {
    let ten = r#"{"operator":"round","to":10}"#;
    assert_eq!(
        integers(ten, &[14, 15, -15, -14, 0]),
        [Some(10), Some(20), Some(-20), Some(-10), Some(0)]
    );
    assert_eq!(number(r#"{"operator":"round","to":0.1}"#, 0.349), Some(0.3));
    assert_eq!(number(r#"{"operator":"round","to":2.5}"#, 6.0), Some(5.0));
    assert_eq!(
        integers(ten, &[i64::MAX]),
        [None],
        "there is no such integer"
    );
}

#[test]
fn round_keeps_significant_digits() {
    let two = r#"{"operator":"round","digits":2}"#;
    assert_eq!(
        integers(two, &[12_345, 995, -12_500, 7, 0]),
        [Some(12_000), Some(1_000), Some(-13_000), Some(7), Some(0)]
    );
    assert_eq!(number(two, 0.012_345), Some(0.012));
    assert_eq!(number(two, 1.26e300), Some(1.3e300));
    assert_eq!(
        wrong(r#"{"operator":"round","digits":0}"#),
        "`digits` is 1 to 15"
    );
    assert_eq!(
        wrong(r#"{"operator":"round"}"#),
        "round takes either `to` or `digits`"
    );
}

#[test]
fn rounded_integers_are_as_near_as_can_be() {
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..200 {
        let (number, to) = (random.i64(-100_000..100_000), random.i64(1..1_000));
        let round = format!(r#"{{"operator":"round","to":{to}}}"#);
        let rounded = integers(&round, &[number])[0].unwrap();
        assert_eq!(rounded % to, 0);
        assert!(
            (rounded - number).abs() * 2 <= to,
            "{number} to {to}: {rounded}"
        );
    }
}

#[test]
fn buckets_have_bounds_and_labels() {
    let ages = r#"{"operator":"buckets","bounds":[0,18,65],"labels":["minor","adult","senior"]}"#;
    let label = |age| text(ages, age);
    assert_eq!(label("17.9").as_deref(), Some("minor"));
    assert_eq!(label(" 18 ").as_deref(), Some("adult"));
    assert_eq!(label("120").as_deref(), Some("senior"));
    for removed in ["-1", "old", "", "NaN", "inf"] {
        assert_eq!(label(removed), None, "{removed}");
    }
    let bounds = r#"{"operator":"buckets","bounds":[0,18,65]}"#;
    assert_eq!(integers(bounds, &[40, 65, -1]), [Some(18), Some(65), None]);
    assert_eq!(number(bounds, 64.9), Some(18.0));
    assert_eq!(text(bounds, "64.9").as_deref(), Some("18"));
}

#[test]
fn buckets_that_are_none_are_refused() {
    let ascending = "`bounds` has one number or more, ascending";
    assert_eq!(wrong(r#"{"operator":"buckets","bounds":[]}"#), ascending);
    assert_eq!(wrong(r#"{"operator":"buckets","bounds":[1,1]}"#), ascending);
    assert_eq!(
        wrong(r#"{"operator":"buckets","bounds":[1,2],"labels":["a"]}"#),
        "`labels` has as many labels as `bounds` has numbers"
    );
    let number = Values::Number(vec![None]);
    let labels = value(
        r#"{"operator":"buckets","bounds":[1],"labels":["a"]}"#,
        number,
    );
    assert!(
        labels
            .unwrap_err()
            .to_string()
            .contains("a field keeps its type")
    );
}

const PLACES: &str =
    r#""parents":{"Wien":"Austria","Graz":"Austria","Austria":"Europe","Bern":"Switzerland"}"#;

#[test]
fn hierarchy_climbs_a_tree() {
    let climb = |level| format!(r#"{{"operator":"hierarchy","level":{level},{PLACES}}}"#);
    let up = |level, place| text(&climb(level), place);
    assert_eq!(up(1, "Wien").as_deref(), Some("Austria"));
    assert_eq!(up(2, "Wien").as_deref(), Some("Europe"));
    assert_eq!(up(2, "Bern").as_deref(), Some("Switzerland"));
    assert_eq!(up(1, "Europe").as_deref(), Some("Europe"));
    assert_eq!(up(1, "Ada's place"), None);
}

#[test]
fn hierarchy_refuses_what_is_no_tree() {
    let circle = "`parents` is no tree: a text is its own ancestor";
    for parents in [
        r#"{"a":"a"}"#,
        r#"{"a":"b","b":"c","c":"a"}"#,
        r#"{"x":"a","a":"b","b":"a"}"#,
    ] {
        let said = wrong(&format!(
            r#"{{"operator":"hierarchy","parents":{parents}}}"#
        ));
        assert_eq!(said, circle);
    }
    assert_eq!(
        wrong(r#"{"operator":"hierarchy","level":0,"parents":{}}"#),
        "`level` is 1 or more"
    );
}

#[test]
fn top_bottom_hides_the_ends() {
    let pay = r#"{"operator":"top-bottom","bottom":20,"top":90}"#;
    assert_eq!(integers(pay, &[10, 50, 99]), [Some(20), Some(50), Some(90)]);
    let born = r#"{"operator":"top-bottom","bottom":"1930-01-01"}"#;
    assert_eq!(date(born, (1899, 7, 7)), (1930, 1, 1));
    assert_eq!(date(born, (1987, 6, 5)), (1987, 6, 5));
    assert_eq!(
        wrong(r#"{"operator":"top-bottom"}"#),
        "top-bottom takes `bottom`, `top` or both"
    );
    let crossed = value(
        r#"{"operator":"top-bottom","bottom":9,"top":1}"#,
        Values::Integer(vec![None]),
    );
    assert_eq!(
        crossed.unwrap_err().to_string(),
        "invalid parameters: `bottom` is above `top`"
    );
}

#[test]
fn micro_aggregate_gives_k_rows_one_value() {
    let three = r#"{"operator":"micro-aggregate","k":3}"#;
    assert_eq!(
        integers(three, &[100, 1, 2, 101, 3, 99, 105]),
        [101, 2, 2, 101, 2, 101, 101].map(Some)
    );
    assert_eq!(integers(three, &[1, 2]), [None, None]);
    assert_eq!(
        wrong(r#"{"operator":"micro-aggregate","k":1}"#),
        "`k` is 2 or more"
    );
}

#[test]
fn micro_aggregate_takes_the_median_of_dates() {
    let days = [
        Some((2020, 1, 1)),
        Some((2021, 1, 1)),
        None,
        Some((2020, 1, 2)),
        Some((2022, 1, 1)),
    ];
    let table = Table::new().with_dates("field", DataClass::Sensitive, days);
    let table = testing::run::<Plugin>(r#"{"operator":"micro-aggregate","k":2}"#, table).unwrap();
    let Some(Values::Date(dates)) = table.column("field") else {
        panic!("no dates")
    };
    let dates: Vec<_> = dates
        .iter()
        .map(|date| date.map(|Date { year, month, day }| (year, month, day)))
        .collect();
    let (early, late) = (Some((2020, 1, 1)), Some((2021, 1, 1)));
    assert_eq!(dates, [early, late, None, early, late]);
}

#[test]
fn micro_aggregate_keeps_the_mean_and_makes_groups_of_k() {
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..50 {
        let k = random.usize(2..7);
        let numbers: Vec<_> = (0..random.usize(k..60))
            .map(|_| Some(random.f64()))
            .collect();
        let table = Table::new().with(
            "field",
            DataClass::Sensitive,
            Values::Number(numbers.clone()),
        );
        let parameters = format!(r#"{{"operator":"micro-aggregate","k":{k}}}"#);
        let table = testing::run::<Plugin>(&parameters, table).unwrap();
        let Some(Values::Number(after)) = table.column("field") else {
            panic!("no numbers")
        };
        let sum = |numbers: &[Option<f64>]| numbers.iter().flatten().sum::<f64>();
        assert!((sum(&numbers) - sum(after)).abs() < 1e-9);
        for number in after {
            let same = after.iter().filter(|other| *other == number).count();
            assert!(number.is_some() && same >= k);
        }
    }
    let large = value(
        r#"{"operator":"micro-aggregate","k":2}"#,
        Values::Number(vec![Some(f64::MAX); 2]),
    );
    assert_eq!(large, Ok(Some(Value::Number(f64::MAX))));
}

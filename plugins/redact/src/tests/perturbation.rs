//! Perturbation, by property.

use lethe_plugin::{DataClass, Table, Value, Values, calendar, testing};

use super::{date, integers, number, refusal, value, wrong};
use crate::Plugin;

#[test]
fn noise_stays_within_its_bounds_and_repeats() {
    let percent = r#"{"operator":"noise","percent":10}"#;
    let before = [1_000_000; 200];
    let after = integers(percent, &before);
    assert_eq!(after, integers(percent, &before));
    let after: Vec<i64> = after.into_iter().flatten().collect();
    assert!(
        after
            .iter()
            .all(|number| (900_000..=1_100_000).contains(number))
    );
    let above = after.iter().filter(|number| **number > 1_000_000).count();
    assert!((60..140).contains(&above), "{above} of 200 are above");
    assert!(after[0] != after[1], "equal values in two rows differ");
    let absolute = r#"{"operator":"noise","absolute":0.5}"#;
    let noisy = number(absolute, 7.0).unwrap();
    assert!((6.5..=7.5).contains(&noisy));
    assert!(noisy.to_bits() != 7.0_f64.to_bits());
}

#[test]
fn noise_never_leaves_the_numbers_there_are() {
    let percent = r#"{"operator":"noise","percent":100}"#;
    let ends = integers(percent, &[i64::MAX, i64::MIN, i64::MAX, i64::MIN, 0]);
    assert!(ends.iter().all(Option::is_some));
    assert_eq!(ends[4], Some(0));
    for _ in 0..20 {
        assert!(number(percent, f64::MAX).is_none_or(f64::is_finite));
    }
}

#[test]
fn noise_of_no_size_is_refused() {
    assert_eq!(
        wrong(r#"{"operator":"noise"}"#),
        "noise takes either `percent` or `absolute`"
    );
    assert_eq!(
        wrong(r#"{"operator":"noise","percent":101}"#),
        "`percent` is above 0 and at most 100"
    );
    assert_eq!(
        wrong(r#"{"operator":"noise","absolute":0}"#),
        "`absolute` is above 0"
    );
    assert_eq!(
        wrong(r#"{"operator":"date-noise","days":0}"#),
        "`days` is 1 to 36525"
    );
}

fn days(table: &Table, column: &str) -> Vec<i64> {
    let Some(Values::Date(dates)) = table.column(column) else {
        panic!("no dates")
    };
    dates
        .iter()
        .flatten()
        .map(|date| calendar::day_number(*date))
        .collect()
}

#[test]
fn date_noise_moves_each_date_by_itself() {
    let table = Table::new().with_dates("field", DataClass::Sensitive, [Some((2020, 2, 29)); 300]);
    let middle = days(&table, "field")[0];
    let noise = r#"{"operator":"date-noise","days":3}"#;
    let moved = days(&testing::run::<Plugin>(noise, table).unwrap(), "field");
    for by in -3..=3 {
        let count = moved.iter().filter(|day| **day == middle + by).count();
        assert!((20..70).contains(&count), "{by}: {count} of 300");
    }
    assert!(moved.iter().all(|day| (day - middle).abs() <= 3));
    let moment = value(noise, Values::Timestamp(vec![Some(testing::NOW_MS)])).unwrap();
    let Some(Value::Timestamp(moment)) = moment else {
        panic!("no moment")
    };
    assert!((moment - testing::NOW_MS).abs() <= 3 * calendar::DAY_MS);
    assert_ne!(moment, testing::NOW_MS);
    assert!(refusal(noise).contains("date-noise works on dates and timestamps"));
}

#[test]
fn date_shift_keeps_the_time_between_dates_of_all_fields() {
    let left = [Some((2020, 1, 1)), Some((2020, 3, 1))];
    let back = [Some((2020, 1, 8)), Some((2020, 3, 3))];
    let table = Table::new()
        .with_dates("left", DataClass::Sensitive, left)
        .with_dates("back", DataClass::Sensitive, back);
    let (before_left, before_back) = (days(&table, "left"), days(&table, "back"));
    let table = testing::run::<Plugin>(r#"{"operator":"date-shift","days":30}"#, table).unwrap();
    let (left, back) = (days(&table, "left"), days(&table, "back"));
    let shift = left[0] - before_left[0];
    assert!((1..=30).contains(&shift.abs()));
    for (before, after) in before_left
        .iter()
        .chain(&before_back)
        .zip(left.iter().chain(&back))
    {
        assert_eq!(after - before, shift);
    }
}

#[test]
fn date_shift_is_never_of_no_days() {
    for seed in 0..50 {
        let table = Table::new().with_dates("field", DataClass::Sensitive, [Some((2020, 1, 1))]);
        let before = days(&table, "field");
        let shift = r#"{"operator":"date-shift","days":1}"#;
        let table = testing::run_with_seed::<Plugin>(shift, table, seed).unwrap();
        assert_eq!((days(&table, "field")[0] - before[0]).abs(), 1);
    }
}

#[test]
fn date_shift_can_go_by_another_field() {
    let people: Vec<String> = (0..40).map(|number| format!("{}", number / 2)).collect();
    let people = people.iter().map(|name| Some(name.as_str())).chain([None]);
    let table = Table::new()
        .with_text("person", DataClass::Identifier, people)
        .with_dates("day", DataClass::Sensitive, [Some((2020, 1, 1)); 41]);
    let rules = r#"{"rules":[
        {"fields":["person"],"apply":{"operator":"redact"}},
        {"fields":["day"],"apply":{"operator":"date-shift","days":365,"by":"person"}}
    ]}"#;
    let table = testing::run::<Plugin>(rules, table).unwrap();
    let days = days(&table, "day");
    assert_eq!(days.len(), 40, "without a person there is no day");
    assert!(days.chunks(2).all(|pair| pair[0] == pair[1]));
    assert!(days.chunks(2).any(|pair| pair[0] != days[0]));
    let unknown = r#"{"operator":"date-shift","days":3,"by":"nobody"}"#;
    let dates = Values::Date(vec![None]);
    assert_eq!(
        value(unknown, dates).unwrap_err().to_string(),
        "invalid parameters: `by` names `nobody`, which is no field of this run"
    );
}

#[test]
fn dates_at_the_end_of_the_calendar_stay_in_it() {
    for year in [i16::MIN, i16::MAX] {
        let (shifted, ..) = date(r#"{"operator":"date-shift","days":36525}"#, (year, 6, 1));
        assert!((i32::from(shifted) - i32::from(year)).abs() <= 101);
    }
}

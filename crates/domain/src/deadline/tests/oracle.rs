//! The same question answered a second time, day by day and in another way.

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;

use super::calendar;
use crate::deadline::Period;

/// Easter by the epacts of Lilius and Clavius: the Sunday after the fourteenth day of the moon.
fn easter(year: i16) -> Date {
    let golden = i32::from(year) % 19 + 1;
    let century = i32::from(year) / 100 + 1;
    let dropped = 3 * century / 4 - 12;
    let moon = (8 * century + 5) / 25 - 5;
    let mut epact = (11 * golden + 20 + moon - dropped).rem_euclid(30);
    if epact == 24 || (epact == 25 && golden > 11) {
        epact += 1;
    }
    let mut full = 44 - epact;
    if full < 21 {
        full += 30;
    }
    let march = Date::new(year, 3, 1).unwrap();
    let mut day = march.checked_add((i64::from(full) - 1).days()).unwrap();
    loop {
        day = day.tomorrow().unwrap();
        if day.weekday() == Weekday::Sunday {
            return day;
        }
    }
}

/// Whether nobody works, in the three calendars that are written out here a second time.
fn is_free(state: &str, day: Date) -> bool {
    if [Weekday::Saturday, Weekday::Sunday].contains(&day.weekday()) {
        return true;
    }
    let fixed: &[(i8, i8)] = match state {
        "DE" => &[(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)],
        "FR" => &[
            (1, 1),
            (5, 1),
            (5, 8),
            (7, 14),
            (8, 15),
            (11, 1),
            (11, 11),
            (12, 25),
        ],
        _ => return false,
    };
    let from_easter: &[i64] = if state == "DE" {
        &[-2, 1, 39, 50]
    } else {
        &[1, 39, 50]
    };
    let distance = i64::from(easter(day.year()).until(day).unwrap().get_days());
    fixed.contains(&(day.month(), day.day()))
        || from_easter.contains(&distance)
        || (state == "DE" && (day.year(), day.month(), day.day()) == (2017, 10, 31))
}

/// Walks from the day of the event to the last day, and from there to the first instant after it.
fn end(zone: &str, state: &str, event: Timestamp, period: Period) -> (Date, Timestamp) {
    let event_day = event.in_tz(zone).unwrap().date();
    let mut day = event_day;
    let (mut passed, mut worked, mut months) = (0, 0, 0);
    loop {
        day = day.tomorrow().unwrap();
        passed += 1;
        worked += u32::from(!is_free(state, day));
        months += u32::from(day.day() == 1);
        let month_ends = day.tomorrow().unwrap().day() == 1;
        let is_over = match period {
            Period::Days(days) => passed >= days,
            Period::WorkingDays(days) => worked >= days,
            Period::Months(count) => {
                months > count || (months == count && (day.day() >= event_day.day() || month_ends))
            }
            Period::Hours(_) => panic!("hours have no last day"),
        };
        let enough = worked >= if period == Period::Days(1) { 1 } else { 2 };
        let enough = enough || matches!(period, Period::WorkingDays(1));
        if is_over && enough && !is_free(state, day) {
            break;
        }
    }
    // Back from noon of the next day, as long as it is that day: midnight may not exist.
    let next = day.tomorrow().unwrap();
    let mut instant = next.at(12, 0, 0, 0).in_tz(zone).unwrap().timestamp();
    for step in [3600, 900, 60, 1] {
        while (instant - step.seconds()).in_tz(zone).unwrap().date() == next {
            instant -= step.seconds();
        }
    }
    (day, instant)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000_000))]

    #[test]
    fn both_ways_lead_to_the_same_end(
        zone in prop::sample::select(vec![
            "Etc/UTC", "Europe/Berlin", "Europe/Dublin", "America/New_York", "Asia/Kathmandu",
            "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Cairo", "America/Santiago", "Australia/Lord_Howe",
        ]),
        state in prop::sample::select(vec!["", "DE", "FR"]),
        // 2001 to 2098.
        second in 978_307_200_i64..4_070_908_800,
        period in prop_oneof![
            (1_u32..=3).prop_map(Period::Months),
            (1_u32..=40).prop_map(Period::Days),
            (1_u32..=10).prop_map(Period::WorkingDays),
        ],
    ) {
        let event = Timestamp::from_second(second).unwrap();
        let due = calendar(zone, state).end(event, period).unwrap();
        prop_assert_eq!((due.on, due.at), end(zone, state, event, period));
    }

    #[test]
    fn both_computuses_find_the_same_easter(year in 1583_i16..=9999) {
        prop_assert_eq!(crate::deadline::easter::easter(year), Some(easter(year)));
    }
}

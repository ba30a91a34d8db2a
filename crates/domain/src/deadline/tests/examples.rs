//! Examples from the regulation, from supervisory authorities, and from almanacs.

use jiff::SignedDuration;

use super::{at, calendar, on};
use crate::deadline::easter::easter;
use crate::deadline::{
    Calendar, ClockKind, DeadlineError, MemberState, Period, RULES, RequestClock, clock,
};

/// Zone, state, event, period, last day.
type Example = (
    &'static str,
    &'static str,
    &'static str,
    Period,
    &'static str,
);

const EXAMPLES: [Example; 18] = {
    use Period::{Days, Months, WorkingDays};
    [
        // The day of the same number in the next month.
        (
            "Etc/UTC",
            "",
            "2026-11-10T09:00:00Z",
            Months(1),
            "2026-12-10",
        ),
        // The example of the reference: 31 January, 28 February is a Sunday.
        (
            "Etc/UTC",
            "",
            "2027-01-31T12:00:00Z",
            Months(1),
            "2027-03-01",
        ),
        // The last day of a shorter month, in a leap year and in none.
        (
            "Etc/UTC",
            "",
            "2028-01-31T12:00:00Z",
            Months(1),
            "2028-02-29",
        ),
        (
            "Etc/UTC",
            "",
            "2026-03-31T12:00:00Z",
            Months(1),
            "2026-04-30",
        ),
        // A Saturday, a Sunday.
        (
            "Etc/UTC",
            "",
            "2026-10-14T12:00:00Z",
            Months(1),
            "2026-11-16",
        ),
        (
            "Etc/UTC",
            "",
            "2026-10-15T12:00:00Z",
            Months(1),
            "2026-11-16",
        ),
        // Good Friday, Saturday, Easter Sunday, Easter Monday: the Tuesday.
        (
            "Europe/Berlin",
            "DE",
            "2026-03-03T12:00:00Z",
            Months(1),
            "2026-04-07",
        ),
        // France works on Good Friday.
        (
            "Europe/Paris",
            "FR",
            "2026-03-03T12:00:00Z",
            Months(1),
            "2026-04-03",
        ),
        // Christmas on Friday and Saturday, and Sunday.
        (
            "Europe/Berlin",
            "DE",
            "2026-11-25T12:00:00Z",
            Months(1),
            "2026-12-28",
        ),
        // Christmas Eve is a holiday in Poland since 2025.
        (
            "Europe/Warsaw",
            "PL",
            "2024-11-24T12:00:00Z",
            Months(1),
            "2024-12-24",
        ),
        (
            "Europe/Warsaw",
            "PL",
            "2025-11-24T12:00:00Z",
            Months(1),
            "2025-12-29",
        ),
        // Late in the evening in UTC it is the next day in Berlin.
        (
            "Europe/Berlin",
            "DE",
            "2026-06-30T22:30:00Z",
            Months(1),
            "2026-08-03",
        ),
        (
            "Etc/UTC",
            "",
            "2026-06-30T22:30:00Z",
            Months(1),
            "2026-07-30",
        ),
        // Two months more, counted from the same event.
        (
            "Etc/UTC",
            "",
            "2026-11-30T12:00:00Z",
            Months(3),
            "2027-03-01",
        ),
        // Two working days from a Thursday, and over Christmas.
        (
            "Europe/Berlin",
            "DE",
            "2026-11-19T12:00:00Z",
            WorkingDays(2),
            "2026-11-23",
        ),
        (
            "Europe/Berlin",
            "DE",
            "2026-12-23T12:00:00Z",
            WorkingDays(2),
            "2026-12-28",
        ),
        // Two days from a Friday have two working days: Monday and Tuesday (Art. 3(5)).
        ("Etc/UTC", "", "2026-11-20T12:00:00Z", Days(2), "2026-11-24"),
        // One day from a Friday has one.
        ("Etc/UTC", "", "2026-11-20T12:00:00Z", Days(1), "2026-11-23"),
    ]
};

#[test]
fn a_period_ends_with_the_day_that_the_regulation_says() {
    for (zone, state, event, period, last) in EXAMPLES {
        let due = calendar(zone, state).end(at(event), period).unwrap();
        assert_eq!(due.on, on(last), "{zone} {state} {event} {period:?}");
    }
}

#[test]
fn a_deadline_ends_with_the_last_hour_of_its_day_where_the_tenant_is() {
    let end = |zone: &str, event: &str| {
        let due = calendar(zone, "").end(at(event), Period::Months(1));
        due.unwrap().at
    };
    // Summer time begins and ends between event and end.
    assert_eq!(
        end("Europe/Berlin", "2026-03-10T12:00:00Z"),
        at("2026-04-10T22:00:00Z")
    );
    assert_eq!(
        end("Europe/Berlin", "2026-10-09T12:00:00Z"),
        at("2026-11-09T23:00:00Z")
    );
    // Midnight does not exist when Egypt's clocks go forward: 2026-04-24 begins at 01:00.
    assert_eq!(
        end("Africa/Cairo", "2026-03-23T12:00:00Z"),
        at("2026-04-23T22:00:00Z")
    );
    // Half an hour, and a quarter.
    assert_eq!(
        end("Australia/Lord_Howe", "2026-08-03T12:00:00Z"),
        at("2026-09-03T13:30:00Z")
    );
    assert_eq!(
        end("Asia/Kathmandu", "2026-08-03T12:00:00Z"),
        at("2026-09-03T18:15:00Z")
    );
}

#[test]
fn hours_are_hours_whatever_day_it_is() {
    let berlin = calendar("Europe/Berlin", "DE");
    // Over Easter, and over the change to summer time.
    for (event, end) in [
        ("2026-04-02T15:20:00Z", "2026-04-05T15:20:00Z"),
        ("2026-03-27T15:20:00Z", "2026-03-30T15:20:00Z"),
    ] {
        let due = berlin.end(at(event), Period::Hours(72)).unwrap();
        assert_eq!(due.at, at(end));
    }
}

#[test]
fn a_clock_that_stood_ends_later_by_as_long() {
    let utc = calendar("Etc/UTC", "");
    let clock = RequestClock::start(at("2026-11-02T09:00:00Z"));
    assert_eq!(clock.due(&utc).unwrap().on, on("2026-12-02"));
    let stood = RequestClock {
        stood: SignedDuration::from_hours(24 * 5),
        ..clock
    };
    assert_eq!(stood.due(&utc).unwrap().on, on("2026-12-07"));
    let extended = RequestClock {
        is_extended: true,
        ..clock
    };
    assert_eq!(extended.due(&utc).unwrap().on, on("2027-02-02"));
}

#[test]
fn the_clocks_of_the_law_are_data_with_a_version() {
    let today = on("2026-11-22");
    let period = |kind| clock(kind, None, today).unwrap().period;
    assert_eq!(period(ClockKind::Request), Period::Months(1));
    assert_eq!(period(ClockKind::BreachNotification), Period::Hours(72));
    assert_eq!(
        period(ClockKind::OffboardingDeletion),
        Period::WorkingDays(2)
    );
    assert_eq!(
        clock(ClockKind::Request, None, on("2018-05-24")),
        Err(DeadlineError::NotInForce)
    );
    assert_eq!(RULES.as_str(), "2026-11-23/2026-11-01");
}

#[test]
fn easter_is_when_the_almanacs_say() {
    for day in [
        "1818-03-22",
        "1943-04-25",
        "1954-04-18",
        "1981-04-19",
        "2000-04-23",
        "2008-03-23",
        "2011-04-24",
        "2016-03-27",
        "2019-04-21",
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2028-04-16",
        "2038-04-25",
        "2049-04-18",
        "2076-04-19",
        "2285-03-22",
    ] {
        let day = on(day);
        assert_eq!(easter(day.year()), Some(day));
    }
}

#[test]
fn every_state_has_its_holidays_of_2027() {
    for (state, holidays) in [
        (
            "AT",
            "01-01 01-06 03-29 05-01 05-06 05-17 05-27 08-15 10-26 11-01 12-08 12-25 12-26",
        ),
        (
            "BE",
            "01-01 03-29 05-01 05-06 05-17 07-21 08-15 11-01 11-11 12-25",
        ),
        (
            "DE",
            "01-01 03-26 03-29 05-01 05-06 05-17 10-03 12-25 12-26",
        ),
        (
            "DK",
            "01-01 03-25 03-26 03-28 03-29 05-06 05-16 05-17 12-25 12-26",
        ),
        (
            "ES",
            "01-01 01-06 03-26 05-01 08-15 10-12 11-01 12-06 12-08 12-25",
        ),
        (
            "FI",
            "01-01 01-06 03-26 03-28 03-29 05-01 05-06 05-16 06-26 11-06 12-06 12-25 12-26",
        ),
        (
            "FR",
            "01-01 03-29 05-01 05-06 05-08 05-17 07-14 08-15 11-01 11-11 12-25",
        ),
        (
            "IE",
            "01-01 02-01 03-17 03-29 05-03 06-07 08-02 10-25 12-25 12-26",
        ),
        (
            "IT",
            "01-01 01-06 03-28 03-29 04-25 05-01 06-02 08-15 10-04 11-01 12-08 12-25 12-26",
        ),
        (
            "LU",
            "01-01 03-29 05-01 05-06 05-09 05-17 06-23 08-15 11-01 12-25 12-26",
        ),
        (
            "NL",
            "01-01 03-26 03-29 04-27 05-05 05-06 05-17 12-25 12-26",
        ),
        (
            "PL",
            "01-01 01-06 03-28 03-29 05-01 05-03 05-16 05-27 08-15 11-01 11-11 12-24 12-25 12-26",
        ),
        (
            "PT",
            "01-01 03-26 03-28 04-25 05-01 05-27 06-10 08-15 10-05 11-01 12-01 12-08 12-25",
        ),
        (
            "SE",
            "01-01 01-06 03-26 03-28 03-29 05-01 05-06 05-16 06-06 06-26 11-06 12-25 12-26",
        ),
    ] {
        let member: MemberState = state.parse().unwrap();
        let year = on("2027-01-01").series(jiff::Span::new().days(1)).take(365);
        let found: Vec<String> = year
            .filter(|day| member.is_holiday(*day))
            .map(|day| day.strftime("%m-%d").to_string())
            .collect();
        assert_eq!(found.join(" "), holidays, "{state}");
    }
    assert_eq!(MemberState::all().count(), 14);
}

#[test]
fn holidays_that_move_are_where_they_moved() {
    let is = |state: &str, day: &str| state.parse::<MemberState>().unwrap().is_holiday(on(day));
    // King's Day of 2025 was a Saturday because the 27th was a Sunday.
    assert!(is("NL", "2025-04-26") && !is("NL", "2025-04-27"));
    // Saint Brigid's is the Friday when the first is one, else the first Monday; not before 2023.
    assert!(is("IE", "2030-02-01") && !is("IE", "2030-02-04"));
    assert!(is("IE", "2026-02-02") && !is("IE", "2022-02-07"));
    // Denmark abolished the Great Prayer Day; Germany had the Reformation's once.
    assert!(is("DK", "2023-05-05") && !is("DK", "2024-04-26"));
    assert!(is("DE", "2017-10-31") && !is("DE", "2018-10-31"));
}

#[test]
fn what_is_no_zone_or_state_is_refused() {
    for zone in ["", "Mars/Olympus", "Europe/Berlin2", "../etc/passwd"] {
        let made = Calendar::new(zone, None, []);
        assert_eq!(made.unwrap_err(), DeadlineError::UnknownTimeZone, "{zone}");
    }
    for state in ["", "de", "US", "DEU"] {
        assert_eq!(
            state.parse::<MemberState>(),
            Err(DeadlineError::UnknownMemberState)
        );
    }
}

#[test]
fn a_deadline_beyond_the_calendar_is_an_error() {
    let utc = calendar("Etc/UTC", "");
    let late = at("9999-12-01T00:00:00Z");
    for period in [
        Period::Months(1),
        Period::Days(u32::MAX),
        Period::Hours(u32::MAX),
    ] {
        assert_eq!(utc.end(late, period), Err(DeadlineError::OutOfRange));
    }
}

#[test]
fn a_holiday_that_the_tenant_adds_is_no_working_day() {
    // Augsburg's Peace Festival.
    let augsburg = Calendar::new("Europe/Berlin", None, [on("2025-08-08")]).unwrap();
    let due = augsburg
        .end(at("2025-07-08T12:00:00Z"), Period::Months(1))
        .unwrap();
    assert_eq!(due.on, on("2025-08-11"));
}

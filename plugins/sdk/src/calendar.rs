//! Days of the proleptic Gregorian calendar, for plugins that make dates coarser.

use crate::Date;

/// Milliseconds of a day (no leap seconds, as POSIX).
pub const DAY_MS: i64 = 86_400_000;

/// The days between 1970-01-01 and the date; negative before.
///
/// After Howard Hinnant, "chrono-compatible low-level date algorithms" (`days_from_civil`).
///
/// ```
/// # use lethe_plugin::{Date, calendar};
/// let date = Date { year: 2000, month: 3, day: 1 };
/// assert_eq!(calendar::day_number(date), 11_017);
/// assert_eq!(calendar::date_from(11_017).day, 1);
/// ```
pub fn day_number(Date { year, month, day }: Date) -> i64 {
    let (month, day) = (i64::from(month), i64::from(day));
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The date that many days after 1970-01-01; the nearest date there is, if it lies beyond them.
pub fn date_from(day_number: i64) -> Date {
    let first = self::day_number(Date {
        year: i16::MIN,
        month: 1,
        day: 1,
    });
    let last = self::day_number(Date {
        year: i16::MAX,
        month: 12,
        day: 31,
    });
    let days = day_number.clamp(first, last) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Date {
        year: narrow(year),
        month: narrow(month),
        day: narrow(day),
    }
}

/// The date of a moment, in UTC.
pub fn date_of(timestamp_ms: i64) -> Date {
    date_from(timestamp_ms.div_euclid(DAY_MS))
}

/// The moment at which a date begins, in UTC.
pub fn midnight_ms(date: Date) -> i64 {
    day_number(date).saturating_mul(DAY_MS)
}

/// The Monday of the week that the date lies in (ISO 8601 weeks begin on Monday).
///
/// ```
/// # use lethe_plugin::{Date, calendar};
/// let monday = calendar::monday_of(Date { year: 2026, month: 1, day: 1 });
/// assert_eq!((monday.year, monday.month, monday.day), (2025, 12, 29));
/// ```
pub fn monday_of(date: Date) -> Date {
    let days = day_number(date);
    // 1970-01-01 was a Thursday, three days after its Monday.
    date_from(days - (days + 3).rem_euclid(7))
}

/// Narrows a part of a date that is in range by construction.
fn narrow<T: TryFrom<i64> + Default>(part: i64) -> T {
    T::try_from(part).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{date_from, day_number};

    #[test]
    fn every_day_of_a_thousand_years_follows_the_one_before() {
        let mut yesterday = date_from(-365_000);
        for days in -364_999..365_000 {
            let today = date_from(days);
            assert_eq!(day_number(today), days);
            let order = (today.year, today.month, today.day);
            assert!(order > (yesterday.year, yesterday.month, yesterday.day));
            yesterday = today;
        }
    }

    #[test]
    fn days_beyond_the_calendar_become_its_ends() {
        assert_eq!(date_from(i64::MAX).year, i16::MAX);
        assert_eq!(date_from(i64::MIN).year, i16::MIN);
    }
}

//! Deadlines as iCalendar (RFC 5545). Its library speaks chrono, and dates are jiff here.

use jiff::Timestamp;
use jiff::civil::Date;

/// A whole day in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What tells it from every other entry in the world (3.8.4.7).
    pub uid: String,
    /// When what it says was last changed (3.8.7.2).
    pub stamp: Timestamp,
    /// The day.
    pub on: Date,
    /// What is shown.
    pub summary: String,
    /// What is shown beside.
    pub description: String,
}

/// Writes a calendar.
pub fn feed(entries: &[Entry]) -> String {
    let mut text = String::new();
    line(&mut text, "BEGIN:VCALENDAR");
    line(&mut text, "VERSION:2.0");
    line(&mut text, "PRODID:-//Lethe//Deadlines//EN");
    for entry in entries {
        line(&mut text, "BEGIN:VEVENT");
        line(&mut text, &format!("UID:{}", escaped(&entry.uid)));
        let stamp = entry.stamp.strftime("%Y%m%dT%H%M%SZ");
        line(&mut text, &format!("DTSTAMP:{stamp}"));
        let day = entry.on.strftime("%Y%m%d");
        line(&mut text, &format!("DTSTART;VALUE=DATE:{day}"));
        line(&mut text, &format!("SUMMARY:{}", escaped(&entry.summary)));
        line(
            &mut text,
            &format!("DESCRIPTION:{}", escaped(&entry.description)),
        );
        // A deadline is not an appointment: nobody is busy all day (3.8.2.7).
        line(&mut text, "TRANSP:TRANSPARENT");
        line(&mut text, "END:VEVENT");
    }
    line(&mut text, "END:VCALENDAR");
    text
}

/// Adds a line, folded so that none has more than 75 bytes (3.1).
fn line(text: &mut String, content: &str) {
    let mut bytes = 0;
    for letter in content.chars() {
        if bytes + letter.len_utf8() > 75 {
            text.push_str("\r\n ");
            bytes = 1;
        }
        text.push(letter);
        bytes += letter.len_utf8();
    }
    text.push_str("\r\n");
}

/// Writes a text as the value of a property (3.3.11).
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => value.extend(['\\', letter]),
            '\n' => value.push_str("\\n"),
            // No other control character can stand in a text.
            letter if letter.is_control() => {}
            letter => value.push(letter),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(summary: &str) -> String {
        feed(&[Entry {
            uid: "1@lethe".to_owned(),
            stamp: "2026-11-22T18:00:00.5Z".parse().unwrap(),
            on: "2026-12-28".parse().unwrap(),
            summary: summary.to_owned(),
            description: "/v1/requests/1".to_owned(),
        }])
    }

    #[test]
    fn a_calendar_is_that_of_the_rfc() {
        let wanted = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Lethe//Deadlines//EN\r\n\
            BEGIN:VEVENT\r\nUID:1@lethe\r\nDTSTAMP:20261122T180000Z\r\n\
            DTSTART;VALUE=DATE:20261228\r\nSUMMARY:access due\r\n\
            DESCRIPTION:/v1/requests/1\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(one("access due"), wanted);
    }

    #[test]
    fn no_text_can_leave_its_line_or_make_it_too_long() {
        let text = one(&format!("a,b;c\\d\r\nEND:VEVENT {}", "ä€".repeat(60)));
        assert!(text.contains(r"SUMMARY:a\,b\;c\\d\nEND:VEVENT"));
        assert_eq!(text.matches("\r\nEND:VEVENT").count(), 1);
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(&"ä€".repeat(60)));
    }
}

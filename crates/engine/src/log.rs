//! What plugins log: few lines, short ones, and none of the values that they were given.

use crate::bindings::anonymizer::lethe::plugin::log::Level;
use crate::table::{Table, Values};
use crate::text;

/// Lines of a run that are kept.
const LINES: usize = 20;
/// Bytes of a line that are kept.
const LINE_BYTES: usize = 200;
/// Texts shorter than that are found in every line, and say nothing by themselves.
const TELLING_BYTES: usize = 3;
/// What stands in the place of a value.
const TAKEN_OUT: &str = "[value]";

/// A line that a plugin logged. Mirrors `line` of `lethe:engine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// For whoever writes the plugin.
    Debug,
    /// For whoever uses it.
    Info,
    /// Something is not as it should be.
    Warning,
}

/// A line that a plugin logged. Mirrors `line` of `lethe:engine`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// How much it matters.
    pub level: LogLevel,
    /// The line, without what could garble the place where it is shown, and without values of the input.
    pub text: String,
}

/// The lines of a run.
#[derive(Debug, Default)]
pub(crate) struct Journal(Vec<LogLine>);

impl Journal {
    pub(crate) fn keep(&mut self, level: Level, line: &str) {
        if self.0.len() == LINES {
            return;
        }
        let level = match level {
            Level::Debug => LogLevel::Debug,
            Level::Info => LogLevel::Info,
            Level::Warning => LogLevel::Warning,
        };
        let text = text::escape(line, LINE_BYTES);
        self.0.push(LogLine { level, text });
    }

    /// The lines, with every text and number of the input taken out.
    pub(crate) fn scrubbed<'t>(
        &mut self,
        input: impl IntoIterator<Item = &'t Table>,
    ) -> Vec<LogLine> {
        let mut lines = std::mem::take(&mut self.0);
        if lines.is_empty() {
            return lines;
        }
        for column in input.into_iter().flat_map(|table| &table.columns) {
            match &column.values {
                Values::Text(texts) => {
                    let texts = columns::split(&texts.joined, &texts.ends, &[], str::to_owned);
                    for text in texts.iter().flatten() {
                        take_out(&mut lines, text);
                    }
                }
                Values::Integer(values) | Values::Timestamp(values) => {
                    for value in values {
                        take_out(&mut lines, &value.to_string());
                    }
                }
                Values::Number(values) => {
                    for value in values {
                        take_out(&mut lines, &value.to_string());
                    }
                }
                Values::Date(days) => {
                    for day in days {
                        take_out(
                            &mut lines,
                            &format!("{:04}-{:02}-{:02}", day.year, day.month, day.day),
                        );
                    }
                }
                // There are two booleans; bytes are no text.
                Values::Boolean(_) | Values::Bytes(_) => {}
            }
        }
        lines
    }
}

fn take_out(lines: &mut [LogLine], value: &str) {
    if value.len() < TELLING_BYTES {
        return;
    }
    for line in lines.iter_mut().filter(|line| line.text.contains(value)) {
        line.text = line.text.replace(value, TAKEN_OUT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Cells, Column, DataClass};

    #[test]
    fn values_of_the_input_are_taken_out_of_lines() {
        let mut journal = Journal::default();
        journal.keep(
            Level::Info,
            "Ada Lovelace earns 4321 since 1815-12-10, it is ok\n",
        );
        let day = crate::Date {
            year: 1815,
            month: 12,
            day: 10,
        };
        let column = |cells| Column::pack("x", DataClass::Sensitive, &cells);
        let table = Table {
            columns: vec![
                column(Cells::Text(vec![
                    Some("Ada Lovelace".into()),
                    Some("it".into()),
                    None,
                ])),
                column(Cells::Integer(vec![Some(4321)])),
                column(Cells::Date(vec![Some(day)])),
            ],
        };
        let lines = journal.scrubbed([&table]);
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            texts,
            ["[value] earns [value] since [value], it is ok\\u{a}"]
        );
    }

    #[test]
    fn a_run_is_heard_for_twenty_lines_of_two_hundred_bytes() {
        let mut journal = Journal::default();
        for _ in 0..30 {
            journal.keep(Level::Debug, &"x".repeat(1_000));
        }
        let lines = journal.scrubbed([]);
        assert_eq!(lines.len(), 20);
        assert!(lines.iter().all(|line| line.text.len() <= 203));
    }
}

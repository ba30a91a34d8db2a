//! What is wrong with a file: the first hundred places, and how many there are.

use domain::Shortcoming;
use kit::problem::{Place, Problem};

/// Enough to mend a file by; a wrong column in a large file would otherwise fill the answer.
const SHOWN: usize = 100;

/// Collects what is wrong.
#[derive(Debug, Default)]
pub(super) struct Errors {
    shown: Vec<Place>,
    found: usize,
}

impl Errors {
    /// Adds one.
    pub(super) fn add(&mut self, place: Place) {
        self.found += 1;
        if self.shown.len() < SHOWN {
            self.shown.push(place);
        }
    }

    /// Adds what is wrong with the record of a line.
    pub(super) fn add_all(&mut self, line: u64, shortcomings: Vec<Shortcoming>) {
        for Shortcoming { pointer, message } in shortcomings {
            // The pointer of a record's shortcoming is its field (RFC 6901, 4).
            let field = pointer
                .trim_start_matches('/')
                .replace("~1", "/")
                .replace("~0", "~");
            self.add(Place::line(line, message).in_field(field));
        }
    }

    /// Whether as many were found as are shown: the rest of the file need not be looked at.
    pub(super) fn is_full(&self) -> bool {
        self.shown.len() >= SHOWN
    }

    /// Refuses the file if anything is wrong.
    pub(super) fn check(self) -> Result<(), Problem> {
        if self.found == 0 {
            return Ok(());
        }
        let (detail, places) = self.told();
        Err(Problem::invalid(detail, places))
    }

    /// Refuses the file because of what is kept already.
    pub(super) fn conflict(self) -> Problem {
        let (detail, places) = self.told();
        Problem::conflict("not-unique", detail).at_all(places)
    }

    fn told(self) -> (String, Vec<Place>) {
        let Self { mut shown, found } = self;
        shown.sort_by_key(|place| place.line);
        let detail = match found {
            1 => "1 thing is wrong with the file; nothing was imported".to_owned(),
            _ if found > SHOWN => {
                format!("more than {SHOWN} things are wrong with the file; nothing was imported")
            }
            _ => format!("{found} things are wrong with the file; nothing was imported"),
        };
        (detail, shown)
    }
}

//! Texts of a column, in one piece of memory.

use crate::bindings::anonymizer::exports::lethe::plugin::anonymizer as wit;

/// The texts of a column, one a row; none where a row has no value. They lie in one piece of memory, as they
/// came, so a plugin that goes from one to the next is many times as fast as one that takes them apart.
///
/// ```
/// use lethe_plugin::Texts;
///
/// let mut cities: Texts = [Some("Bern"), None, Some("Graz")].into_iter().collect();
/// cities.rewrite(|_, city, initial| {
///     initial.extend(city.chars().next());
///     city != "Graz"
/// });
/// assert_eq!(cities.iter().collect::<Vec<_>>(), [Some("B"), None, None]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    joined: String,
    ends: Vec<u32>,
    absent: Vec<u32>,
}

impl Texts {
    /// How many rows there are, those without a text included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a row.
    pub fn get(&self, row: usize) -> Option<&str> {
        let end = |row: usize| usize::try_from(*self.ends.get(row)?).ok();
        let begin = row.checked_sub(1).map_or(Some(0), end)?;
        if self.absent.binary_search(&place(row)).is_ok() {
            return None;
        }
        self.joined.get(begin..end(row)?)
    }

    /// All texts, in the order of the rows.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        let mut begin = 0;
        let mut absent = self.absent.iter().copied().peekable();
        self.ends.iter().enumerate().map(move |(row, end)| {
            let end = usize::try_from(*end).unwrap_or(usize::MAX);
            let text = self.joined.get(begin..end);
            begin = end;
            match absent.next_if_eq(&place(row)) {
                Some(_) => None,
                None => text,
            }
        })
    }

    /// Adds a row.
    pub fn push(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.joined.push_str(text),
            None => self.absent.push(place(self.ends.len())),
        }
        self.ends.push(place(self.joined.len()));
    }

    /// Writes all texts anew: `write` is given the row and its text, and writes what becomes of it to the end
    /// of the other text. Where it answers `false` the row has no value then. Rows without a text stay so.
    pub fn rewrite(&mut self, mut write: impl FnMut(usize, &str, &mut String) -> bool) {
        let mut joined = String::with_capacity(self.joined.len());
        let mut ends = Vec::with_capacity(self.ends.len());
        let mut absent = Vec::with_capacity(self.absent.len());
        for (row, text) in self.iter().enumerate() {
            let begin = joined.len();
            if !text.is_some_and(|text| write(row, text, &mut joined)) {
                joined.truncate(begin);
                absent.push(place(row));
            }
            ends.push(place(joined.len()));
        }
        *self = Self {
            joined,
            ends,
            absent,
        };
    }

    pub(crate) fn received(joined: String, ends: Vec<u32>, absent: Vec<u32>) -> Self {
        Self {
            joined,
            ends,
            absent,
        }
    }

    pub(crate) fn send(self) -> (wit::Texts, Vec<u32>) {
        let Self {
            joined,
            ends,
            absent,
        } = self;
        (wit::Texts { joined, ends }, absent)
    }
}

impl<T: AsRef<str>> FromIterator<Option<T>> for Texts {
    fn from_iter<I: IntoIterator<Item = Option<T>>>(texts: I) -> Self {
        let mut all = Self::default();
        for text in texts {
            all.push(text.as_ref().map(AsRef::as_ref));
        }
        all
    }
}

/// A row or place as the contract has it; no run is given as many as do not fit.
fn place(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

//! Values of any length, in one piece of memory.

/// What texts or byte strings are joined to.
pub trait Joined: Default {
    /// A part of it.
    type Part: ?Sized;

    /// Bytes of it.
    fn bytes(&self) -> usize;
    /// Puts a part at the end.
    fn push_part(&mut self, part: &Self::Part);
    /// The part between two places; none where it is no such part.
    fn part(&self, from: usize, to: usize) -> Option<&Self::Part>;
    /// Whether a part may end at this place, which is not behind its end.
    fn may_end(&self, place: usize) -> bool;
}

impl Joined for String {
    type Part = str;

    fn bytes(&self) -> usize {
        self.len()
    }

    fn push_part(&mut self, part: &str) {
        self.push_str(part);
    }

    fn part(&self, from: usize, to: usize) -> Option<&str> {
        self.get(from..to)
    }

    fn may_end(&self, place: usize) -> bool {
        self.is_char_boundary(place)
    }
}

impl Joined for Vec<u8> {
    type Part = [u8];

    fn bytes(&self) -> usize {
        self.len()
    }

    fn push_part(&mut self, part: &[u8]) {
        self.extend_from_slice(part);
    }

    fn part(&self, from: usize, to: usize) -> Option<&[u8]> {
        self.get(from..to)
    }

    fn may_end(&self, _: usize) -> bool {
        true
    }
}

/// Joined values, where each ends, and which rows have none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pieces<J> {
    /// All values, without anything between them.
    pub joined: J,
    /// For each row, the place at which its value ends.
    pub ends: Vec<u32>,
    /// The rows without a value.
    pub absent: Vec<u32>,
}

/// Joins values. What ends behind 4 GiB cannot be named, and is refused by whoever checks the column.
pub fn join<'a, J: Joined>(cells: impl IntoIterator<Item = Option<&'a J::Part>>) -> Pieces<J>
where
    J::Part: 'a,
{
    let mut joined = J::default();
    let (mut ends, mut absent) = (Vec::new(), Vec::new());
    for (row, cell) in cells.into_iter().enumerate() {
        match cell {
            Some(part) => joined.push_part(part),
            None => absent.push(place(row)),
        }
        ends.push(place(joined.bytes()));
    }
    Pieces {
        joined,
        ends,
        absent,
    }
}

/// The way back from [`join`]: the value of each row, made from its part. A part that is none is no value.
pub fn split<J: Joined, T>(
    joined: &J,
    ends: &[u32],
    absent: &[u32],
    value: impl Fn(&J::Part) -> T,
) -> Vec<Option<T>> {
    let mut begin = 0;
    let mut absent = absent.iter().copied().peekable();
    let rows = ends.iter().enumerate().map(|(row, end)| {
        let end = usize::try_from(*end).unwrap_or(usize::MAX);
        let part = joined.part(begin, end);
        begin = end;
        match absent.next_if_eq(&place(row)) {
            Some(_) => None,
            None => part.map(&value),
        }
    });
    rows.collect()
}

/// A place or row as the contract has it.
pub(crate) fn place(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

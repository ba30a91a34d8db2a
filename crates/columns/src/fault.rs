//! Columns that are none.

use crate::Joined;
use crate::joined::place;

/// What is wrong with a column, in words that hold no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault(&'static str);

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.0)
    }
}

/// Checks where the parts of joined values end: ascending, each where a part may end, the last at their end.
///
/// # Errors
/// What is wrong.
pub fn check_ends<J: Joined>(joined: &J, ends: &[u32]) -> Result<(), Fault> {
    if !ends.is_sorted() {
        return Err(Fault("has ends that do not ascend"));
    }
    if ends.last().copied().unwrap_or(0) != place(joined.bytes()) {
        return Err(Fault("does not end where its values end"));
    }
    let may_end = |end: &u32| usize::try_from(*end).is_ok_and(|end| joined.may_end(end));
    if !ends.iter().all(may_end) {
        return Err(Fault("has an end within a character"));
    }
    Ok(())
}

/// Checks which rows have no value: ascending, each once, each a row.
///
/// # Errors
/// What is wrong.
pub fn check_absent(absent: &[u32], rows: usize) -> Result<(), Fault> {
    if !absent.is_sorted_by(|one, next| one < next) {
        return Err(Fault("has absent rows that do not ascend"));
    }
    if absent.last().is_some_and(|last| *last >= place(rows)) {
        return Err(Fault("has an absent row that is no row"));
    }
    Ok(())
}

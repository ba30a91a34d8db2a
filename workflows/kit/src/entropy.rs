//! Randomness, from the runtime (`wasi:random`).

use crate::problem::Problem;

/// Random bytes.
pub fn bytes<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Problem::internal(format!("no randomness: {error}")))?;
    Ok(bytes)
}

/// Ids of things that are made at once, ascending: in this order they are neighbours in the store,
/// and a list gives them in the order in which they came.
pub fn ascending<Id: Ord>(count: usize, make: impl Fn([u8; 10]) -> Id) -> Result<Vec<Id>, Problem> {
    let mut ids = (0..count)
        .map(|_| bytes().map(&make))
        .collect::<Result<Vec<_>, _>>()?;
    ids.sort_unstable();
    Ok(ids)
}

//! Randomness, from the runtime (`wasi:random`).

use crate::problem::Problem;

/// Random bytes.
pub fn bytes<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Problem::internal(format!("no randomness: {error}")))?;
    Ok(bytes)
}

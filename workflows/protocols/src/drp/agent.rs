//! Agents as they call: the set-up of a token, and whether it is still good.

pub(super) mod find;
pub(super) mod set_up;

//! Control: which operators a value goes through.

mod condition;
mod keep;
mod sequence;
mod suppress;
mod when;

pub use condition::Condition;
pub use keep::Keep;
pub use sequence::Sequence;
pub use suppress::Suppress;
pub use when::When;

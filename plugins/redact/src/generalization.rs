//! Generalization: coarser values, which are still true.

mod buckets;
mod generalize;
mod hierarchy;
mod micro_aggregate;
mod round;
mod top_bottom;

pub use buckets::Buckets;
pub use generalize::{Generalize, Part};
pub use hierarchy::Hierarchy;
pub use micro_aggregate::MicroAggregate;
pub use round::Round;
pub use top_bottom::TopBottom;

//! Retention (Art. 5(1)(e) GDPR): when a record falls due, what keeps it in spite of that, and what
//! then becomes of it.
//!
//! Limits say for how long data may be kept: the declaration of a collection is one, policies are
//! others, and the first to end makes a record due. A plugin can propose what becomes of a record, as if it were a limit. Statutory minimums say for how long it must be kept,
//! and legal holds that it must not go at all: the longest minimum and any hold always win.

mod conflict;
mod due;
mod hold;
mod policy;
mod verdict;

pub use conflict::{Conflict, ConflictKind, conflicts};
pub use due::{Moments, ends};
pub use hold::{Hold, HoldDraft};
pub use policy::{Disposal, Policy, PolicyDraft, Rule, Term};
pub use verdict::{
    Advisor, Decision, Facts, Limit, Minimum, Proposal, Reason, Rules, Source, Verdict,
};

#[cfg(test)]
mod tests;

//! Requests of data subjects: what they ask for, where they stand, and what has to be done for them.

mod content;
mod kind;
mod objection;
mod rectification;
mod restriction;
mod state;
mod template;

pub use content::{Content, RecordPlace};
pub use kind::{REMEDIES, RequestKind};
pub use objection::{Objection, ObjectionGround};
pub use rectification::Rectification;
pub use restriction::{Restriction, RestrictionGround};
pub use state::{RequestEvent, RequestState, TransitionError};
pub use template::{MAX_STEPS, Template, TemplateStep, is_word};

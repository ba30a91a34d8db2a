//! Audit rows, in the transaction of what they are about.
//!
//! An event names one thing, and never a subject together with a record: after an erasure that pair
//! would say whose record a placeholder's is.

use std::collections::BTreeMap;

use store::{Sql, Tx, audit};

use crate::door::Caller;
use crate::problem::Problem;

/// What was done, to what, how often.
pub struct Event(audit::Event);

impl Event {
    /// Something done to a thing of this kind and id.
    pub fn new(action: &str, object_kind: &str, object_id: &impl ToString) -> Self {
        Self(audit::Event {
            action: action.to_owned(),
            object_kind: object_kind.to_owned(),
            object_id: Some(object_id.to_string()),
            counts: BTreeMap::new(),
            at: crate::clock::now(),
            trace: String::new(),
            salt: None,
        })
    }

    /// Adds a count.
    #[must_use]
    pub fn count(mut self, what: &str, number: u64) -> Self {
        self.0.counts.insert(what.to_owned(), number);
        self
    }

    /// Writes the row.
    pub async fn append<S: Sql>(self, tx: &mut Tx<'_, S>, caller: &Caller) -> Result<(), Problem> {
        let event = audit::Event {
            trace: caller.trace.as_str().to_owned(),
            salt: Some(crate::entropy::bytes()?),
            ..self.0
        };
        audit::append(tx, &caller.scope, &caller.actor, &event).await?;
        Ok(())
    }
}

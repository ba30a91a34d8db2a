//! The life of a tenant's plugin between its upload and its end.

mod example;
mod quota;
mod signing;

use serde::{Deserialize, Serialize};

pub use example::{Example, Given, Outcome, Verdict};
pub use quota::{PluginQuota, PluginSize, PluginUsage, StoredPlugins, UsedUp};
pub use signing::{InvalidPublicKey, PublicKey, statement};

/// Where a plugin stands. Whether it is the one that runs under its name is told apart from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PluginState {
    /// It was uploaded; nobody else has looked at it yet.
    Pending,
    /// Somebody other than the uploader lets it run.
    Approved,
    /// Somebody other than the uploader does not.
    Rejected,
    /// It must never run again, and is not taken in again either.
    Revoked,
    /// Its bytes are gone; what it was and did stays known.
    Retired,
}

/// What happens to a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PluginEvent {
    /// Another person than the uploader lets it run.
    Approve,
    /// Another person than the uploader turns it down.
    Reject,
    /// It turned out to be harmful.
    Revoke,
    /// Nobody needs it any more.
    Retire,
}

/// How much a line matters that a plugin logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogLevel {
    /// For whoever wrote the plugin.
    Debug,
    /// Worth knowing.
    Info,
    /// Somebody should look.
    Warning,
    /// A run failed; Lethe says so, not the plugin.
    Failure,
}

/// The plugin is in a state in which this cannot happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a plugin that is {} cannot be {}", .from.as_str(), .event.done())]
pub struct PluginTransitionError {
    /// Where the plugin stands.
    pub from: PluginState,
    /// What should have happened.
    pub event: PluginEvent,
}

impl PluginState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Approved,
        Self::Rejected,
        Self::Revoked,
        Self::Retired,
    ];

    /// Gives the state after the event.
    ///
    /// A decision is made once: what was turned down is uploaded anew, changed. What is revoked stays
    /// revoked, so that its bytes are not taken in again; it is not retired.
    ///
    /// # Errors
    /// When the event cannot happen in this state.
    pub const fn apply(self, event: PluginEvent) -> Result<Self, PluginTransitionError> {
        use PluginEvent::{Approve, Reject, Retire, Revoke};
        match (self, event) {
            (Self::Pending, Approve) => Ok(Self::Approved),
            (Self::Pending, Reject) => Ok(Self::Rejected),
            (Self::Pending | Self::Approved | Self::Rejected, Revoke) => Ok(Self::Revoked),
            (Self::Pending | Self::Approved | Self::Rejected, Retire) => Ok(Self::Retired),
            (from, event) => Err(PluginTransitionError { from, event }),
        }
    }

    /// The name of the state, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Revoked => "revoked",
            Self::Retired => "retired",
        }
    }

    /// Finds the state by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

impl PluginEvent {
    /// Every event.
    pub const ALL: [Self; 4] = [Self::Approve, Self::Reject, Self::Revoke, Self::Retire];

    /// What a plugin is after it.
    pub const fn done(self) -> &'static str {
        match self {
            Self::Approve => "approved",
            Self::Reject => "rejected",
            Self::Revoke => "revoked",
            Self::Retire => "retired",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_listed_transitions_exist() {
        use PluginEvent::{Approve, Reject, Retire, Revoke};
        use PluginState::{Approved, Pending, Rejected, Retired, Revoked};
        let allowed = [
            (Pending, Approve, Approved),
            (Pending, Reject, Rejected),
            (Pending, Revoke, Revoked),
            (Pending, Retire, Retired),
            (Approved, Revoke, Revoked),
            (Approved, Retire, Retired),
            (Rejected, Revoke, Revoked),
            (Rejected, Retire, Retired),
        ];
        for from in PluginState::ALL {
            for event in PluginEvent::ALL {
                let listed = allowed.iter().find(|(f, e, _)| (*f, *e) == (from, event));
                let wanted = listed.map(|(_, _, to)| *to);
                assert_eq!(from.apply(event).ok(), wanted, "{from:?} {event:?}");
            }
        }
    }

    #[test]
    fn a_refused_transition_says_what_cannot_be() {
        let refused = PluginState::Revoked.apply(PluginEvent::Approve);
        let said = refused.unwrap_err().to_string();
        assert_eq!(said, "a plugin that is revoked cannot be approved");
    }

    #[test]
    fn a_state_has_one_name_in_text_and_json() {
        for state in PluginState::ALL {
            assert_eq!(PluginState::from_name(state.as_str()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }
}

//! Where a request stands, and what can happen to it.

use serde::{Deserialize, Serialize};

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// It came in; who asks is not known yet.
    Received,
    /// The one who asks is the subject (Art. 12(6) GDPR).
    IdentityVerified,
    /// It is being carried out.
    InProgress,
    /// It was carried out.
    Completed,
    /// It was declined with a reason (Art. 12(4) GDPR).
    Refused,
    /// The subject took it back.
    Withdrawn,
}

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestEvent {
    /// The identity of the one who asks was checked.
    VerifyIdentity,
    /// The work begins.
    Start,
    /// The work is done.
    Complete,
    /// The controller declines.
    Refuse,
    /// The subject takes the request back.
    Withdraw,
    /// The subject is asked who they are; until that is known the clock stands (Art. 12(6) GDPR).
    AskIdentity,
    /// The period is extended, and the subject told why (Art. 12(3) GDPR).
    Extend,
    /// A step of the tenant's template is done.
    Document,
    /// A fee is asked for a further copy (Art. 15(3) GDPR).
    ChargeFee,
    /// Work that has begun is taken back before it has changed anything.
    Undo,
}

/// The request is in a state in which this cannot happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a request that is {} cannot {}", .from.as_str(), .event.as_str())]
pub struct TransitionError {
    /// Where the request stands.
    pub from: RequestState,
    /// What should have happened.
    pub event: RequestEvent,
}

impl RequestState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Received,
        Self::IdentityVerified,
        Self::InProgress,
        Self::Completed,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// Gives the state after the event.
    ///
    /// Nothing is done for somebody whose identity is unknown, so only a verified request starts.
    /// Once the work runs the subject cannot take the request back, but the controller can still
    /// find a reason to decline. A final state stays. What is only noted changes no state.
    ///
    /// # Errors
    /// When the event cannot happen in this state.
    pub const fn apply(self, event: RequestEvent) -> Result<Self, TransitionError> {
        use RequestEvent::{
            AskIdentity, ChargeFee, Complete, Document, Extend, Refuse, Start, Undo,
            VerifyIdentity, Withdraw,
        };
        match (self, event) {
            (Self::Received, VerifyIdentity) | (Self::InProgress, Undo) => {
                Ok(Self::IdentityVerified)
            }
            (Self::IdentityVerified, Start) => Ok(Self::InProgress),
            (Self::InProgress, Complete) => Ok(Self::Completed),
            (Self::Received | Self::IdentityVerified | Self::InProgress, Refuse) => {
                Ok(Self::Refused)
            }
            (Self::Received | Self::IdentityVerified, Withdraw) => Ok(Self::Withdrawn),
            (Self::Received, AskIdentity)
            | (
                Self::Received | Self::IdentityVerified | Self::InProgress,
                Extend | Document | ChargeFee,
            ) => Ok(self),
            (from, event) => Err(TransitionError { from, event }),
        }
    }

    /// Tells whether nothing can happen to the request any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Refused | Self::Withdrawn)
    }

    /// The name of the state, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::IdentityVerified => "identity-verified",
            Self::InProgress => "in-progress",
            Self::Completed => "completed",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Finds the state by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

impl RequestEvent {
    /// Every event.
    pub const ALL: [Self; 10] = [
        Self::VerifyIdentity,
        Self::Start,
        Self::Complete,
        Self::Refuse,
        Self::Withdraw,
        Self::AskIdentity,
        Self::Extend,
        Self::Document,
        Self::ChargeFee,
        Self::Undo,
    ];

    /// The name of the event, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerifyIdentity => "verify-identity",
            Self::Start => "start",
            Self::Complete => "complete",
            Self::Refuse => "refuse",
            Self::Withdraw => "withdraw",
            Self::AskIdentity => "ask-identity",
            Self::Extend => "extend",
            Self::Document => "document",
            Self::ChargeFee => "charge-fee",
            Self::Undo => "undo",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_listed_transitions_exist() {
        use RequestEvent::{
            AskIdentity, ChargeFee, Complete, Document, Extend, Refuse, Start, Undo,
            VerifyIdentity, Withdraw,
        };
        use RequestState::{Completed, IdentityVerified, InProgress, Received, Refused, Withdrawn};
        let allowed = [
            (Received, VerifyIdentity, IdentityVerified),
            (Received, Refuse, Refused),
            (Received, Withdraw, Withdrawn),
            (IdentityVerified, Start, InProgress),
            (IdentityVerified, Refuse, Refused),
            (IdentityVerified, Withdraw, Withdrawn),
            (InProgress, Complete, Completed),
            (InProgress, Undo, IdentityVerified),
            (InProgress, Refuse, Refused),
            (Received, AskIdentity, Received),
            (Received, Extend, Received),
            (Received, Document, Received),
            (Received, ChargeFee, Received),
            (IdentityVerified, Extend, IdentityVerified),
            (IdentityVerified, Document, IdentityVerified),
            (IdentityVerified, ChargeFee, IdentityVerified),
            (InProgress, Extend, InProgress),
            (InProgress, Document, InProgress),
            (InProgress, ChargeFee, InProgress),
        ];
        for from in RequestState::ALL {
            for event in RequestEvent::ALL {
                let expected = allowed
                    .iter()
                    .find(|(state, happened, _)| (*state, *happened) == (from, event))
                    .map(|(_, _, to)| *to)
                    .ok_or(TransitionError { from, event });
                assert_eq!(from.apply(event), expected, "{from:?} {event:?}");
            }
        }
    }

    #[test]
    fn a_final_state_stays() {
        for state in RequestState::ALL {
            let stuck = RequestEvent::ALL
                .into_iter()
                .all(|event| state.apply(event).is_err());
            assert_eq!(state.is_final(), stuck, "{state:?}");
        }
    }

    #[test]
    fn the_error_says_what_could_not_happen() {
        let error = RequestState::Received
            .apply(RequestEvent::Complete)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "a request that is received cannot complete"
        );
    }

    #[test]
    fn names_are_those_of_json() {
        for state in RequestState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
            assert_eq!(RequestState::from_name(state.as_str()), Some(state));
        }
        for event in RequestEvent::ALL {
            assert_eq!(serde_json::to_value(event).unwrap(), event.as_str());
        }
        assert_eq!(RequestState::from_name("done"), None);
    }
}

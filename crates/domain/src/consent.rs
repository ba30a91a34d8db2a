//! Consent (Art. 7 GDPR): its states, what happens to it, and when it is in force.
//!
//! The states are those of ISO/IEC TS 27560:2023 in the words of DPV (`dpv:ConsentStatus`). Consent is a
//! history of events that is only ever added to; where it stands now follows from the last one.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where the consent of a subject to a purpose stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConsentState {
    /// Nothing is known: the subject was never asked.
    Unknown,
    /// The subject was asked.
    Requested,
    /// The subject put the answer off.
    RequestDeferred,
    /// The subject said no.
    Refused,
    /// The subject said yes.
    Given,
    /// The subject said yes again.
    Renewed,
    /// The subject took it back (Art. 7(3)).
    Withdrawn,
    /// Its time is over.
    Expired,
    /// The controller ended it.
    Terminated,
    /// It turned out never to have been valid.
    Invalidated,
}

/// What happens to a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConsentEvent {
    /// The subject is asked.
    Request,
    /// The subject puts the answer off.
    Defer,
    /// The subject says yes.
    Give,
    /// The subject says no.
    Refuse,
    /// The subject says yes again, before or after the time is over.
    Renew,
    /// The subject takes it back.
    Withdraw,
    /// Its time is over.
    Expire,
    /// The controller ends it.
    Terminate,
    /// It is found not to be valid.
    Invalidate,
}

/// The consent is in a state in which this cannot happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{} is no event for a consent that is {}", .event.as_str(), .from.as_str())]
pub struct ConsentTransitionError {
    /// Where the consent stands.
    pub from: ConsentState,
    /// What should have happened.
    pub event: ConsentEvent,
}

impl ConsentState {
    /// Every state.
    pub const ALL: [Self; 10] = [
        Self::Unknown,
        Self::Requested,
        Self::RequestDeferred,
        Self::Refused,
        Self::Given,
        Self::Renewed,
        Self::Withdrawn,
        Self::Expired,
        Self::Terminated,
        Self::Invalidated,
    ];

    /// Gives the state after the event.
    ///
    /// Who has no consent can be asked and can answer. Only a yes can be renewed, taken back, ended or found
    /// invalid; one whose time is over can still be renewed or taken back.
    ///
    /// # Errors
    /// When the event cannot happen in this state.
    pub const fn apply(self, event: ConsentEvent) -> Result<Self, ConsentTransitionError> {
        use ConsentEvent::{
            Defer, Expire, Give, Invalidate, Refuse, Renew, Request, Terminate, Withdraw,
        };
        match (self, event) {
            (Self::Given | Self::Renewed | Self::Expired, Renew) => Ok(Self::Renewed),
            (Self::Given | Self::Renewed | Self::Expired, Withdraw) => Ok(Self::Withdrawn),
            (Self::Given | Self::Renewed, Expire) => Ok(Self::Expired),
            (Self::Given | Self::Renewed, Terminate) => Ok(Self::Terminated),
            (Self::Given | Self::Renewed, Invalidate) => Ok(Self::Invalidated),
            (Self::Requested, Defer) => Ok(Self::RequestDeferred),
            (from, Request) if !from.is_valid() => Ok(Self::Requested),
            (from, Give) if !from.is_valid() => Ok(Self::Given),
            (from, Refuse) if !from.is_valid() => Ok(Self::Refused),
            (from, event) => Err(ConsentTransitionError { from, event }),
        }
    }

    /// Tells whether the subject said yes and nothing ended it.
    pub const fn is_valid(self) -> bool {
        matches!(self, Self::Given | Self::Renewed)
    }

    /// The name of the state, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Requested => "requested",
            Self::RequestDeferred => "request-deferred",
            Self::Refused => "refused",
            Self::Given => "given",
            Self::Renewed => "renewed",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
            Self::Terminated => "terminated",
            Self::Invalidated => "invalidated",
        }
    }

    /// The name of the state in the vocabulary of DPV.
    pub const fn as_dpv(self) -> &'static str {
        match self {
            Self::Unknown => "dpv:ConsentUnknown",
            Self::Requested => "dpv:ConsentRequested",
            Self::RequestDeferred => "dpv:ConsentRequestDeferred",
            Self::Refused => "dpv:ConsentRefused",
            Self::Given => "dpv:ConsentGiven",
            Self::Renewed => "dpv:RenewedConsentGiven",
            Self::Withdrawn => "dpv:ConsentWithdrawn",
            Self::Expired => "dpv:ConsentExpired",
            Self::Terminated => "dpv:ConsentTerminated",
            Self::Invalidated => "dpv:ConsentInvalidated",
        }
    }
}

impl ConsentEvent {
    /// Every event.
    pub const ALL: [Self; 9] = [
        Self::Request,
        Self::Defer,
        Self::Give,
        Self::Refuse,
        Self::Renew,
        Self::Withdraw,
        Self::Expire,
        Self::Terminate,
        Self::Invalidate,
    ];

    /// The name of the event, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Defer => "defer",
            Self::Give => "give",
            Self::Refuse => "refuse",
            Self::Renew => "renew",
            Self::Withdraw => "withdraw",
            Self::Expire => "expire",
            Self::Terminate => "terminate",
            Self::Invalidate => "invalidate",
        }
    }
}

/// Where a consent stands at a moment: what its last event made of it, until its time is over.
pub fn state_at(
    last: ConsentState,
    valid_until: Option<Timestamp>,
    now: Timestamp,
) -> ConsentState {
    if last.is_valid() && valid_until.is_some_and(|until| until <= now) {
        ConsentState::Expired
    } else {
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_can_be_taken_back_and_only_what_is_no_yes_can_be_asked_for() {
        for from in ConsentState::ALL {
            let can = |event| from.apply(event).is_ok();
            for event in [
                ConsentEvent::Request,
                ConsentEvent::Give,
                ConsentEvent::Refuse,
            ] {
                assert_eq!(can(event), !from.is_valid(), "{from:?} {event:?}");
            }
            let was_valid = from.is_valid() || from == ConsentState::Expired;
            assert_eq!(can(ConsentEvent::Withdraw), was_valid, "{from:?}");
            assert_eq!(can(ConsentEvent::Renew), was_valid, "{from:?}");
            for event in [
                ConsentEvent::Expire,
                ConsentEvent::Terminate,
                ConsentEvent::Invalidate,
            ] {
                assert_eq!(can(event), from.is_valid(), "{from:?} {event:?}");
            }
            assert_eq!(
                can(ConsentEvent::Defer),
                from == ConsentState::Requested,
                "{from:?}"
            );
        }
    }

    #[test]
    fn no_event_but_giving_and_renewing_makes_a_consent_valid() {
        for from in ConsentState::ALL {
            for event in ConsentEvent::ALL {
                let after = from.apply(event).is_ok_and(ConsentState::is_valid);
                let says_yes = matches!(event, ConsentEvent::Give | ConsentEvent::Renew);
                assert!(!after || says_yes, "{from:?} {event:?}");
            }
        }
    }

    #[test]
    fn a_consent_is_over_at_the_end_of_its_time() {
        let at = |ms| Timestamp::from_millisecond(ms).unwrap();
        let state = |now| state_at(ConsentState::Given, Some(at(10)), at(now));
        assert_eq!(state(9), ConsentState::Given);
        assert_eq!(state(10), ConsentState::Expired);
        let withdrawn = state_at(ConsentState::Withdrawn, Some(at(10)), at(11));
        assert_eq!(withdrawn, ConsentState::Withdrawn);
        assert_eq!(
            state_at(ConsentState::Given, None, at(11)),
            ConsentState::Given
        );
    }

    #[test]
    fn names_are_those_of_json() {
        for state in ConsentState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
        for event in ConsentEvent::ALL {
            assert_eq!(serde_json::to_value(event).unwrap(), event.as_str());
        }
        let refused = ConsentState::Refused
            .apply(ConsentEvent::Withdraw)
            .unwrap_err();
        let said = "withdraw is no event for a consent that is refused";
        assert_eq!(refused.to_string(), said);
    }
}

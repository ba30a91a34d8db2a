//! The Data Rights Protocol 1.0: what a signed message must say, and what its words are here.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::{AgentId, Claim, IdentityType, Unfiled};
use crate::request::{Content, Objection, ObjectionGround, RequestKind, RequestState};

/// The version that is spoken, and the one before, which differs in its number only.
pub const VERSIONS: [&str; 2] = ["1.0", "0.9.4"];
/// The longest id that an agent may give a request.
const MAX_AGENT_REQUEST_ID: usize = 128;

/// A right that is exercised (3.01), of those that have one here. Opting in to a sale has none: consent is given to
/// the controller, not by a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Exercise {
    /// To know what is kept.
    #[serde(rename = "access")]
    Access,
    /// To know which categories are kept.
    #[serde(rename = "access:categories")]
    AccessCategories,
    /// To have a copy of what is kept.
    #[serde(rename = "access:specific")]
    AccessSpecific,
    /// To have it deleted.
    #[serde(rename = "deletion")]
    Deletion,
    /// That it is not sold.
    #[serde(rename = "sale:opt-out")]
    SaleOptOut,
}

/// Where a request stands (3.02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It was received.
    Open,
    /// It is acted on.
    InProgress,
    /// It was carried out.
    Fulfilled,
    /// It was taken back.
    Revoked,
    /// It was refused.
    Denied,
}

/// Why a request was refused (3.02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The claims do not tell who asks.
    InsufVerification,
    /// The claims are nobody's.
    NoMatch,
    /// Another reason.
    Other,
}

/// What a signed message fails by, in the order of the checks (3.07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// It is no JSON object with the claims that every message has.
    #[error("the message lacks agent-id, business-id, issued-at or expires-at")]
    Form,
    /// Another agent is named.
    #[error("the message is of another agent")]
    Agent,
    /// Another business is named.
    #[error("the message is for another business")]
    Business,
    /// It was not issued yet.
    #[error("the message is of a time that has not come")]
    TooEarly,
    /// Its time is over.
    #[error("the message has expired")]
    Expired,
    /// It speaks another version of the protocol.
    #[error("drp.version must be 1.0")]
    Version,
}

/// What the message asks for cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsupported {
    /// A right that is none here.
    #[error("exercise must be a right that is supported")]
    Exercise,
    /// A regime that is not known.
    #[error("regime must be ccpa or gdpr, or be left out")]
    Regime,
    /// An id that cannot be kept.
    #[error("agent-request-id must be 1 to 128 letters, digits, and any of ._:-")]
    AgentRequestId,
    /// An address that cannot be told of changes.
    #[error("status_callback must be an https URL of at most 500 characters")]
    StatusCallback,
    /// No claim by which somebody could be found.
    #[error("email or phone_number must say whom the request is about")]
    Claims,
}

/// A message that was verified to be of an agent, for this business, and of now.
#[derive(Debug, Clone)]
pub struct Message {
    members: Map<String, Json>,
    /// Until when it counts.
    pub expires_at: Timestamp,
}

/// What a message asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The right.
    pub exercise: Exercise,
    /// The agent's id of the request.
    pub agent_request_id: Option<String>,
    /// Where the agent wants to be told of changes.
    pub status_callback: Option<String>,
    /// Whom it is about.
    pub claims: Vec<Claim>,
}

impl Message {
    /// Reads a message whose signature was verified, check by check in the order of the protocol (3.07).
    ///
    /// # Errors
    /// The first check that fails.
    pub fn read(
        text: &[u8],
        agent: &AgentId,
        business: &AgentId,
        now: Timestamp,
    ) -> Result<Self, Invalid> {
        let members: Map<String, Json> = serde_json::from_slice(text).map_err(|_| Invalid::Form)?;
        let text_of = |name: &str| {
            members
                .get(name)
                .and_then(Json::as_str)
                .ok_or(Invalid::Form)
        };
        let time_of = |name| {
            text_of(name)?
                .parse::<Timestamp>()
                .map_err(|_| Invalid::Form)
        };
        let (issued_at, expires_at) = (time_of("issued-at")?, time_of("expires-at")?);
        let (agent_id, business_id) = (text_of("agent-id")?, text_of("business-id")?);
        if agent_id != agent.as_str() {
            return Err(Invalid::Agent);
        }
        if business_id != business.as_str() {
            return Err(Invalid::Business);
        }
        if now <= issued_at {
            return Err(Invalid::TooEarly);
        }
        if now >= expires_at {
            return Err(Invalid::Expired);
        }
        // Messages of versions before 0.9.4 set up keys without it; what asks for something must have it.
        match members.get("drp.version").map(Json::as_str) {
            None => {}
            Some(version) if version.is_some_and(|v| VERSIONS.contains(&v)) => {}
            Some(_) => return Err(Invalid::Version),
        }
        Ok(Self {
            members,
            expires_at,
        })
    }

    /// Reads what is asked for (2.01).
    ///
    /// # Errors
    /// The first thing that cannot be taken.
    pub fn asked(&self) -> Result<Asked, Unsupported> {
        let exercise = self.members.get("exercise").cloned().unwrap_or_default();
        let exercise = serde_json::from_value(exercise).map_err(|_| Unsupported::Exercise)?;
        match self.members.get("regime").map(Json::as_str) {
            None | Some(Some("ccpa" | "gdpr")) => {}
            Some(_) => return Err(Unsupported::Regime),
        }
        let agent_request_id = self.optional("agent-request-id", Unsupported::AgentRequestId)?;
        if agent_request_id
            .as_deref()
            .is_some_and(|id| !is_reference(id))
        {
            return Err(Unsupported::AgentRequestId);
        }
        let status_callback = self.optional("status_callback", Unsupported::StatusCallback)?;
        if status_callback
            .as_deref()
            .is_some_and(|url| !super::opendsr::is_callback(url))
        {
            return Err(Unsupported::StatusCallback);
        }
        let claims: Vec<Claim> = [
            ("email", IdentityType::Email),
            ("phone_number", IdentityType::PhoneNumber),
        ]
        .into_iter()
        .filter_map(|(name, identity_type)| self.claim(name, identity_type))
        .collect();
        if claims.is_empty() {
            return Err(Unsupported::Claims);
        }
        Ok(Asked {
            exercise,
            agent_request_id,
            status_callback,
            claims,
        })
    }

    fn optional(&self, name: &str, wrong: Unsupported) -> Result<Option<String>, Unsupported> {
        match self.members.get(name) {
            None | Some(Json::Null) => Ok(None),
            Some(Json::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(wrong),
        }
    }

    /// A claim (3.04), and whether the agent vouches for it.
    fn claim(&self, name: &str, identity_type: IdentityType) -> Option<Claim> {
        let value = self.members.get(name)?.as_str()?.trim();
        let verified = self.members.get(&format!("{name}_verified"));
        (!value.is_empty()).then(|| Claim {
            identity_type,
            value: value.to_owned(),
            is_verified: verified == Some(&Json::Bool(true)),
        })
    }
}

impl Exercise {
    /// Every right that is supported.
    pub const ALL: [Self; 5] = [
        Self::Access,
        Self::AccessCategories,
        Self::AccessSpecific,
        Self::Deletion,
        Self::SaleOptOut,
    ];

    /// The request that it is under the GDPR, and what that asks for beyond its kind. Not to be sold is an objection
    /// to marketing, which nothing goes before (Art. 21(2) and (3)).
    pub fn request(self) -> (RequestKind, Content) {
        match self {
            Self::Access | Self::AccessCategories | Self::AccessSpecific => {
                (RequestKind::Access, Content::default())
            }
            Self::Deletion => (RequestKind::Erasure, Content::default()),
            Self::SaleOptOut => {
                let objection = Objection {
                    ground: ObjectionGround::DirectMarketing,
                    records: Vec::new(),
                    reason: None,
                };
                let content = Content {
                    objection: Some(objection),
                    ..Content::default()
                };
                (RequestKind::Objection, content)
            }
        }
    }
}

/// Where a request that was filed stands, and why if it was refused.
pub const fn status(state: RequestState) -> (Status, Option<Reason>) {
    match state {
        RequestState::Received => (Status::Open, None),
        RequestState::IdentityVerified | RequestState::InProgress => (Status::InProgress, None),
        RequestState::Completed => (Status::Fulfilled, None),
        RequestState::Refused => (Status::Denied, Some(Reason::Other)),
        RequestState::Withdrawn => (Status::Revoked, None),
    }
}

/// Where a request that could not be filed stands, and what the agent is told about it.
pub const fn denied(unfiled: Unfiled) -> (Reason, &'static str) {
    match unfiled {
        Unfiled::NoMatch => (Reason::NoMatch, "nobody is known by these claims"),
        Unfiled::SeveralMatches => (
            Reason::InsufVerification,
            "these claims are those of several people",
        ),
    }
}

/// Tells whether a text can be an agent's id of a request: it is kept open, so it is no place for prose.
fn is_reference(text: &str) -> bool {
    (1..=MAX_AGENT_REQUEST_ID).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._:-".contains(&b))
}

#[cfg(test)]
mod tests;

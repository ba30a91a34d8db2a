//! What a tenant says so that others can file requests by a protocol.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::IdentitySource;
use crate::Shortcoming;

/// The most identities that a tenant can name: every kind in a few collections.
const MAX_IDENTITIES: usize = 50;
/// The longest name of a domain (RFC 1035, 2.3.4), and of whatever else is named here.
const MAX_NAME: usize = 253;

/// The protocols that a tenant takes part in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Protocols {
    /// Where identities are looked up.
    pub identities: Vec<IdentitySource>,
    /// `OpenDSR`, if the tenant is reached by it.
    pub opendsr: Option<OpenDsr>,
    /// The Data Rights Protocol, if the tenant is reached by it.
    pub drp: Option<Drp>,
}

/// A processor of `OpenDSR`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenDsr {
    /// The domain at which requests are received, and for which the certificate is.
    pub domain: String,
    /// The certificate and those that lead to its issuer (X.509, PEM).
    pub certificate: String,
    /// The key of the certificate (P-256, PKCS#8, PEM). It is never given out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_key: Option<String>,
}

/// A covered business of the Data Rights Protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drp {
    /// The business's id in the directory of the network.
    pub business_id: AgentId,
    /// Its name for consumers.
    pub name: String,
}

/// The id of a party in the directory of a network: capital letters and underscores (Data Rights Protocol, 3.05).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AgentId(String);

/// The text given for the id of a party is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the directory: expected 1 to 64 of A to Z and _")]
pub struct InvalidAgentId;

impl AgentId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for AgentId {
    type Err = InvalidAgentId;

    fn from_str(text: &str) -> Result<Self, InvalidAgentId> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for AgentId {
    type Error = InvalidAgentId;

    fn try_from(text: String) -> Result<Self, InvalidAgentId> {
        let is_id = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        if is_id {
            Ok(Self(text))
        } else {
            Err(InvalidAgentId)
        }
    }
}

impl From<AgentId> for String {
    fn from(id: AgentId) -> Self {
        id.0
    }
}

impl Protocols {
    /// Checks what can be checked without the collections and without cryptography.
    ///
    /// # Errors
    /// With what is wrong.
    pub fn check(&self) -> Result<(), Vec<Shortcoming>> {
        let mut found = Vec::new();
        if self.identities.len() > MAX_IDENTITIES {
            let message = format!("at most {MAX_IDENTITIES} can be named");
            found.push(Shortcoming::at(&["identities"], message));
        }
        let mut seen = BTreeSet::new();
        for (number, source) in self.identities.iter().enumerate() {
            if !seen.insert((source.identity_type, &source.collection, &source.field)) {
                let path = ["identities", &number.to_string()];
                found.push(Shortcoming::at(&path, "is named twice"));
            }
        }
        if let Some(opendsr) = &self.opendsr
            && !is_domain(&opendsr.domain)
        {
            let message = "must be the name of a domain, such as privacy.example.com";
            found.push(Shortcoming::at(&["opendsr", "domain"], message));
        }
        if let Some(drp) = &self.drp
            && (drp.name.trim().is_empty() || drp.name.len() > MAX_NAME)
        {
            let message = format!("must be a name of at most {MAX_NAME} bytes");
            found.push(Shortcoming::at(&["drp", "name"], message));
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }
}

/// Tells whether a text can be the name of a domain: labels of letters, digits and hyphens (RFC 1123, 2.1).
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= MAX_NAME && text.contains('.') && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named_by_its_place() {
        let protocols: Protocols = serde_json::from_str(
            r#"{"identities": [
                {"identity_type": "email", "collection": "people", "field": "email"},
                {"identity_type": "email", "collection": "people", "field": "email"}],
              "opendsr": {"domain": "https://a.example", "certificate": ""},
              "drp": {"business_id": "ACME", "name": " "}}"#,
        )
        .unwrap();
        let found = protocols.check().unwrap_err();
        let pointers: Vec<_> = found.iter().map(|found| found.pointer.as_str()).collect();
        assert_eq!(pointers, ["/identities/1", "/opendsr/domain", "/drp/name"]);
        assert_eq!(Protocols::default().check(), Ok(()));
    }

    #[test]
    fn a_domain_is_labels_with_dots_between() {
        for name in ["example.com", "privacy.acme-corp.example", "a.b.c1"] {
            assert!(is_domain(name), "{name}");
        }
        for name in [
            "",
            "localhost",
            "a..b",
            "-a.b",
            "a-.b",
            "a.b:8",
            "A.B",
            "a b.c",
        ] {
            assert!(!is_domain(name), "{name}");
        }
    }

    #[test]
    fn an_agents_id_is_capital_letters_and_underscores() {
        assert!("AGENT_A".parse::<AgentId>().is_ok());
        for id in ["", "agent", "A1", "A-B", &"A".repeat(65)] {
            assert_eq!(id.parse::<AgentId>(), Err(InvalidAgentId), "{id}");
        }
    }
}

//! Who answers for the processing (Art. 13(1)(a) and (b), 30(1)(a), 37(7) GDPR): the controller and those who
//! speak for it.

use serde::{Deserialize, Serialize};

use crate::Shortcoming;

/// How somebody is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The name of the organization or person.
    pub name: String,
    /// Street, place and country, a line each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// An e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// An address in the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A contract with a processor (Art. 28(3)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcessingAgreement {
    /// The processor.
    pub processor: Contact,
    /// What it does with the data.
    pub subject_matter: String,
    /// Since when it is in force.
    pub concluded_on: jiff::civil::Date,
    /// Countries outside the Union that the data reaches, and the safeguard for it (Art. 46).
    #[serde(default)]
    pub transfers: Vec<String>,
}

/// The organization that a tenant is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// Who decides why and how personal data is processed.
    pub controller: Contact,
    /// The representative in the Union of a controller outside of it (Art. 27).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<Contact>,
    /// The data protection officer (Art. 37).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_protection_officer: Option<Contact>,
    /// The data protection authority that is in charge (Art. 55).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervisory_authority: Option<Contact>,
    /// Contracts with processors.
    #[serde(default)]
    pub processing_agreements: Vec<ProcessingAgreement>,
    /// Where the controller is established: a country of ISO 3166-1, in two capital letters.
    pub jurisdiction: String,
}

impl Contact {
    /// Lists what keeps anybody from reaching it.
    pub fn missing(&self, path: &[&str]) -> Vec<Shortcoming> {
        let mut found = Vec::new();
        if self.name.trim().is_empty() {
            let path = [path, &["name"]].concat();
            found.push(Shortcoming::at(&path, "say who it is"));
        }
        let ways = [&self.address, &self.email, &self.phone, &self.url];
        if !ways.into_iter().flatten().any(|way| !way.trim().is_empty()) {
            let message = "say how it is reached: address, email, phone or url";
            found.push(Shortcoming::at(path, message));
        }
        found
    }
}

impl Organization {
    /// Lists what keeps notices and records from naming whom the law wants named.
    pub fn missing(&self) -> Vec<Shortcoming> {
        let mut found = self.controller.missing(&["controller"]);
        let others = [
            ("representative", &self.representative),
            ("data_protection_officer", &self.data_protection_officer),
            ("supervisory_authority", &self.supervisory_authority),
        ];
        for (member, contact) in others {
            if let Some(contact) = contact {
                found.extend(contact.missing(&[member]));
            }
        }
        for (index, agreement) in self.processing_agreements.iter().enumerate() {
            let path = ["processing_agreements", &index.to_string(), "processor"];
            found.extend(agreement.processor.missing(&path));
        }
        let is_country =
            |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
        if !is_country(&self.jurisdiction) {
            let message = "expected a country of ISO 3166-1, such as \"BG\"";
            found.push(Shortcoming::at(&["jurisdiction"], message));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pointers(organization: serde_json::Value) -> Vec<String> {
        let organization: Organization = serde_json::from_value(organization).unwrap();
        organization
            .missing()
            .into_iter()
            .map(|found| found.pointer)
            .collect()
    }

    #[test]
    fn an_organization_that_can_be_reached_lacks_nothing() {
        let whole = json!({
            "controller": {"name": "Acme", "email": "office@acme.example"}, "jurisdiction": "BG",
        });
        assert!(pointers(whole).is_empty());
    }

    #[test]
    fn everything_that_is_missing_is_listed() {
        let lacking = json!({
            "controller": {"name": " "}, "jurisdiction": "Bulgaria",
            "data_protection_officer": {"name": "Ann", "phone": ""},
        });
        let wanted = [
            "/controller/name",
            "/controller",
            "/data_protection_officer",
            "/jurisdiction",
        ];
        assert_eq!(pointers(lacking), wanted);
    }
}

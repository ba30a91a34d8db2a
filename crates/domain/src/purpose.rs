//! Purposes (Art. 5(1)(b) GDPR): what subjects are asked to agree to, and what a call may see for one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::collection::{Collection, CollectionName};
use crate::{Field, LawfulBasis};

/// The name of a purpose, as collections and fields name it: formed like the name of a collection, because it
/// stands in paths and headers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PurposeName(CollectionName);

/// The text cannot be the name of a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a purpose is named by a lower-case letter followed by up to 62 lower-case letters, digits, \"_\" or \"-\""
)]
pub struct InvalidPurpose;

impl PurposeName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for PurposeName {
    type Err = InvalidPurpose;

    fn from_str(text: &str) -> Result<Self, InvalidPurpose> {
        text.parse().map(Self).map_err(|_| InvalidPurpose)
    }
}

impl TryFrom<String> for PurposeName {
    type Error = InvalidPurpose;

    fn try_from(text: String) -> Result<Self, InvalidPurpose> {
        text.parse()
    }
}

impl From<PurposeName> for String {
    fn from(name: PurposeName) -> Self {
        name.0.into()
    }
}

impl fmt::Display for PurposeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Tells whether a call may see a field of a record.
///
/// A call that names its purpose sees what is processed for it, and where that rests on consent, what the
/// subject has agreed to. A call that names none sees everything but purpose-limited collections. No
/// ground, no data.
pub fn permits(
    collection: &Collection,
    field: &Field,
    purpose: Option<&str>,
    has_consent: bool,
) -> bool {
    match purpose {
        None => !collection.purpose_limited,
        Some(purpose) => {
            field.purpose == purpose && (field.lawful_basis != LawfulBasis::Consent || has_consent)
        }
    }
}

/// The fields of a collection that only the consent to this purpose permits to process: what loses its ground
/// when the consent is withdrawn (Art. 17(1)(b) GDPR).
pub fn resting_on_consent<'a>(collection: &'a Collection, purpose: &str) -> Vec<&'a Field> {
    let rests = |field: &&Field| {
        field.class.is_personal()
            && field.lawful_basis == LawfulBasis::Consent
            && field.purpose == purpose
    };
    collection.fields.iter().filter(rests).collect()
}

/// Tells whether no personal field of a collection may be processed any more, when these are the purposes to
/// which the subject agrees.
pub fn is_without_ground(collection: &Collection, agreed: &[PurposeName]) -> bool {
    let is_agreed_to = |field: &Field| {
        agreed
            .iter()
            .any(|purpose| purpose.as_str() == field.purpose)
    };
    let has_ground =
        |field: &Field| field.lawful_basis != LawfulBasis::Consent || is_agreed_to(field);
    let mut personal = collection
        .fields
        .iter()
        .filter(|field| field.class.is_personal());
    !personal.any(has_ground)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::collection::example;

    fn people(purpose_limited: bool) -> Collection {
        let mut people = example::people();
        people["purpose_limited"] = json!(purpose_limited);
        people["fields"][1]["purpose"] = json!("newsletter");
        people["fields"][1]["lawful_basis"] = json!("consent");
        serde_json::from_value(people).unwrap()
    }

    fn seen(collection: &Collection, purpose: Option<&str>, has_consent: bool) -> Vec<String> {
        let fields = collection.fields.iter();
        let seen = fields.filter(|field| permits(collection, field, purpose, has_consent));
        seen.map(|field| field.name.clone()).collect()
    }

    #[test]
    fn a_call_sees_what_is_processed_for_its_purpose() {
        let people = people(false);
        assert_eq!(seen(&people, Some("taxes"), false), ["salary"]);
        assert_eq!(seen(&people, Some("newsletter"), true), ["email"]);
        assert!(seen(&people, Some("newsletter"), false).is_empty());
        assert!(seen(&people, Some("fun"), true).is_empty());
    }

    #[test]
    fn a_call_without_purpose_sees_nothing_that_is_purpose_limited() {
        assert_eq!(seen(&people(false), None, false).len(), 5);
        assert!(seen(&people(true), None, true).is_empty());
    }

    #[test]
    fn only_personal_fields_under_consent_lose_their_ground() {
        let lost = |purpose| {
            let people = people(false);
            let fields = resting_on_consent(&people, purpose);
            fields
                .iter()
                .map(|field| field.name.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(lost("newsletter"), ["email"]);
        assert!(lost("employment").is_empty());
    }

    #[test]
    fn a_collection_is_without_ground_when_every_personal_field_rests_on_a_consent_that_is_none() {
        let mut people = people(false);
        assert!(!is_without_ground(&people, &[]), "a contract is a ground");
        for field in &mut people.fields {
            field.lawful_basis = LawfulBasis::Consent;
            field.purpose = "newsletter".to_owned();
        }
        assert!(is_without_ground(&people, &[]));
        assert!(!is_without_ground(
            &people,
            &["newsletter".parse().unwrap()]
        ));
    }

    #[test]
    fn a_purpose_is_named_so_that_it_fits_into_paths_and_headers() {
        assert_eq!(
            "newsletter-2".parse::<PurposeName>().unwrap().to_string(),
            "newsletter-2"
        );
        for text in ["", "Newsletter", "a b", "ä"] {
            assert_eq!(text.parse::<PurposeName>(), Err(InvalidPurpose), "{text}");
        }
    }
}

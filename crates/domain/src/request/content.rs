//! What a request asks for beyond its kind. It is personal, so it is kept sealed.

use serde::{Deserialize, Serialize};

use super::{Objection, Rectification, RequestKind, Restriction, RestrictionGround};
use crate::{RecordId, Shortcoming};

/// The longest text of a subject, in bytes: a page or two.
const MAX_TEXT: usize = 8_000;
/// The most records that a request can name.
const MAX_RECORDS: usize = 500;

/// What a request asks for beyond its kind: the member of its kind, and no other.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Of a rectification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rectification: Option<Rectification>,
    /// Of a restriction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restriction: Option<Restriction>,
    /// Of an objection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection: Option<Objection>,
    /// Of a withdrawal of consent: the purpose that was agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
}

/// Which record is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordPlace {
    /// The collection.
    pub collection: String,
    /// The record.
    pub record_id: RecordId,
}

impl Content {
    /// Tells whether nothing is asked for beyond the kind.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The records that are named.
    pub fn records(&self) -> Vec<&RecordPlace> {
        let rectified = self.rectification.iter().filter_map(|r| r.record.as_ref());
        let restricted = self.restriction.iter().flat_map(|r| &r.records);
        let objected = self.objection.iter().flat_map(|o| &o.records);
        rectified.chain(restricted).chain(objected).collect()
    }

    /// Checks that the content is that of its kind, and says something.
    ///
    /// # Errors
    /// With everything that is missing, or not of this kind, or too long.
    pub fn check(&self, kind: RequestKind) -> Result<(), Vec<Shortcoming>> {
        let mut found = Vec::new();
        for (member, owner, is_there) in [
            (
                "rectification",
                RequestKind::Rectification,
                self.rectification.is_some(),
            ),
            (
                "restriction",
                RequestKind::Restriction,
                self.restriction.is_some(),
            ),
            (
                "objection",
                RequestKind::Objection,
                self.objection.is_some(),
            ),
            (
                "purpose",
                RequestKind::ConsentWithdrawal,
                self.purpose.is_some(),
            ),
        ] {
            match (owner == kind, is_there) {
                (true, false) => found.push(Shortcoming::at(&[member], "this kind needs it")),
                (false, true) => found.push(Shortcoming::at(&[member], "not of this kind")),
                (true, true) | (false, false) => {}
            }
        }
        let ground = self.restriction.as_ref().map(|r| r.ground);
        if ground == Some(RestrictionGround::ErasurePending) {
            let message = "ask for the erasure";
            found.push(Shortcoming::at(&["restriction", "ground"], message));
        }
        if let Some(rectification) = &self.rectification {
            check_rectification(rectification, &mut found);
        }
        let texts = [
            (&["purpose"][..], self.purpose.as_ref()),
            (
                &["objection", "reason"][..],
                self.objection.as_ref().and_then(|o| o.reason.as_ref()),
            ),
            (
                &["rectification", "statement"][..],
                self.rectification
                    .as_ref()
                    .and_then(|r| r.statement.as_ref()),
            ),
        ];
        for (place, text) in texts {
            if text.is_some_and(|text| text.trim().is_empty() || text.len() > MAX_TEXT) {
                let message = format!("must say something in at most {MAX_TEXT} bytes");
                found.push(Shortcoming::at(place, message));
            }
        }
        if self.records().len() > MAX_RECORDS {
            let message = format!("at most {MAX_RECORDS} records can be named; none are all");
            found.push(Shortcoming::at(&[kind.as_str(), "records"], message));
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }
}

fn check_rectification(rectification: &Rectification, found: &mut Vec<Shortcoming>) {
    let Rectification {
        record,
        changes,
        statement,
    } = rectification;
    if changes.is_empty() && statement.is_none() {
        found.push(Shortcoming::at(
            &["rectification"],
            "changes nothing and adds nothing",
        ));
    }
    if changes.is_empty() == record.is_some() {
        found.push(Shortcoming::at(
            &["rectification", "record"],
            "changes need the record that they are of, and a record needs changes",
        ));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wrong(kind: &str, content: serde_json::Value) -> Vec<String> {
        let content: Content = serde_json::from_value(content).unwrap();
        let found = content
            .check(kind.parse().unwrap())
            .err()
            .unwrap_or_default();
        found.into_iter().map(|found| found.pointer).collect()
    }

    #[test]
    fn a_request_has_the_content_of_its_kind_and_no_other() {
        let nothing = json!({});
        for kind in ["access", "portability", "erasure"] {
            assert!(wrong(kind, nothing.clone()).is_empty());
            assert_eq!(wrong(kind, json!({"purpose": "news"})), ["/purpose"]);
        }
        assert_eq!(wrong("rectification", nothing.clone()), ["/rectification"]);
        assert_eq!(wrong("restriction", nothing.clone()), ["/restriction"]);
        assert_eq!(wrong("objection", nothing.clone()), ["/objection"]);
        assert_eq!(wrong("consent-withdrawal", nothing), ["/purpose"]);
        let claims = json!({"restriction": {"ground": "legal-claims"}});
        assert!(wrong("restriction", claims.clone()).is_empty());
        assert_eq!(wrong("objection", claims), ["/restriction", "/objection"]);
    }

    #[test]
    fn a_rectification_changes_a_record_or_adds_a_statement() {
        let record =
            json!({"collection": "people", "record_id": "01890a5d-ac96-774b-bcce-b302099a8057"});
        let of = |content| wrong("rectification", json!({ "rectification": content }));
        assert!(of(json!({"statement": "I was never there"})).is_empty());
        assert!(of(json!({"record": record, "changes": {"name": "Ann"}})).is_empty());
        assert_eq!(
            of(json!({"changes": {"name": "Ann"}})),
            ["/rectification/record"]
        );
        assert_eq!(
            of(json!({"statement": "x", "record": record})),
            ["/rectification/record"]
        );
        assert_eq!(of(json!({})), ["/rectification"]);
        assert_eq!(of(json!({"statement": " "})), ["/rectification/statement"]);
    }
}

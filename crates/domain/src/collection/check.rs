//! The check of a declaration: all that is missing, so that no field falls through an erasure.

mod erase;
mod field;
mod owner;
mod start;

use super::retention::parse_duration;
use super::{
    Collection, CollectionName, Draft, InvalidName, Owner, RecordErasure, Retention,
    RetentionDraft, RetentionStart, Shortcoming,
};
use crate::LawfulBasis;

/// The most fields that a collection may have: more than any form, few enough to plan at once.
const MAX_FIELDS: usize = 256;

/// What the check has found so far.
#[derive(Default)]
struct Findings(Vec<Shortcoming>);

impl Findings {
    fn add(&mut self, path: &[&str], message: impl Into<String>) {
        self.0.push(Shortcoming::at(path, message));
    }

    /// Takes a value that must be there.
    fn demand<T>(&mut self, path: &[&str], value: Option<T>, message: &str) -> Option<T> {
        if value.is_none() {
            self.add(path, message);
        }
        value
    }

    /// Takes a text that must be there and say something.
    fn demand_text(
        &mut self,
        path: &[&str],
        text: Option<String>,
        message: &str,
    ) -> Option<String> {
        self.demand(path, text.filter(|text| !text.trim().is_empty()), message)
    }

    fn name(&mut self, path: &[&str], name: Option<String>) -> Option<CollectionName> {
        let name = self.demand(path, name, "a name is missing")?;
        let name = CollectionName::try_from(name).ok();
        self.demand(path, name, &InvalidName.to_string())
    }

    /// Reads a retention that was given; a wrong one is listed and counts as none.
    fn retention(&mut self, path: &[&str], draft: &RetentionDraft) -> Option<Retention> {
        let keep_for = self.duration(&[path, &["keep_for"]].concat(), draft.keep_for.as_deref());
        let from = self.demand(
            &[path, &["from"]].concat(),
            draft.from.clone(),
            "say from when the retention is counted, such as \"created\"",
        );
        Some(Retention {
            keep_for: keep_for?,
            from: from?,
        })
    }

    fn duration(&mut self, path: &[&str], text: Option<&str>) -> Option<jiff::Span> {
        let span = text.and_then(parse_duration);
        self.demand(path, span, "expected an ISO 8601 duration such as \"P10Y\"")
    }
}

/// What fields inherit from their collection.
struct Inherited<'a> {
    purpose: Option<&'a str>,
    lawful_basis: Option<LawfulBasis>,
    retention: Option<&'a Retention>,
    /// Whether the collection gave a retention at all; a wrong one is not listed field by field.
    has_retention: bool,
    owner: Option<&'a Owner>,
    on_erase: Option<RecordErasure>,
}

impl Draft {
    /// Checks the declaration.
    ///
    /// # Errors
    /// With everything that is missing or wrong, in the order of the document.
    pub fn check(self) -> Result<Collection, Vec<Shortcoming>> {
        let mut findings = Findings::default();
        let name = findings.name(&["name"], self.name);
        let purpose = findings.demand_text(
            &["purpose"],
            self.purpose,
            "say what the data is processed for (Art. 5(1)(b) GDPR)",
        );
        let lawful_basis = findings.demand(
            &["lawful_basis"],
            self.lawful_basis,
            "say what makes the processing lawful (Art. 6(1) GDPR)",
        );
        let has_retention = self.retention.is_some();
        let retention = findings
            .demand(
                &["retention"],
                self.retention,
                "say how long the data is kept (Art. 5(1)(e) GDPR)",
            )
            .and_then(|draft| findings.retention(&["retention"], &draft));
        let owner = findings
            .demand(
                &["owner"],
                self.owner,
                "say how a record belongs to a subject: \"subject\", \"reference\" or \"none\"",
            )
            .and_then(|draft| owner::check(&mut findings, name.as_ref(), draft));
        // Records of nobody are never erased with somebody.
        let on_erase = self
            .on_erase
            .or((owner == Some(Owner::None)).then_some(RecordErasure::Delete));
        let on_erase = findings.demand(
            &["on_erase"],
            on_erase,
            "say what an erasure does to the records: \"delete\" or \"anonymize\"",
        );
        let inherited = Inherited {
            purpose: purpose.as_deref(),
            lawful_basis,
            retention: retention.as_ref(),
            has_retention,
            owner: owner.as_ref(),
            on_erase,
        };
        let fields = findings
            .demand(&["fields"], self.fields, "say what a record holds")
            .map(|drafts| field::check_all(&mut findings, &inherited, drafts));
        if let (Some(retention), Some(fields)) = (&retention, &fields) {
            start::check(&mut findings, retention, fields);
        }
        match (
            name,
            purpose,
            lawful_basis,
            retention,
            owner,
            on_erase,
            fields,
        ) {
            (
                Some(name),
                Some(purpose),
                Some(lawful_basis),
                Some(retention),
                Some(owner),
                Some(on_erase),
                Some(fields),
            ) if findings.0.is_empty() => Ok(Collection {
                name,
                purpose,
                purpose_limited: self.purpose_limited,
                lawful_basis,
                retention,
                owner,
                on_erase,
                fields,
            }),
            _ => Err(findings.0),
        }
    }
}

/// A declaration that was kept and read again, but is not complete.
#[derive(Debug, thiserror::Error)]
#[error("the declaration of the collection lacks something at {}", .0)]
pub struct Incomplete(String);

impl TryFrom<Draft> for Collection {
    type Error = Incomplete;

    fn try_from(draft: Draft) -> Result<Self, Incomplete> {
        draft.check().map_err(|found| {
            let pointers: Vec<String> = found.into_iter().map(|found| found.pointer).collect();
            Incomplete(pointers.join(", "))
        })
    }
}

impl Retention {
    /// A retention counted from when the record was made.
    pub(super) const fn from_creation(keep_for: jiff::Span) -> Self {
        Self {
            keep_for,
            from: RetentionStart::Created,
        }
    }
}

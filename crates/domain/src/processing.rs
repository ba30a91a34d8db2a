//! Records of processing activities (Art. 30 GDPR): half of each follows from what the tenant declared about its
//! collections, half is written by hand.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::collection::{Collection, Owner, RecordErasure, Retention};
use crate::organization::{Contact, Organization};
use crate::{DataClass, LawfulBasis, Shortcoming};

/// Which of the two records it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProcessingRole {
    /// The tenant decides why and how (Art. 30(1)).
    Controller,
    /// The tenant processes on behalf of others (Art. 30(2)).
    Processor,
}

/// Data that goes to a country outside the Union, or to an international organization (Art. 30(1)(e), 30(2)(c)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The country or organization.
    pub to: String,
    /// What makes the transfer lawful (Art. 45 to 49).
    pub safeguard: String,
}

/// What is written by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What the activity is called.
    pub name: String,
    /// Whose record it is.
    pub role: ProcessingRole,
    /// The collections that it processes.
    pub collections: Vec<String>,
    /// Categories of data subjects, such as "employees" (Art. 30(1)(c)).
    #[serde(default)]
    pub subject_categories: Vec<String>,
    /// Who decides together with the controller (Art. 30(1)(a)).
    #[serde(default)]
    pub joint_controllers: Vec<Contact>,
    /// On whose behalf a processor works (Art. 30(2)(a)).
    #[serde(default)]
    pub on_behalf_of: Vec<Contact>,
    /// What a processor does for them (Art. 30(2)(b)).
    #[serde(default)]
    pub categories_of_processing: Vec<String>,
    /// To whom the data is disclosed; an empty list says that it is to nobody (Art. 30(1)(d)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipients: Option<Vec<String>>,
    /// Where else it goes; an empty list says nowhere (Art. 30(1)(e)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfers: Option<Vec<Transfer>>,
    /// Technical and organizational measures (Art. 32).
    #[serde(default)]
    pub security_measures: Vec<String>,
    /// Which part of the organization answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible_department: Option<String>,
    /// Where the data comes from (Art. 14(2)(f)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Whether decisions are made by machines alone, profiling among them (Art. 22).
    #[serde(default)]
    pub automated_decisions: bool,
    /// The impact assessment, where one is needed (Art. 35).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact_assessment: Option<String>,
}

/// What follows from one collection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CollectionFacts {
    /// The collection.
    pub collection: String,
    /// Why its fields are processed (Art. 30(1)(b)).
    pub purposes: BTreeSet<String>,
    /// What makes that lawful (Art. 13(1)(c)).
    pub lawful_bases: BTreeSet<LawfulBasis>,
    /// Categories of personal data (Art. 30(1)(c)).
    pub data_categories: BTreeSet<DataClass>,
    /// Its personal fields.
    pub fields: Vec<String>,
    /// How long it is kept (Art. 30(1)(f)).
    pub retention: Retention,
    /// What an erasure does.
    pub on_erase: RecordErasure,
    /// Whether the data comes from elsewhere than from the subject's own record.
    pub refers_to_subject: bool,
}

/// A version of a record: both halves, as they were when it was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProcessingRecord {
    /// The half by hand.
    #[serde(flatten)]
    pub entry: Entry,
    /// The half that follows from the declarations.
    pub facts: Vec<CollectionFacts>,
}

impl CollectionFacts {
    /// Takes from a declaration what a record of processing says of it.
    pub fn of(collection: &Collection) -> Self {
        let personal = || {
            collection
                .fields
                .iter()
                .filter(|field| field.class.is_personal())
        };
        Self {
            collection: collection.name.to_string(),
            purposes: std::iter::once(collection.purpose.clone())
                .chain(personal().map(|field| field.purpose.clone()))
                .collect(),
            lawful_bases: std::iter::once(collection.lawful_basis)
                .chain(personal().map(|field| field.lawful_basis))
                .collect(),
            data_categories: personal().map(|field| field.class).collect(),
            fields: personal().map(|field| field.name.clone()).collect(),
            retention: collection.retention.clone(),
            on_erase: collection.on_erase,
            refers_to_subject: matches!(collection.owner, Owner::Reference { .. }),
        }
    }
}

impl ProcessingRecord {
    /// All purposes.
    pub fn purposes(&self) -> BTreeSet<&str> {
        let purposes = self.facts.iter().flat_map(|facts| &facts.purposes);
        purposes.map(String::as_str).collect()
    }

    /// All categories of personal data.
    pub fn data_categories(&self) -> BTreeSet<DataClass> {
        let categories = self.facts.iter().flat_map(|facts| &facts.data_categories);
        categories.copied().collect()
    }

    /// All lawful bases.
    pub fn lawful_bases(&self) -> BTreeSet<LawfulBasis> {
        let bases = self.facts.iter().flat_map(|facts| &facts.lawful_bases);
        bases.copied().collect()
    }

    /// Lists what Art. 30 wants and the record does not say.
    pub fn missing(&self, organization: Option<&Organization>) -> Vec<Shortcoming> {
        let entry = &self.entry;
        let is_controller = entry.role == ProcessingRole::Controller;
        let point = |controller, processor| if is_controller { controller } else { processor };
        let mut found = Vec::new();
        let mut demand = |is_there: bool, member: &str, what: &str, point: &str| {
            if !is_there {
                found.push(Shortcoming::at(
                    &[member],
                    format!("{what} (Art. {point} GDPR)"),
                ));
            }
        };
        let a = point("30(1)(a)", "30(2)(a)");
        demand(
            organization.is_some(),
            "organization",
            "say who the organization is",
            a,
        );
        if is_controller {
            demand(
                !self.facts.is_empty(),
                "collections",
                "name what is processed",
                "30(1)(c)",
            );
            let subjects = !entry.subject_categories.is_empty();
            demand(
                subjects,
                "subject_categories",
                "say whom the data is about",
                "30(1)(c)",
            );
            let recipients = entry.recipients.is_some();
            demand(
                recipients,
                "recipients",
                "say who gets the data, or that nobody does",
                "30(1)(d)",
            );
        } else {
            let controllers = !entry.on_behalf_of.is_empty();
            demand(
                controllers,
                "on_behalf_of",
                "name the controllers",
                "30(2)(a)",
            );
            let categories = !entry.categories_of_processing.is_empty();
            demand(
                categories,
                "categories_of_processing",
                "say what is done for them",
                "30(2)(b)",
            );
        }
        let e = point("30(1)(e)", "30(2)(c)");
        let transfers = entry.transfers.is_some();
        demand(
            transfers,
            "transfers",
            "say where else the data goes, or that it goes nowhere",
            e,
        );
        let g = point("30(1)(g)", "30(2)(d)");
        demand(
            !entry.security_measures.is_empty(),
            "security_measures",
            "describe the measures",
            g,
        );
        found
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::collection::example;

    fn record(entry: serde_json::Value) -> ProcessingRecord {
        let collections = [example::people(), example::timesheets()];
        let collections =
            collections.map(|json| serde_json::from_value::<Collection>(json).unwrap());
        ProcessingRecord {
            entry: serde_json::from_value(entry).unwrap(),
            facts: collections.iter().map(CollectionFacts::of).collect(),
        }
    }

    fn missing(record: &ProcessingRecord) -> Vec<String> {
        record
            .missing(None)
            .into_iter()
            .map(|found| found.pointer)
            .collect()
    }

    #[test]
    fn a_record_says_what_the_declarations_say() {
        let record = record(json!({"name": "Payroll", "role": "controller", "collections": []}));
        assert_eq!(
            record.purposes(),
            BTreeSet::from(["employment", "payroll", "taxes"])
        );
        assert!(record.data_categories().contains(&DataClass::Special));
        assert!(!record.data_categories().contains(&DataClass::None));
        assert!(
            record
                .lawful_bases()
                .contains(&LawfulBasis::LegalObligation)
        );
        assert_eq!(record.facts[1].fields, ["employee_no", "note", "absence"]);
    }

    #[test]
    fn a_controller_is_told_what_article_30_1_wants() {
        let bare = record(json!({"name": "Payroll", "role": "controller", "collections": []}));
        let wanted = [
            "/organization",
            "/subject_categories",
            "/recipients",
            "/transfers",
            "/security_measures",
        ];
        assert_eq!(missing(&bare), wanted);
        let whole = record(json!({
            "name": "Payroll", "role": "controller", "collections": [], "recipients": [], "transfers": [],
            "subject_categories": ["employees"], "security_measures": ["sealed under a key each"],
        }));
        assert_eq!(missing(&whole), ["/organization"]);
    }

    #[test]
    fn a_processor_is_told_what_article_30_2_wants() {
        let bare = record(json!({"name": "Hosting", "role": "processor", "collections": []}));
        let wanted = [
            "/organization",
            "/on_behalf_of",
            "/categories_of_processing",
            "/transfers",
            "/security_measures",
        ];
        assert_eq!(missing(&bare), wanted);
    }
}

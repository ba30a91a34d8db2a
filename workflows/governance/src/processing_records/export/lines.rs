//! A record of processing, line by line, for the forms that are tables.

use std::collections::BTreeSet;

use domain::collection::RetentionStart;
use domain::organization::{Contact, Organization};
use domain::processing::{ProcessingRecord, ProcessingRole};
use kit::documents::Opened;
use serde::Serialize;

use crate::organization::contact;

/// One thing that a record says: its name and its values.
pub(super) type Line = (&'static str, Vec<String>);

/// The lines of a record, the same for every record.
pub(super) fn lines(
    record: &Opened<ProcessingRecord>,
    organization: Option<&Organization>,
) -> Vec<Line> {
    let content = &record.content;
    let entry = &content.entry;
    let contacts = |list: &[Contact]| list.iter().map(contact).collect::<Vec<_>>();
    let said = |who: Option<&Contact>| who.map(contact).into_iter().collect::<Vec<_>>();
    let retention = content.facts.iter().map(|facts| {
        let from = match &facts.retention.from {
            RetentionStart::Created => "created",
            RetentionStart::Changed => "changed",
            RetentionStart::Field(name) => name,
        };
        format!(
            "{}: {} from {from}",
            facts.collection, facts.retention.keep_for
        )
    });
    let transfers = entry.transfers.iter().flatten();
    let transfers = transfers.map(|transfer| format!("{}: {}", transfer.to, transfer.safeguard));
    let role = match entry.role {
        ProcessingRole::Controller => "controller (Art. 30(1))",
        ProcessingRole::Processor => "processor (Art. 30(2))",
    };
    let one = |text: &str| vec![text.to_owned()];
    let maybe = |text: &Option<String>| text.iter().cloned().collect::<Vec<_>>();
    vec![
        ("id", vec![record.document_id.to_string()]),
        ("version", vec![record.version.to_string()]),
        ("name", one(&entry.name)),
        ("role", one(role)),
        ("controller", said(organization.map(|it| &it.controller))),
        (
            "representative",
            said(organization.and_then(|it| it.representative.as_ref())),
        ),
        (
            "data-protection-officer",
            said(organization.and_then(|it| it.data_protection_officer.as_ref())),
        ),
        ("joint-controllers", contacts(&entry.joint_controllers)),
        ("on-behalf-of", contacts(&entry.on_behalf_of)),
        (
            "categories-of-processing",
            entry.categories_of_processing.clone(),
        ),
        (
            "purposes",
            content.purposes().into_iter().map(str::to_owned).collect(),
        ),
        ("lawful-bases", names(&content.lawful_bases())),
        ("subject-categories", entry.subject_categories.clone()),
        ("data-categories", names(&content.data_categories())),
        ("collections", entry.collections.clone()),
        ("recipients", entry.recipients.clone().unwrap_or_default()),
        ("transfers", transfers.collect()),
        ("erasure-time-limits", retention.collect()),
        ("security-measures", entry.security_measures.clone()),
        (
            "responsible-department",
            maybe(&entry.responsible_department),
        ),
        ("source", maybe(&entry.source)),
        (
            "automated-decisions",
            vec![entry.automated_decisions.to_string()],
        ),
        ("impact-assessment", maybe(&entry.impact_assessment)),
    ]
}

/// The names of variants, as in JSON.
fn names<T: Serialize>(variants: &BTreeSet<T>) -> Vec<String> {
    let names = variants
        .iter()
        .filter_map(|variant| serde_json::to_value(variant).ok());
    names
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

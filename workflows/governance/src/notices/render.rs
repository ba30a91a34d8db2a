//! What a notice says, point by point of Art. 13 and 14.

use std::collections::BTreeSet;

use domain::organization::Organization;
use domain::processing::ProcessingRecord;
use domain::{DataClass, LawfulBasis};
use kit::documents::Opened;

use super::{NoticeWanted, Origin, Section};
use crate::organization::contact;

/// Renders the sections.
pub(super) fn sections(
    wanted: &NoticeWanted,
    organization: &Organization,
    records: &[Opened<ProcessingRecord>],
) -> Vec<Section> {
    let is_13 = wanted.origin == Origin::Subject;
    let article = |of_13: &str, of_14: &str| {
        if is_13 {
            format!("13({of_13})")
        } else {
            format!("14({of_14})")
        }
    };
    let records: Vec<&ProcessingRecord> = records.iter().map(|record| &record.content).collect();
    let bases: BTreeSet<LawfulBasis> = records.iter().flat_map(|it| it.lawful_bases()).collect();
    let mut who = vec![contact(&organization.controller)];
    who.extend(
        organization
            .representative
            .as_ref()
            .map(|it| format!("Representative: {}", contact(it))),
    );
    let mut sections = Vec::new();
    let mut add = |article: String, heading: &str, paragraphs: Vec<String>| {
        if !paragraphs.is_empty() {
            sections.push(Section {
                article,
                heading: heading.to_owned(),
                paragraphs,
            });
        }
    };
    add(article("1)(a", "1)(a"), "Who is responsible", who);
    let officer = organization.data_protection_officer.as_ref();
    add(
        article("1)(b", "1)(b"),
        "Data protection officer",
        officer.map(contact).into_iter().collect(),
    );
    add(
        article("1)(c", "1)(c"),
        "What we process data for, and on which basis",
        purposes(&records),
    );
    if bases.contains(&LawfulBasis::LegitimateInterests) {
        let interests = wanted.legitimate_interests.clone();
        add(
            article("1)(d", "2)(b"),
            "Our legitimate interests",
            interests.into_iter().collect(),
        );
    }
    if !is_13 {
        let categories: BTreeSet<DataClass> =
            records.iter().flat_map(|it| it.data_categories()).collect();
        add(
            "14(1)(d)".to_owned(),
            "Categories of data",
            categories.into_iter().map(category).collect(),
        );
    }
    add(
        article("1)(e", "1)(e"),
        "Who receives the data",
        recipients(&records),
    );
    add(
        article("1)(f", "1)(f"),
        "Other countries",
        transfers(&records),
    );
    add(
        article("2)(a", "2)(a"),
        "How long we keep it",
        retention(&records),
    );
    add(article("2)(b", "2)(c"), "Your rights", rights(wanted));
    if bases.contains(&LawfulBasis::Consent) {
        let text = "You can withdraw your consent at any time. What was done before stays lawful.";
        add(
            article("2)(c", "2)(d"),
            "Withdrawing consent",
            vec![text.to_owned()],
        );
    }
    add(
        article("2)(d", "2)(e"),
        "Complaints",
        vec![complaints(organization)],
    );
    if !is_13 {
        let sources = records.iter().filter_map(|it| it.entry.source.clone());
        add(
            "14(2)(f)".to_owned(),
            "Where the data comes from",
            sources.collect(),
        );
    }
    add(
        article("2)(f", "2)(g"),
        "Automated decisions",
        vec![automated(&records)],
    );
    sections
}

fn purposes(records: &[&ProcessingRecord]) -> Vec<String> {
    let purpose = |record: &&ProcessingRecord| {
        let purposes: Vec<&str> = record.purposes().into_iter().collect();
        let bases: Vec<&str> = record.lawful_bases().into_iter().map(basis).collect();
        format!(
            "{}: {} ({})",
            record.entry.name,
            purposes.join(", "),
            bases.join(", ")
        )
    };
    records.iter().map(purpose).collect()
}

fn recipients(records: &[&ProcessingRecord]) -> Vec<String> {
    let named: BTreeSet<&String> = records
        .iter()
        .flat_map(|it| it.entry.recipients.iter().flatten())
        .collect();
    if named.is_empty() {
        return vec!["Nobody else receives the data.".to_owned()];
    }
    named.into_iter().cloned().collect()
}

fn transfers(records: &[&ProcessingRecord]) -> Vec<String> {
    let transfers = records
        .iter()
        .flat_map(|it| it.entry.transfers.iter().flatten());
    let transfers: Vec<String> = transfers
        .map(|it| format!("{}: {}", it.to, it.safeguard))
        .collect();
    if transfers.is_empty() {
        return vec!["The data stays in the European Union.".to_owned()];
    }
    transfers
}

fn retention(records: &[&ProcessingRecord]) -> Vec<String> {
    let facts = records.iter().flat_map(|it| &it.facts);
    facts
        .map(|it| {
            format!(
                "{}: {} from when the record was made",
                it.collection, it.retention.keep_for
            )
        })
        .collect()
}

fn rights(wanted: &NoticeWanted) -> Vec<String> {
    let rights = "You can ask for access to your data, its rectification or erasure, or the restriction of its \
                  processing, object to the processing, and receive your data to take it elsewhere.";
    let place = wanted.rights_at.as_ref().map(|at| format!("Where: {at}"));
    std::iter::once(rights.to_owned()).chain(place).collect()
}

fn complaints(organization: &Organization) -> String {
    match &organization.supervisory_authority {
        Some(authority) => format!("You can complain to {}.", contact(authority)),
        None => "You can complain to a data protection authority.".to_owned(),
    }
}

fn automated(records: &[&ProcessingRecord]) -> String {
    let decided: Vec<&str> = records
        .iter()
        .filter(|it| it.entry.automated_decisions)
        .map(|it| it.entry.name.as_str())
        .collect();
    if decided.is_empty() {
        "No decision is made by machines alone, and there is no profiling.".to_owned()
    } else {
        format!("Decisions are made by machines in: {}.", decided.join(", "))
    }
}

fn basis(basis: LawfulBasis) -> &'static str {
    match basis {
        LawfulBasis::Consent => "consent, Art. 6(1)(a)",
        LawfulBasis::Contract => "contract, Art. 6(1)(b)",
        LawfulBasis::LegalObligation => "legal obligation, Art. 6(1)(c)",
        LawfulBasis::VitalInterests => "vital interests, Art. 6(1)(d)",
        LawfulBasis::PublicTask => "public task, Art. 6(1)(e)",
        LawfulBasis::LegitimateInterests => "legitimate interests, Art. 6(1)(f)",
    }
}

fn category(class: DataClass) -> String {
    let name = match class {
        DataClass::Identifier => "data that identifies you",
        DataClass::Contact => "contact data",
        DataClass::QuasiIdentifier => "data that describes you",
        DataClass::Sensitive => "sensitive data",
        DataClass::Special => "special categories of data (Art. 9)",
        DataClass::FreeText => "texts",
        DataClass::None => "data that is not personal",
    };
    name.to_owned()
}

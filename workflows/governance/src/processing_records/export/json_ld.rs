//! Records of processing as JSON-LD, with the words of DPV.

use domain::LawfulBasis;
use domain::organization::{Contact, Organization};
use domain::processing::{ProcessingRecord, ProcessingRole};
use kit::documents::Opened;
use serde_json::{Value as Json, json};

/// Writes a graph of records.
pub(super) fn write(
    records: &[Opened<ProcessingRecord>],
    organization: Option<&Organization>,
) -> String {
    let graph: Vec<Json> = records.iter().map(|it| record(it, organization)).collect();
    json!({
        "@context": {
            "dpv": "https://w3id.org/dpv#",
            "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
            "dct": "http://purl.org/dc/terms/",
            "schema": "https://schema.org/",
        },
        "@graph": graph,
    })
    .to_string()
}

fn record(record: &Opened<ProcessingRecord>, organization: Option<&Organization>) -> Json {
    let (content, entry) = (&record.content, &record.content.entry);
    let bases = content.lawful_bases();
    let bases: Vec<&str> = bases.iter().map(|basis| article(*basis)).collect();
    let storage: Vec<Json> = content
        .facts
        .iter()
        .map(|facts| {
            json!({
                "@type": "dpv:StorageDuration", "dct:title": facts.collection,
                "dpv:hasDuration": facts.retention.keep_for,
            })
        })
        .collect();
    let transfers: Vec<Json> = entry
        .transfers
        .iter()
        .flatten()
        .map(|transfer| {
            json!({
                "@type": "dpv:Transfer", "dpv:hasLocation": transfer.to,
                "dpv:hasTechnicalOrganisationalMeasure": transfer.safeguard,
            })
        })
        .collect();
    let role = match entry.role {
        ProcessingRole::Controller => "dpv:DataController",
        ProcessingRole::Processor => "dpv:DataProcessor",
    };
    let controllers: Vec<Json> = match entry.role {
        ProcessingRole::Controller => organization
            .map(|it| party(&it.controller))
            .into_iter()
            .collect(),
        ProcessingRole::Processor => entry.on_behalf_of.iter().map(party).collect(),
    };
    json!({
        "@id": format!("urn:uuid:{}", record.document_id),
        "@type": ["dpv:DataProcessingRecord", "dpv:Process"],
        "dct:title": entry.name,
        "dct:hasVersion": record.version.to_string(),
        "dct:modified": record.at,
        "dpv:hasResponsibleEntity": {"@type": role, "schema:name": organization.map(|it| &it.controller.name)},
        "dpv:hasDataController": controllers,
        "dpv:hasJointDataControllers": entry.joint_controllers.iter().map(party).collect::<Vec<_>>(),
        "dpv:hasRepresentative": organization.and_then(|it| it.representative.as_ref()).map(party),
        "dpv:hasDataProtectionOfficer":
            organization.and_then(|it| it.data_protection_officer.as_ref()).map(party),
        "dpv:hasPurpose": content.purposes(),
        "dpv:hasLegalBasis": bases,
        "dpv:hasDataSubject": entry.subject_categories,
        "dpv:hasPersonalData": content.data_categories(),
        "dpv:hasProcessing": entry.categories_of_processing,
        "dpv:hasRecipient": entry.recipients,
        "dpv:hasDataTransfer": transfers,
        "dpv:hasStorageCondition": storage,
        "dpv:hasTechnicalOrganisationalMeasure": entry.security_measures,
    })
}

fn party(contact: &Contact) -> Json {
    json!({
        "schema:name": contact.name, "schema:address": contact.address, "schema:email": contact.email,
        "schema:telephone": contact.phone, "schema:url": contact.url,
    })
}

/// The place of a lawful basis in DPV's vocabulary of the GDPR.
fn article(basis: LawfulBasis) -> &'static str {
    match basis {
        LawfulBasis::Consent => "eu-gdpr:A6-1-a",
        LawfulBasis::Contract => "eu-gdpr:A6-1-b",
        LawfulBasis::LegalObligation => "eu-gdpr:A6-1-c",
        LawfulBasis::VitalInterests => "eu-gdpr:A6-1-d",
        LawfulBasis::PublicTask => "eu-gdpr:A6-1-e",
        LawfulBasis::LegitimateInterests => "eu-gdpr:A6-1-f",
    }
}

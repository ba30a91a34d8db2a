//! The receipt as ISO/IEC TS 27560:2023 has it, in JSON-LD with the words of DPV 2
//! (<https://w3id.org/dpv/guides/consent-27560>), in the profile for the GDPR.

use domain::consent::ConsentEvent;
use domain::organization::Contact;
use domain::{DataClass, Field};
use kit::problem::Problem;
use serde_json::{Map, Value as Json, json};
use store::consents::Logged;

use super::Facts;

/// The profiles of the schema.
const PROFILE: &str = "https://w3id.org/dpv/schema/dpv-27560#";

/// Rights that consent gives besides those of everybody, with their place in DPV's vocabulary of the GDPR.
const RIGHTS: [(&str, &str); 8] = [
    ("eu-gdpr:A7-3", "Right to withdraw consent"),
    ("eu-gdpr:A13", "Right to be informed"),
    ("eu-gdpr:A15", "Right of access"),
    ("eu-gdpr:A16", "Right to rectification"),
    ("eu-gdpr:A17", "Right to erasure"),
    ("eu-gdpr:A18", "Right to restriction of processing"),
    ("eu-gdpr:A20", "Right to data portability"),
    (
        "eu-gdpr:A77",
        "Right to complain to a supervisory authority",
    ),
];

/// Makes the receipt.
///
/// # Errors
/// When something is missing that it must say.
pub(crate) fn receipt(facts: &Facts) -> Result<Json, Problem> {
    let particulars = &facts.particulars;
    let controller = &facts.organization.controller;
    let authority = facts.organization.supervisory_authority.as_ref();
    Facts::demand(&[
        ("controller.address", controller.address.is_some()),
        ("controller.email", controller.email.is_some()),
        ("supervisory_authority", authority.is_some()),
        ("particulars.notice_url", particulars.notice_url.is_some()),
        (
            "particulars.withdrawal_at",
            particulars.withdrawal_at.is_some(),
        ),
        (
            "particulars.storage_locations",
            !particulars.storage_locations.is_empty(),
        ),
        (
            "particulars.processing_locations",
            !particulars.processing_locations.is_empty(),
        ),
        ("fields", facts.fields().next().is_some()),
    ])?;
    let id = facts.last()?.happened.consent_id;
    Ok(json!({
        "@context": {
            "dpv": "https://w3id.org/dpv#",
            "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
            "loc": "https://w3id.org/dpv/loc#",
            "dct": "http://purl.org/dc/terms/",
            "schema": "https://schema.org/",
        },
        "@id": format!("urn:uuid:{id}"),
        "@type": "dpv:ConsentReceipt",
        "dct:identifier": id,
        "dct:conformsTo": format!("{PROFILE}receipt-eu-gdpr"),
        "dct:created": facts.made_at,
        "dct:publisher": controller.name,
        "schema:recipient": "dpv:DataSubject",
        "dpv:hasRecordOfActivity": record(facts),
    }))
}

fn record(facts: &Facts) -> Json {
    let organization = &facts.organization;
    let id = format!("{}/{}", facts.subject_id, facts.purpose.name);
    let jurisdiction = format!("loc:{}", organization.jurisdiction);
    json!({
        "@id": format!("urn:lethe:consent:{}:{}", facts.subject_id, facts.purpose.name),
        "@type": "dpv:ConsentRecord",
        "dct:identifier": id,
        "dct:conformsTo": format!("{PROFILE}record-eu-gdpr"),
        "dpv:hasDataSubject": {
            "@id": format!("urn:uuid:{}", facts.subject_id), "@type": "dpv:DataSubject",
        },
        "dpv:hasNotice": {
            "@id": facts.particulars.notice_url,
            "@type": ["dpv:PrivacyNotice", "dpv:ConsentNotice"],
            "dct:language": facts.policy.language,
            "dct:hasVersion": facts.policy.version.to_string(),
            "schema:sha256": facts.policy.digest,
        },
        "dpv:hasApplicableLaw": "eu-gdpr:GDPR",
        "dpv:hasJurisdiction": jurisdiction,
        "dpv:hasDataController": entity("dpv:DataController", &organization.controller),
        "dpv:hasAuthority": organization.supervisory_authority.as_ref()
            .map(|authority| entity("dpv:DataProtectionAuthority", authority)),
        "dpv:hasDataProtectionOfficer": organization.data_protection_officer.as_ref()
            .map(|officer| entity("dpv:DataProtectionOfficer", officer)),
        "dpv:hasProcess": process(facts, &jurisdiction),
        "dpv:hasConsentStatus": statuses(facts),
    })
}

fn process(facts: &Facts, jurisdiction: &str) -> Json {
    let particulars = &facts.particulars;
    let locations = |places: &[String]| -> Vec<String> {
        places.iter().map(|place| format!("loc:{place}")).collect()
    };
    let basis = if facts.is_special() {
        "eu-gdpr:A9-2-a"
    } else {
        "eu-gdpr:A6-1-a"
    };
    let data: Vec<Json> = facts
        .fields()
        .map(|(_, field)| personal_data(field))
        .collect();
    let mut conditions = vec![json!({
        "@type": "dpv:StorageLocation", "dpv:hasLocation": locations(&particulars.storage_locations),
    })];
    for (collection, field) in facts.fields() {
        conditions.push(json!({
            "@type": "dpv:StorageDuration",
            "dct:title": format!("{}/{}", collection.name, field.name),
            "dpv:hasDuration": field.retention.keep_for,
        }));
    }
    let rights = RIGHTS.map(|(kind, title)| {
        json!({
            "@type": ["dpv:DataSubjectRight", kind], "dct:title": title,
            "dpv:isExercisedAt": particulars.rights_at.as_ref().or(particulars.withdrawal_at.as_ref()),
        })
    });
    json!({
        "@type": "dpv:Process",
        "dpv:hasService": particulars.service.as_deref().unwrap_or(&facts.purpose.description),
        "dpv:hasPurpose": {
            "@type": "dpv:Purpose",
            "dct:title": facts.purpose.name,
            "dct:description": facts.purpose.description,
        },
        "dpv:hasLegalBasis": basis,
        "dpv:hasPersonalData": data,
        "dpv:hasDataSource": "dpv:DataSubject",
        "dpv:hasProcessing": ["dpv:Collect", "dpv:Store", "dpv:Use"],
        "dpv:hasStorageCondition": conditions,
        "dpv:hasProcessingCondition": {
            "@type": "dpv:ProcessingLocation",
            "dpv:hasLocation": locations(&particulars.processing_locations),
        },
        "dpv:hasRule": [{
            "@type": "dpv:Obligation", "dpv:hasProcessing": "dpv:Store",
            "dpv:hasLocation": locations(&particulars.storage_locations),
        }],
        "dpv:hasRecipient": particulars.recipients,
        "dpv:hasConsentControl": {
            "@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": particulars.withdrawal_at,
        },
        "dpv:hasJurisdiction": jurisdiction,
        "dpv:hasRight": rights,
    })
}

fn personal_data(field: &Field) -> Json {
    let kind = match field.class {
        DataClass::Special => "dpv:SpecialCategoryPersonalData",
        DataClass::Sensitive => "dpv:SensitivePersonalData",
        _ => "dpv:PersonalData",
    };
    let necessity = if field.required {
        "dpv:Required"
    } else {
        "dpv:Optional"
    };
    json!({"@type": kind, "dct:title": field.name, "dpv:hasNecessity": necessity})
}

fn entity(kind: &str, contact: &Contact) -> Json {
    let mut entity = Map::new();
    entity.insert("@type".to_owned(), json!(["dpv:Entity", kind]));
    entity.insert("schema:name".to_owned(), json!(contact.name));
    let ways = [
        ("schema:address", &contact.address),
        ("schema:email", &contact.email),
        ("schema:telephone", &contact.phone),
        ("schema:url", &contact.url),
    ];
    for (member, value) in ways {
        if let Some(value) = value {
            entity.insert(member.to_owned(), json!(value));
        }
    }
    Json::Object(entity)
}

/// Every event, and where the consent stands when its time is over.
fn statuses(facts: &Facts) -> Vec<Json> {
    let mut statuses: Vec<Json> = facts.history.iter().map(status).collect();
    if let Some(last) = facts.history.last()
        && last.state_at(facts.made_at) != last.state
    {
        statuses.push(json!({
            "@type": last.state_at(facts.made_at).as_dpv(),
            "dpv:isIndicatedAtTime": last.happened.valid_until,
            "dpv:isIndicatedBy": {"@type": "dpv:DataController"},
        }));
    }
    statuses
}

fn status(logged: &Logged) -> Json {
    let happened = &logged.happened;
    let duration = match happened.valid_until {
        Some(until) => json!({"@type": "dpv:UntilTimeDuration", "schema:endDate": until}),
        None => {
            json!({"@type": "dpv:UntilEventDuration", "dct:description": "until it is withdrawn"})
        }
    };
    json!({
        "@id": format!("urn:uuid:{}", happened.consent_id),
        "@type": [logged.state.as_dpv(), "dpv:ExplicitlyExpressedConsent"],
        "dpv:isIndicatedAtTime": happened.at,
        "dpv:hasDuration": duration,
        "dpv:isIndicatedBy": {"@type": said_by(happened.event)},
        "dpv:hasIndicationMethod": happened.method,
    })
}

/// Who makes an event happen.
fn said_by(event: ConsentEvent) -> &'static str {
    match event {
        ConsentEvent::Defer
        | ConsentEvent::Give
        | ConsentEvent::Refuse
        | ConsentEvent::Renew
        | ConsentEvent::Withdraw => "dpv:DataSubject",
        ConsentEvent::Request
        | ConsentEvent::Expire
        | ConsentEvent::Terminate
        | ConsentEvent::Invalidate => "dpv:DataController",
    }
}

//! The receipt as Kantara Consent Receipt 1.1 has it (KI-CR-v1.1.0).

use std::collections::BTreeSet;

use domain::consent::ConsentEvent;
use kit::problem::Problem;
use serde_json::{Value as Json, json};

use super::Facts;

/// Makes the receipt.
///
/// # Errors
/// When the consent is not in force, which this form cannot say, or something is missing that it must say.
pub(crate) fn receipt(facts: &Facts) -> Result<Json, Problem> {
    let last = facts.last()?;
    if !last.state_at(facts.made_at).is_valid() {
        let detail = "the consent is not in force; only the form \"dpv\" can say that";
        return Err(Problem::conflict("not-in-force", detail));
    }
    let controller = &facts.organization.controller;
    let categories: BTreeSet<String> = facts.fields().map(|(_, field)| class(field)).collect();
    let notice = facts.particulars.notice_url.as_deref();
    Facts::demand(&[
        ("controller.address", controller.address.is_some()),
        ("controller.email", controller.email.is_some()),
        ("controller.phone", controller.phone.is_some()),
        ("particulars.notice_url", notice.is_some()),
        ("fields", !categories.is_empty()),
    ])?;
    let officer = facts.organization.data_protection_officer.as_ref();
    let contact = officer.unwrap_or(controller);
    let recipients = &facts.particulars.recipients;
    let mut purpose = json!({
        "purpose": facts.purpose.description,
        "purposeCategory": [facts.purpose.name],
        "consentType": "EXPLICIT",
        "piiCategory": categories,
        "primaryPurpose": true,
        "termination": termination(facts),
        "thirdPartyDisclosure": !recipients.is_empty(),
    });
    if let Some(purpose) = purpose.as_object_mut().filter(|_| !recipients.is_empty()) {
        purpose.insert("thirdPartyName".to_owned(), json!(recipients.join(", ")));
    }
    let service = facts.particulars.service.as_deref();
    let mut pii_controller = json!({
        "piiController": controller.name,
        "contact": contact.name,
        "address": {"streetAddress": controller.address, "addressCountry": facts.organization.jurisdiction},
        "email": controller.email,
        "phone": controller.phone,
    });
    if let (Some(url), Some(member)) = (&controller.url, pii_controller.as_object_mut()) {
        member.insert("piiControllerUrl".to_owned(), json!(url));
    }
    Ok(json!({
        "version": "KI-CR-v1.1.0",
        "jurisdiction": facts.organization.jurisdiction,
        "consentTimestamp": given_at(facts),
        "collectionMethod": last.happened.method,
        "consentReceiptID": last.happened.consent_id,
        "language": facts.policy.language,
        "piiPrincipalId": facts.subject_id,
        "piiControllers": [pii_controller],
        "policyUrl": notice,
        "services": [{"service": service.unwrap_or(&facts.purpose.description), "purposes": [purpose]}],
        "sensitive": facts.is_special(),
        "spiCat": if facts.is_special() { vec!["special"] } else { Vec::new() },
    }))
}

/// The second in which the subject said yes.
fn given_at(facts: &Facts) -> i64 {
    let says_yes = |event| matches!(event, ConsentEvent::Give | ConsentEvent::Renew);
    let mut events = facts.history.iter().rev();
    let yes = events.find(|logged| says_yes(logged.happened.event));
    yes.map_or(0, |logged| logged.happened.at.as_second())
}

/// When the processing ends, in words.
fn termination(facts: &Facts) -> String {
    let durations: BTreeSet<String> = facts
        .fields()
        .map(|(_, field)| field.retention.keep_for.to_string())
        .collect();
    let durations: Vec<String> = durations.into_iter().collect();
    format!(
        "withdrawal, or {} after the record was made",
        durations.join(", ")
    )
}

fn class(field: &domain::Field) -> String {
    let class = serde_json::to_value(field.class);
    let class = class
        .ok()
        .and_then(|class| class.as_str().map(str::to_owned));
    class.unwrap_or_default()
}

//! `lethe verify certificate`: needs no Lethe and no network.

use std::fs;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value as Json;
use translog::{Checkpoint, Hash, VerifierKey, leaf_hash, verify_inclusion};

use super::{arguments::VerifyCertificate, error::Error, print};

const KIND: &str = "lethe:certificate-of-erasure:1";

pub(super) fn run(options: &VerifyCertificate) -> Result<(), Error> {
    let shown = options.file.display();
    let refused = |why: String| Error::Refused(format!("{shown}: {why}"));
    let text =
        fs::read(&options.file).map_err(|error| refused(format!("cannot be read: {error}")))?;
    let certificate: Json = serde_json::from_slice(&text)
        .map_err(|error| refused(format!("it is no JSON: {error}")))?;
    let found = verify(certificate, options.key.as_deref()).map_err(refused)?;
    for line in found {
        print::line(&line)?;
    }
    Ok(())
}

/// Checks a certificate, and gives what it proves.
fn verify(mut certificate: Json, key: Option<&str>) -> Result<Vec<String>, String> {
    if certificate.get("type").and_then(Json::as_str) != Some(KIND) {
        return Err(format!("it is no {KIND}"));
    }
    let members = certificate.as_object_mut().ok_or("it is no object")?;
    let signature = members.remove("signature").ok_or("it is not signed")?;
    let text = |json: &Json, name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
    let named = text(&signature, "verifier_key").unwrap_or_default();
    let verifier =
        VerifierKey::parse(key.unwrap_or(&named)).map_err(|error| format!("its key: {error}"))?;
    let bytes = text(&signature, "ed25519").and_then(|bytes| STANDARD.decode(bytes).ok());
    let bytes: [u8; 64] = bytes
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or("its signature is none")?;
    let signed = serde_json_canonicalizer::to_string(&certificate).map_err(|e| e.to_string())?;
    verifier
        .has_signed(signed.as_bytes(), &bytes)
        .map_err(|_| "it was changed, or somebody else signed it".to_owned())?;
    let tenant = text(&certificate, "tenant_id").unwrap_or_default();
    if verifier.name() != format!("lethe/{tenant}") {
        return Err("it is signed by the log of another tenant".to_owned());
    }
    let request = text(&certificate, "request_id").unwrap_or_default();
    let completed = text(&certificate, "completed_at").unwrap_or_default();
    let mut found = vec![format!(
        "{} signed that request {request} was carried out at {completed}",
        verifier.name()
    )];
    match certificate.get("log").filter(|log| !log.is_null()) {
        Some(log) => found.push(logged(log, &verifier, &request)?),
        None => found
            .push("what its event said is forgotten: the log does not name it any more".to_owned()),
    }
    Ok(found)
}

/// Checks that the log had the event of the request.
fn logged(log: &Json, key: &VerifierKey, request: &str) -> Result<String, String> {
    let event = log.get("event").ok_or("its log has no event")?;
    if event.get("object_id").and_then(Json::as_str) != Some(request) {
        return Err("its event is about something else".to_owned());
    }
    let checkpoint = log.get("checkpoint").and_then(Json::as_str);
    let opened = Checkpoint::open(checkpoint.unwrap_or_default().as_bytes(), key, &[])
        .map_err(|error| format!("its checkpoint: {error}"))?;
    let (size, root) = (opened.checkpoint.size(), opened.checkpoint.root());
    let hashes = log.get("inclusion").and_then(Json::as_array);
    let hashes = hashes.into_iter().flatten();
    let proof: Vec<Hash> = hashes
        .map(|hash| Hash::from_base64(hash.as_str().unwrap_or_default()))
        .collect::<Result<_, _>>()
        .map_err(|error| format!("its proof: {error}"))?;
    let entry = serde_json_canonicalizer::to_string(event).map_err(|error| error.to_string())?;
    let seq = event.get("seq").and_then(Json::as_u64).unwrap_or_default();
    let leaf = leaf_hash(entry.as_bytes());
    verify_inclusion(&leaf, seq.saturating_sub(1), size, &proof, &root)
        .map_err(|error| format!("its proof: {error}"))?;
    Ok(format!(
        "its event is number {seq} of the {size} of the log, whose root is {}",
        root.to_base64()
    ))
}

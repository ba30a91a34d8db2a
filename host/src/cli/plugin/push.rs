//! `lethe plugin push`: uploads a plugin, with what speaks for it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value as Json};

use super::{arguments::Push, sign};
use crate::cli::{error::Error, print, remote::Remote};

pub(super) fn run(options: &Push) -> Result<(), Error> {
    let plugin = sign::read(&options.file)?;
    let mut document = Map::new();
    document.insert("component".to_owned(), STANDARD.encode(&plugin).into());
    if let Some(key) = &options.key {
        document.insert(
            "signature".to_owned(),
            value(&sign::signature(&plugin, key)?)?,
        );
    } else if let Some(file) = &options.signature {
        let signature: sign::Signature = parse(file)?;
        document.insert("signature".to_owned(), value(&signature)?);
    }
    if let Some(file) = &options.examples {
        document.insert("examples".to_owned(), parse(file)?);
    }
    let made = Remote::at(&options.server)?.post("/v1/plugins", &document.into())?;
    if options.json {
        return Ok(print::json(&made)?);
    }
    let digest = made.get("digest").and_then(Json::as_str);
    let state = made.get("state").and_then(Json::as_str).unwrap_or_default();
    print::note(&format!("Kept, and {state}. Somebody else approves it."));
    Ok(print::line(digest.unwrap_or_default())?)
}

fn value(signature: &sign::Signature) -> Result<Json, Error> {
    serde_json::to_value(signature).map_err(|error| Error::Refused(error.to_string()))
}

fn parse<T: serde::de::DeserializeOwned>(file: &std::path::Path) -> Result<T, Error> {
    let shown = file.display();
    serde_json::from_slice(&sign::read(file)?)
        .map_err(|error| Error::Refused(format!("{shown} cannot be read: {error}")))
}

//! `lethe plugin check`: what an upload would be told, and what its approver would see.

use engine::{Selector, Size};
use serde::Serialize;

use super::{arguments::Check, columns::class_name, loaded::Loaded};
use crate::cli::{error::Error, print};

/// What there is to know of a plugin before it is approved.
#[derive(Serialize)]
struct Label<'a> {
    world: &'a str,
    name: &'a str,
    version: &'a str,
    summary: &'a str,
    digest: &'a str,
    bytes: usize,
    bytes_allowed: usize,
    exports: &'a [String],
    imports: &'a [String],
    fields: Vec<String>,
    parameters: serde_json::Value,
    media_type: Option<&'a str>,
}

pub(super) fn run(options: &Check) -> Result<(), Error> {
    let loaded = Loaded::from_file(&options.file, Size::Usual)?;
    let said = &loaded.description;
    let parameters = serde_json::from_str(&said.parameters)
        .map_err(|_| Error::Refused("the JSON Schema of its parameters is not JSON".to_owned()))?;
    let label = Label {
        world: said.world.as_str(),
        name: &said.name,
        version: &said.version,
        summary: &said.summary,
        digest: &loaded.compiled.digest,
        bytes: loaded.bytes,
        bytes_allowed: loaded.settings.caps.bytes,
        exports: &loaded.compiled.exports,
        imports: &loaded.compiled.imports,
        fields: said.fields.iter().map(selector).collect(),
        parameters,
        media_type: said.format.as_ref().map(|it| it.media_type.as_str()),
    };
    if options.json {
        return Ok(print::json(&label)?);
    }
    print::line(&format!(
        "{} {}: {}",
        label.name, label.version, label.summary
    ))?;
    print::line(&format!("world       {}", label.world))?;
    if let Some(media_type) = label.media_type {
        print::line(&format!("writes      {media_type}"))?;
    }
    print::line(&format!("digest      {}", label.digest))?;
    let (bytes, allowed) = (label.bytes, label.bytes_allowed);
    print::line(&format!("size        {bytes} bytes of {allowed}"))?;
    print::line(&format!("exports     {}", listed(label.exports)))?;
    print::line(&format!("imports     {}", listed(label.imports)))?;
    print::line(&format!("is handed   {}", listed(&label.fields)))?;
    print::line(&format!("parameters  {}", label.parameters))?;
    Ok(print::line("It can be uploaded.")?)
}

fn selector(selector: &Selector) -> String {
    let classes: Vec<&str> = selector.classes.iter().map(|it| class_name(*it)).collect();
    let of_class = match classes.as_slice() {
        [] => "of any class".to_owned(),
        classes => format!("of class {}", classes.join(" or ")),
    };
    match &selector.name {
        Some(name) => format!("`{name}` {of_class}"),
        None => format!("fields {of_class}"),
    }
}

fn listed(items: &[String]) -> String {
    if items.is_empty() {
        return "nothing".to_owned();
    }
    items.join(", ")
}

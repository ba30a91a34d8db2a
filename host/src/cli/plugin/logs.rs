//! `lethe plugin logs`: what a plugin logged last.

use serde_json::Value as Json;

use super::arguments::Logs;
use crate::cli::{error::Error, print, remote::Remote};

pub(super) fn run(options: &Logs) -> Result<(), Error> {
    let Logs {
        digest,
        lines,
        server,
    } = options;
    let path = format!("/v1/plugins/{digest}/logs?limit={lines}");
    let page = Remote::at(server)?.get(&path)?;
    let items = page.get("items").and_then(Json::as_array);
    // The newest is the first of the page; people read down.
    for item in items.into_iter().flatten().rev() {
        let text = |name: &str| item.get(name).and_then(Json::as_str).unwrap_or_default();
        let (at, level, line) = (text("at"), text("level"), text("line"));
        // A plugin wrote it: it must not lead the terminal.
        let line: String = line.chars().map(printable).collect();
        print::line(&format!("{at}  {level:7}  {line}"))?;
    }
    Ok(())
}

fn printable(character: char) -> char {
    if character.is_control() {
        '\u{fffd}'
    } else {
        character
    }
}

//! `lethe audit fetch`: the checkpoint, and what it is made of, a line each.

use std::{
    fs::{self, OpenOptions},
    io::{BufWriter, Write as _},
};

use serde_json::{Value as Json, json};

use super::Fetch;
use crate::cli::{error::Error, print, remote::Remote};

/// What the first line says that the file is.
pub(super) const KIND: &str = "lethe:audit-log:1";

pub(super) fn run(options: &Fetch) -> Result<(), Error> {
    let shown = options.file.display();
    let unwritable =
        |error: std::io::Error| Error::Refused(format!("cannot write {shown}: {error}"));
    let remote = Remote::at(&options.server)?;
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&options.file)
        .map_err(unwritable)?;
    let mut out = BufWriter::new(file);
    let fetched = write(&remote, &mut |line: &Json| {
        writeln!(out, "{line}").map_err(unwritable)
    });
    let events = match fetched {
        Ok(events) => events,
        Err(error) => {
            // Half a log is none.
            let _ = fs::remove_file(&options.file);
            return Err(error);
        }
    };
    out.flush().map_err(unwritable)?;
    print::note(&format!("{events} events"));
    Ok(print::line(&shown.to_string())?)
}

/// Writes the log as its checkpoint has it, and gives the number of its events.
fn write(
    remote: &Remote<'_>,
    line: &mut impl FnMut(&Json) -> Result<(), Error>,
) -> Result<u64, Error> {
    let (checkpoint, _) = remote.part("/v1/audit/checkpoint", "none")?;
    let checkpoint = String::from_utf8_lossy(&checkpoint).into_owned();
    let size = checkpoint.lines().nth(1).and_then(|size| size.parse().ok());
    let size: u64 = size.ok_or_else(|| Error::Refused("the checkpoint has no size".to_owned()))?;
    let tree = remote.get("/v1/audit/tree")?;
    line(&json!({
        "type": KIND,
        "verifier_key": tree.get("verifier_key"),
        "checkpoint": checkpoint,
    }))?;
    let forgotten = tree.get("forgotten").and_then(Json::as_u64);
    let forgotten = forgotten.unwrap_or_default();
    let mut written = 0;
    if forgotten > 0 {
        written = pages(remote, "/v1/audit/leaves", forgotten, line)?;
    }
    if written < size {
        pages(remote, "/v1/audit/events", size, line)?;
    }
    Ok(size)
}

/// Writes the items of a list up to a number, and gives that of the last.
fn pages(
    remote: &Remote<'_>,
    path: &str,
    to: u64,
    line: &mut impl FnMut(&Json) -> Result<(), Error>,
) -> Result<u64, Error> {
    let (mut after, mut last) = (None::<String>, 0);
    loop {
        let path = after.as_ref().map_or_else(
            || format!("{path}?limit=200"),
            |after| format!("{path}?limit=200&after={after}"),
        );
        let page = remote.get(&path)?;
        let items = page.get("items").and_then(Json::as_array);
        for item in items.into_iter().flatten() {
            let seq = item.get("seq").and_then(Json::as_u64).unwrap_or(u64::MAX);
            if seq > to {
                return Ok(last);
            }
            line(item)?;
            last = seq;
        }
        let next = page.get("next").and_then(Json::as_str);
        let Some(next) = next else {
            return Ok(last);
        };
        after = Some(next.to_owned());
    }
}

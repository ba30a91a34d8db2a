//! `lethe plugin quarantine`: which plugins ran when the host ended, and letting one run again.

use jiff::Timestamp;
use serde::Serialize;

use super::arguments::Quarantine;
use crate::cli::{error::Error, print};
use crate::platform::deaths;

/// A plugin that ran when the host ended.
#[derive(Serialize)]
struct Shown {
    digest: String,
    deaths: u32,
    last_at: Timestamp,
    is_quarantined: bool,
}

pub(super) fn run(options: &Quarantine) -> Result<(), Error> {
    let unreadable = |error: std::io::Error| {
        Error::Refused(format!("cannot use {}: {error}", options.data.display()))
    };
    if let Some(digest) = &options.lift
        && !deaths::lift(&options.data, digest).map_err(unreadable)?
    {
        return Err(Error::Refused(format!(
            "the host did not end while {digest} ran: see `lethe plugin quarantine` for those that it did"
        )));
    }
    let counts = deaths::read(&options.data).map_err(unreadable)?;
    let shown: Vec<Shown> = counts
        .into_iter()
        .map(|(digest, count)| Shown {
            digest,
            deaths: count.deaths,
            last_at: count.last_at,
            is_quarantined: count.is_quarantined(),
        })
        .collect();
    if options.json {
        return Ok(print::json(&shown)?);
    }
    let rows: Vec<_> = shown.into_iter().map(row).collect();
    Ok(print::table(["DIGEST", "DEATHS", "LAST", "RUNS"], &rows)?)
}

fn row(shown: Shown) -> [String; 4] {
    let runs = if shown.is_quarantined { "no" } else { "yes" };
    [
        shown.digest,
        shown.deaths.to_string(),
        shown.last_at.to_string(),
        runs.to_owned(),
    ]
}

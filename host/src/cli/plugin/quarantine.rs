//! `lethe plugin quarantine`: which plugins ran when the host ended, and letting one run again.

use serde::Serialize;

use super::arguments::Quarantine;
use crate::cli::{error::Error, print};
use crate::platform::deaths::{self, MOST};

/// A plugin that ran when the host ended.
#[derive(Serialize)]
struct Shown {
    digest: String,
    /// Ends of the host since it last came to an end of its own.
    deaths: u32,
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
        .map(|(digest, deaths)| Shown {
            digest,
            deaths,
            is_quarantined: deaths >= MOST,
        })
        .collect();
    if options.json {
        return Ok(print::json(&shown)?);
    }
    let rows: Vec<_> = shown.into_iter().map(row).collect();
    Ok(print::table(["DIGEST", "DEATHS", "RUNS"], &rows)?)
}

fn row(shown: Shown) -> [String; 3] {
    let runs = if shown.is_quarantined { "no" } else { "yes" };
    [shown.digest, shown.deaths.to_string(), runs.to_owned()]
}

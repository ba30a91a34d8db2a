//! `lethe backup list`.

use super::List;
use crate::backup::{Standing, standings};
use crate::cli::{error::Error, folder, print};

pub(super) fn run(options: &List) -> Result<(), Error> {
    if !options.from.is_dir() {
        let folder = options.from.display();
        return Err(Error::Refused(format!("there is no folder {folder}")));
    }
    let keys = folder::keys_alone(&options.place.data.data)?;
    let safe = options.place.safe(keys.roots.clone())?;
    let (_, lines) = safe.backups(&options.from)?;
    let found = standings(&options.from, lines);
    if options.place.json {
        return Ok(print::json(&found)?);
    }
    let row = |one: &Standing| {
        let at = one.at.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
        let rows: u64 = one.made.rows.values().sum();
        let state = match &one.problem {
            Some(problem) => format!("{}: {problem}", one.state.as_str()),
            None => one.state.as_str().to_owned(),
        };
        [
            one.made.id.to_string(),
            at,
            rows.to_string(),
            one.made.bytes.to_string(),
            state,
        ]
    };
    let rows: Vec<_> = found.iter().map(row).collect();
    Ok(print::table(
        ["ID", "MADE", "ROWS", "BYTES", "STATE"],
        &rows,
    )?)
}

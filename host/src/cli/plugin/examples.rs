//! Golden examples: read from a file, and run.

use std::{fs, path::Path};

use domain::plugin::{Example, Given, Outcome};
use engine::{Column, Table};
use jiff::Timestamp;

use super::{columns, loaded::Loaded, run::Circumstances};
use crate::cli::error::Error;

/// Reads a file of examples.
///
/// # Errors
/// It cannot be read, or is no list of examples.
pub(super) fn read(file: &Path) -> Result<Vec<Example>, Error> {
    let shown = file.display();
    let text =
        fs::read(file).map_err(|error| Error::Refused(format!("cannot read {shown}: {error}")))?;
    serde_json::from_slice(&text)
        .map_err(|error| Error::Refused(format!("{shown} is no list of examples: {error}")))
}

/// Runs an example.
///
/// # Errors
/// How what came differs from what was expected.
pub(super) fn run(example: &Example, loaded: &Loaded) -> Result<(), String> {
    let handed = example.handed(|name, class| loaded.wants(name, class));
    let outcome = match loaded.run(&circumstances(example), &table(&handed)?) {
        Ok(ran) => ran.outcome,
        Err(engine::Error::Refused(said)) => Outcome::Refused(said),
        Err(error) => return Err(error.to_string()),
    };
    example.compare(&handed, &outcome)
}

/// The circumstances that an example describes.
pub(super) fn circumstances(example: &Example) -> Circumstances {
    let moments = |times: &[Timestamp]| times.iter().map(|at| at.as_millisecond()).collect();
    Circumstances {
        collection: example.collection.clone(),
        title: example.title.clone(),
        purpose: example.purpose.clone(),
        now: example.now.as_millisecond(),
        parameters: example.parameters(),
        seed: example.seed,
        created: moments(&example.created),
        changed: moments(example.changed()),
    }
}

/// The table of the columns that a plugin is handed.
pub(super) fn table(handed: &[&Given]) -> Result<Table, String> {
    let columns = handed.iter().map(|given| {
        let cells = columns::cells(given.value_type, &given.input()?);
        Ok(Column::pack(
            &given.name,
            columns::class(given.class),
            &cells,
        ))
    });
    Ok(Table {
        columns: columns.collect::<Result<_, String>>()?,
    })
}

//! Golden examples: input, and what is expected of it.

use std::{fs, path::Path};

use domain::{DataClass, Value, ValueType};
use engine::{Column, Context, Table};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::{columns, loaded::Loaded};
use crate::cli::error::Error;

/// One example.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Example {
    pub(super) name: String,
    #[serde(default)]
    parameters: Map<String, Json>,
    #[serde(default = "collection")]
    collection: String,
    /// 2026-01-01T00:00:00Z, as in the tests of the SDK.
    #[serde(default = "now")]
    now: Timestamp,
    #[serde(default = "seed")]
    seed: u64,
    columns: Vec<Given>,
    /// A part of the plugin's words, if it must refuse.
    #[serde(default)]
    refusal: Option<String>,
}

/// One column of an example.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    name: String,
    class: DataClass,
    #[serde(rename = "type")]
    value_type: ValueType,
    input: Vec<Json>,
    /// Left out, the input: nothing changes.
    #[serde(default)]
    output: Option<Vec<Json>>,
}

fn collection() -> String {
    "test".to_owned()
}

fn now() -> Timestamp {
    Timestamp::constant(1_767_225_600, 0)
}

fn seed() -> u64 {
    0x1e7e
}

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

impl Example {
    /// Whether it is one that shows parameters that fit.
    pub(super) fn is_answered(&self) -> bool {
        self.refusal.is_none()
    }

    /// Its parameters, as the plugin takes them.
    pub(super) fn parameters(&self) -> String {
        Json::Object(self.parameters.clone()).to_string()
    }

    /// Runs it.
    ///
    /// # Errors
    /// How what came differs from what was expected.
    pub(super) fn run(&self, loaded: &Loaded) -> Result<(), String> {
        let context = Context {
            collection: self.collection.clone(),
            now: self.now.as_millisecond(),
            parameters: self.parameters(),
            seed: self.seed,
        };
        let handed: Vec<&Given> = self
            .columns
            .iter()
            .filter(|column| loaded.wants(&column.name, column.class))
            .collect();
        let columns = handed.iter().map(|given| {
            let cells = columns::cells(given.value_type, &given.read(&given.input)?);
            Ok(Column::pack(
                &given.name,
                columns::class(given.class),
                &cells,
            ))
        });
        let table = Table {
            columns: columns.collect::<Result<_, String>>()?,
        };
        match (loaded.plugin.anonymize(&context, &table), &self.refusal) {
            (Err(engine::Error::Refused(said)), Some(expected)) if said.contains(expected) => {
                return Ok(());
            }
            (Ok(_), Some(expected)) => {
                return Err(format!(
                    "it answered, though it was to refuse with `{expected}`"
                ));
            }
            (Err(error), _) => return Err(error.to_string()),
            (Ok(run), None) => {
                for (given, column) in handed.iter().zip(run.output.columns) {
                    given.compare(&columns::read(column.unpack()))?;
                }
            }
        }
        let unwanted = self
            .columns
            .iter()
            .filter(|it| !loaded.wants(&it.name, it.class));
        unwanted.into_iter().try_for_each(Given::is_left)
    }
}

impl Given {
    fn read(&self, values: &[Json]) -> Result<Vec<Option<Value>>, String> {
        let read = |(row, json): (usize, &Json)| {
            Value::from_json(self.value_type, json)
                .map_err(|error| format!("column `{}`, row {row}: {error}", self.name))
        };
        values.iter().enumerate().map(read).collect()
    }

    fn expected(&self) -> Result<Vec<Option<Value>>, String> {
        self.read(self.output.as_ref().unwrap_or(&self.input))
    }

    fn compare(&self, found: &[Option<Value>]) -> Result<(), String> {
        let (name, expected) = (&self.name, self.expected()?);
        if expected.len() != found.len() {
            let (wanted, has) = (expected.len(), found.len());
            return Err(format!(
                "column `{name}`: {has} rows in, {wanted} expected out"
            ));
        }
        for (row, (expected, found)) in expected.iter().zip(found).enumerate() {
            if expected != found {
                let (expected, found) = (shown(expected.as_ref()), shown(found.as_ref()));
                return Err(format!(
                    "column `{name}`, row {row}: expected {expected}, found {found}"
                ));
            }
        }
        Ok(())
    }

    /// A column that the plugin does not ask for stays as it is.
    fn is_left(&self) -> Result<(), String> {
        if self.expected()? == self.read(&self.input)? {
            return Ok(());
        }
        let name = &self.name;
        Err(format!(
            "column `{name}` is to change, but the plugin does not ask for it"
        ))
    }
}

/// A value of an example, which holds no personal data.
fn shown(value: Option<&Value>) -> String {
    value.map_or(Json::Null, Value::to_json).to_string()
}

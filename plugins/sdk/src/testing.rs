//! Runs a plugin natively, as the platform would, for its author's tests.

use crate::bindings::anonymizer::exports::lethe::plugin::anonymizer;
use crate::{
    Anonymizer, DataClass, Decision, Exporter, FileContext, Policy, RecordFacts, Refusal,
    RetentionContext, Table, Value,
};

/// The time of every test run: 2026-01-01T00:00:00Z.
pub const NOW_MS: i64 = 1_767_225_600_000;

/// The seed of every test run.
pub const SEED: u64 = 0x1e7e;

/// Runs the plugin on a table of the collection `test`.
///
/// # Errors
/// What the plugin refused.
pub fn run<A: Anonymizer>(parameters: &str, table: Table) -> Result<Table, Refusal> {
    run_with_seed::<A>(parameters, table, SEED)
}

/// Like [`run`], with another seed.
///
/// # Errors
/// What the plugin refused.
pub fn run_with_seed<A: Anonymizer>(
    parameters: &str,
    table: Table,
    seed: u64,
) -> Result<Table, Refusal> {
    let context = anonymizer::Context {
        collection: "test".to_owned(),
        now: NOW_MS,
        parameters: parameters.to_owned(),
        seed,
    };
    crate::anonymizer::run::<A>(context, table)
}

/// Runs the plugin on one text and gives back what became of it.
///
/// # Errors
/// What the plugin refused.
pub fn run_on_text<A: Anonymizer>(
    parameters: &str,
    class: DataClass,
    text: &str,
) -> Result<Option<String>, Refusal> {
    let table = run::<A>(
        parameters,
        Table::new().with_text("field", class, [Some(text)]),
    )?;
    match table.column("field").and_then(|values| values.get(0)) {
        Some(Value::Text(text)) => Ok(Some(text)),
        _ => Ok(None),
    }
}

/// Writes a file titled `test` of these tables, each with the name of its collection.
///
/// # Errors
/// What the exporter refused.
pub fn export<E: Exporter>(
    parameters: E::Parameters,
    tables: &[(&str, Table)],
) -> Result<Vec<u8>, Refusal> {
    let context = FileContext {
        title: "test".to_owned(),
        now_ms: NOW_MS,
        parameters,
    };
    let mut out = Vec::new();
    let mut file = E::begin(context, &mut out)?;
    for (collection, rows) in tables {
        file.push(collection, rows, &mut out)?;
    }
    file.finish(&mut out)?;
    Ok(out)
}

/// Decides about the first record of a table, as a policy would: kept and changed at these times.
///
/// # Errors
/// What the policy refused.
pub fn decide<P>(
    policy: Policy<P>,
    parameters: P,
    [created_ms, changed_ms]: [i64; 2],
    fields: &Table,
) -> Result<Decision, Refusal> {
    let context = RetentionContext {
        collection: "test".to_owned(),
        purpose: "test".to_owned(),
        now_ms: NOW_MS,
        parameters,
    };
    policy(
        &context,
        &RecordFacts::first(created_ms, changed_ms, fields),
    )
}

/// Bytes of a schema that the engine takes.
const SCHEMA_BYTES: usize = 16 << 10;

/// Compares the schema that a plugin ships with the one derived from its parameters, so that the two
/// cannot drift. Where `LETHE_WRITE_SCHEMA` is set, writes the derived one to `file` instead, on one line if it
/// is too long otherwise.
///
/// # Errors
/// The schemas differ, the file cannot be written, or the schema has more than the 16 KiB that the engine takes.
///
/// # Examples
/// ```no_run
/// # mod plugin { use lethe_plugin::*;
/// # fn keep(_: &Context<Parameters>, _: &Field, value: Value) -> Result<Option<Value>, Refusal> { Ok(Some(value)) }
/// # #[derive(serde::Deserialize, schemars::JsonSchema)] pub struct Parameters {}
/// # anonymizer! { name: "keep", summary: "", fields: [], parameters: Parameters, schema: "{}", value: keep }
/// # }
/// # use plugin::{Parameters, Plugin};
/// let derived = schemars::schema_for!(Parameters);
/// lethe_plugin::testing::check_schema::<Plugin>(derived.as_value(), "parameters.schema.json")?;
/// # Ok::<(), String>(())
/// ```
pub fn check_schema<A: Anonymizer>(derived: &serde_json::Value, file: &str) -> Result<(), String> {
    if std::env::var_os("LETHE_WRITE_SCHEMA").is_some() {
        let mut text = format!("{derived:#}\n");
        if text.len() > SCHEMA_BYTES {
            text = format!("{derived}\n");
        }
        return std::fs::write(file, text).map_err(|error| error.to_string());
    }
    if A::SCHEMA.len() > SCHEMA_BYTES {
        let bytes = A::SCHEMA.len();
        return Err(format!(
            "{file} has {bytes} bytes, the engine takes {SCHEMA_BYTES}"
        ));
    }
    let shipped: serde_json::Value =
        serde_json::from_str(A::SCHEMA).map_err(|error| error.to_string())?;
    if shipped == *derived {
        return Ok(());
    }
    Err(format!(
        "{file} is not the schema of the parameters; run the test with LETHE_WRITE_SCHEMA=1"
    ))
}

//! The work that plugins are measured with: `redact` masks columns of short texts, in batches as a workflow cuts them.

use engine::{Cells, Column, Context, DataClass, Engine, Plugin, Sealer, Settings, Table, compile};
use tests::artefacts;

/// Rows of a batch.
pub(crate) const BATCH: usize = 500;
/// Columns of a batch.
pub(crate) const FIELDS: usize = 8;
/// What the plugin is asked to do.
pub(crate) const PARAMETERS: &str = r#"{"operator":"mask","keep_start":1}"#;
/// Whose plugin it is.
pub(crate) const TENANT: &str = "bench";

/// The plugin in the host's engine.
pub(crate) fn plugin() -> anyhow::Result<Plugin> {
    let engine = Engine::new(Settings::default())?;
    let compiled = compile(&engine, &artefacts::plugin("redact"))?;
    let (sealer, identity) = (Sealer::new([7; 32]), engine.identity());
    let kept = sealer.seal(TENANT, &compiled.digest, &identity, &compiled.artifact);
    let artifact = sealer.open(TENANT, &compiled.digest, &identity, &kept)?;
    Ok(engine.load(&artifact)?)
}

/// The circumstances of every run.
pub(crate) fn context() -> Context {
    Context {
        collection: "test".to_owned(),
        now: lethe_plugin::testing::NOW_MS,
        parameters: PARAMETERS.to_owned(),
        seed: lethe_plugin::testing::SEED,
    }
}

/// A value; no two are alike.
pub(crate) fn text(batch: usize, row: usize, field: usize) -> String {
    format!("value {field} of person {}", batch * BATCH + row)
}

/// The first rows of a column of a batch.
pub(crate) fn column(batch: usize, rows: usize, field: usize) -> Column {
    let cells = Cells::Text((0..rows).map(|row| Some(text(batch, row, field))).collect());
    Column::pack(format!("field_{field}"), DataClass::Identifier, &cells)
}

/// A whole batch.
pub(crate) fn batch(number: usize) -> Table {
    Table {
        columns: (0..FIELDS)
            .map(|field| column(number, BATCH, field))
            .collect(),
    }
}

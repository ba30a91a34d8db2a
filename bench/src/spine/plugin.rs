//! A plugin in the engine against the same Rust, compiled natively: 100,000 rows of 8 text fields, in batches as a workflow cuts them.

use std::time::Instant;

use anyhow::Context as _;
use lethe_plugin::testing;

use crate::{
    figure,
    masking::{self, BATCH, FIELDS, PARAMETERS},
};

const ROWS: usize = 100_000;

/// Prints the ratio and how long a call with one row takes.
pub(crate) fn run(turns: usize) -> anyhow::Result<()> {
    let plugin = masking::plugin()?;
    let context = masking::context();
    let sandboxed: Vec<engine::Table> = (0..ROWS / BATCH).map(masking::batch).collect();

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..turns {
        let native: Vec<lethe_plugin::Table> = (0..ROWS / BATCH).map(native_batch).collect();
        let started = Instant::now();
        for batch in native {
            let output = testing::run::<redact::Plugin>(PARAMETERS, batch);
            output.ok().context("the plugin refused a batch natively")?;
        }
        theirs.push(rate(started));
        let started = Instant::now();
        for batch in &sandboxed {
            plugin.anonymize(&context, batch)?;
        }
        ours.push(rate(started));
    }
    let (ours, theirs) = (figure::median(&mut ours), figure::median(&mut theirs));
    figure::ratio("plugin_rows_vs_native", ours, theirs, "rows/s");

    let one = engine::Table {
        columns: vec![masking::column(0, 1, 0)],
    };
    let mut samples = Vec::new();
    for _ in 0..2_000 {
        let started = Instant::now();
        plugin.anonymize(&context, &one)?;
        samples.push(started.elapsed());
    }
    figure::print(
        "plugin_one_row_p50",
        figure::percentile_ms(&mut samples, 0.5) * 1e3,
        "us",
    );
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a constant far below 2^52")]
fn rate(started: Instant) -> f64 {
    ROWS as f64 / started.elapsed().as_secs_f64()
}

fn native_batch(batch: usize) -> lethe_plugin::Table {
    (0..FIELDS).fold(lethe_plugin::Table::new(), |table, field| {
        let values = (0..BATCH)
            .map(|row| Some(masking::text(batch, row, field)))
            .collect();
        table.with(
            &format!("field_{field}"),
            lethe_plugin::DataClass::Identifier,
            lethe_plugin::Values::Text(values),
        )
    })
}

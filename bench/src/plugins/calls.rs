//! Calls of a plugin: instantiating it, one row, and the largest batch that a run may be given.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use lethe_plugin::testing;

use crate::{
    figure,
    masking::{self, FIELDS, PARAMETERS},
};

/// The most rows of a run.
pub(super) const ROWS: usize = 1_000;
/// Calls whose percentiles are taken.
const CALLS: usize = 2_000;

/// Prints how long calls take, and the ratio of fields to the same Rust compiled natively.
pub(crate) fn run(turns: usize) -> anyhow::Result<()> {
    let plugin = masking::plugin()?;
    let context = masking::context();
    let mut described = samples(CALLS, || plugin.describe().map(drop))?;
    let one = table(1);
    let mut one_row = samples(CALLS, || plugin.anonymize(&context, &one).map(drop))?;
    for (name, samples) in [("instantiate", &mut described), ("one_row", &mut one_row)] {
        for (share, word) in [(0.5, "p50"), (0.99, "p99")] {
            let microseconds = figure::percentile_ms(samples, share) * 1e3;
            figure::print(&format!("plugin_{name}_{word}"), microseconds, "us");
        }
    }

    let batch = table(ROWS);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..turns {
        let natively: Vec<_> = (0..BATCHES).map(|_| native_table()).collect();
        let started = Instant::now();
        for table in natively {
            let output = testing::run::<redact::Plugin>(PARAMETERS, table);
            output.ok().context("the plugin refused a batch natively")?;
        }
        theirs.push(fields_per_second(BATCHES, started.elapsed()));
        let started = Instant::now();
        for _ in 0..BATCHES {
            plugin.anonymize(&context, &batch)?;
        }
        ours.push(fields_per_second(BATCHES, started.elapsed()));
    }
    let (ours, theirs) = (figure::median(&mut ours), figure::median(&mut theirs));
    figure::ratio("plugin_fields_vs_native", ours, theirs, "fields/s");
    Ok(())
}

/// Batches of one measurement.
const BATCHES: usize = 100;

/// The first rows of the largest batch.
pub(super) fn table(rows: usize) -> engine::Table {
    engine::Table {
        columns: (0..FIELDS)
            .map(|field| masking::column(0, rows, field))
            .collect(),
    }
}

fn native_table() -> lethe_plugin::Table {
    (0..FIELDS).fold(lethe_plugin::Table::new(), |table, field| {
        let values = (0..ROWS).map(|row| Some(masking::text(0, row, field)));
        table.with(
            &format!("field_{field}"),
            lethe_plugin::DataClass::Identifier,
            lethe_plugin::Values::Text(values.collect()),
        )
    })
}

/// How long each of so many calls took.
pub(super) fn samples<E>(
    count: usize,
    mut call: impl FnMut() -> Result<(), E>,
) -> Result<Vec<Duration>, E> {
    let mut samples = Vec::with_capacity(count);
    for _ in 0..count {
        let started = Instant::now();
        call()?;
        samples.push(started.elapsed());
    }
    Ok(samples)
}

#[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
pub(super) fn fields_per_second(batches: usize, took: Duration) -> f64 {
    (batches * ROWS * FIELDS) as f64 / took.as_secs_f64()
}

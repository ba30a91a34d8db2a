//! The rights of subjects against plain SQL that does the same on the same database: an erasure, a copy, a sweep.
//!
//! Plain SQL opens no cell, runs no plugin, keeps no log and proves nothing: its figures are what the disk allows.

mod copying;
mod erasing;
mod plain;
mod sweeping;

use clap::Parser;

/// Which parts to measure; all without an option.
#[derive(Parser)]
pub(crate) struct Options {
    /// Only this part.
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// How large the copy is, in MiB.
    #[arg(long, default_value_t = 1_024)]
    mebibytes: usize,
    /// How many records a sweep goes through.
    #[arg(long, default_value_t = 100_000)]
    records: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Erasures of people with a hundred linked records each.
    Erasing,
    /// A large copy, as JSON and by an exporter.
    Copying,
    /// A sweep over records that have fallen due.
    Sweeping,
}

/// Measures and prints.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let wanted = |part| options.only.is_none_or(|only| only == part);
    if wanted(Part::Erasing) {
        erasing::run()?;
    }
    if wanted(Part::Copying) {
        copying::run(options.mebibytes)?;
    }
    if wanted(Part::Sweeping) {
        sweeping::run(options.records)?;
    }
    Ok(())
}

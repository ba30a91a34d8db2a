//! The figures of the spine.

mod cryptography;
mod journey;
mod plugin;
mod serving;

use clap::Parser;

/// Which parts to measure; all without an option.
#[derive(Parser)]
pub(crate) struct Options {
    /// Only this part.
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// How often each pair of sides is measured in turn.
    #[arg(long, default_value_t = 5)]
    turns: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// A trivial component against a plain axum handler.
    Serving,
    /// A plugin against the same Rust, compiled natively.
    Plugin,
    /// Sealing and opening against `openssl speed`.
    Cryptography,
    /// Import, erasure, memory and start of the real host.
    Journey,
}

/// Measures and prints.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let wanted = |part| options.only.is_none_or(|only| only == part);
    if wanted(Part::Cryptography) {
        cryptography::run(options.turns)?;
    }
    if wanted(Part::Plugin) {
        plugin::run(options.turns)?;
    }
    if wanted(Part::Serving) {
        serving::run(options.turns)?;
    }
    if wanted(Part::Journey) {
        journey::run()?;
    }
    Ok(())
}

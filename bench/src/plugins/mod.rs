//! What plugins cost: a call, a batch, many of them, and bringing one in.

mod bringing;
mod calls;
mod density;
mod neighbour;
mod overrun;
mod presidio;

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
    /// The Python that `presidio-anonymizer` is installed in.
    #[arg(long, default_value = "python3", env = "PYTHON")]
    python: String,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// A call with one row, and with 1,000 rows of 8 fields against the same Rust, compiled natively.
    Calls,
    /// The same records by the anonymizer of Microsoft Presidio.
    Presidio,
    /// 1, 100 and 5,000 plugins that are loaded.
    Density,
    /// A tenant beside one whose plugin loops in eight calls at a time.
    Neighbour,
    /// How late a plugin that does not end is stopped.
    Overrun,
    /// Compiling, loading and activating a plugin.
    Bringing,
}

/// Measures and prints.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let wanted = |part| options.only.is_none_or(|only| only == part);
    if wanted(Part::Calls) {
        calls::run(options.turns)?;
    }
    if wanted(Part::Presidio) {
        presidio::run(options.turns, &options.python)?;
    }
    if wanted(Part::Density) {
        density::run()?;
    }
    if wanted(Part::Neighbour) {
        neighbour::run()?;
    }
    if wanted(Part::Overrun) {
        overrun::run()?;
    }
    if wanted(Part::Bringing) {
        bringing::run()?;
    }
    Ok(())
}

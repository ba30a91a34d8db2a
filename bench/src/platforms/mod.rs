//! The figures of the platforms: the same work by the host alone, with the platform as components, and on PostgreSQL.

mod anonymization;
mod deployment;
mod processes;
mod routes;

use clap::Parser;

/// Which parts to measure; all without an option.
#[derive(Parser)]
pub(crate) struct Options {
    /// Only this part.
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// How often each side is measured in turn.
    #[arg(long, default_value_t = 3)]
    turns: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Five routes on three deployments.
    Routes,
    /// A plugin by the host and by the provider.
    Anonymization,
    /// One process and two on one PostgreSQL.
    Processes,
}

/// Measures and prints.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let wanted = |part| options.only.is_none_or(|only| only == part);
    if wanted(Part::Anonymization) {
        anonymization::run(options.turns)?;
    }
    if wanted(Part::Routes) {
        routes::run(options.turns)?;
    }
    if wanted(Part::Processes) {
        processes::run(options.turns)?;
    }
    Ok(())
}

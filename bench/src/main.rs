//! Measures Lethe against its peers. Every figure is one line: name, tab, value, tab, unit; a ratio has the unit `ratio`
//! and both of its sides were measured in the same run.
#![expect(clippy::print_stdout, reason = "the figures are the output")]
#![expect(clippy::print_stderr, reason = "progress, apart from the figures")]

mod figure;
mod load;
mod masking;
mod memory;
mod platforms;
mod plugins;
mod rights;
mod spine;

use clap::Parser;

/// Measures Lethe.
#[derive(Parser)]
enum Command {
    /// The spine: serving, plugins, cryptography, import, erasure, memory, start.
    Spine(spine::Options),
    /// The platforms: the same routes and the same plugin on the host, on components and on PostgreSQL.
    Platforms(platforms::Options),
    /// Plugins: calls, batches against native Rust and Presidio, many at once, bringing one in.
    Plugins(plugins::Options),
    /// The rights of subjects against plain SQL: erasures, a copy of 1 GiB, a sweep over 100,000 records.
    Rights(rights::Options),
    /// A load generator in a process of its own (used by the others).
    #[command(hide = true)]
    Load(load::Options),
}

fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::Spine(options) => spine::run(&options),
        Command::Platforms(options) => platforms::run(&options),
        Command::Plugins(options) => plugins::run(&options),
        Command::Rights(options) => rights::run(&options),
        Command::Load(options) => load::generate(&options),
    }
}

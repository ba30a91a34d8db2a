//! Every developer verb: `cargo xtask help`.
//!
//! The verbs are thin: each finds out what there is in the workspace, runs the tools that do the work,
//! and says in one line what went wrong.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer's tool talks to the terminal it runs in"
)]

mod api;
mod bench;
mod blocklist;
mod ci;
mod demo;
mod deny;
mod fuzz;
mod hooks;
mod layers;
mod lint;
mod native;
mod openapi;
mod packages;
mod process;
mod progress;
mod scale;
mod served;
mod targets;
mod test;
mod tools;
mod up;
mod wasm;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The verbs of those who work on Lethe")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Builds everything and starts it with a demo tenant
    Up(up::Options),
    /// Runs every test
    Test(test::Options),
    /// What CI runs: layers, lint, deny, scale --check, openapi --check, test
    Ci,
    /// Formatting, clippy for host and guests, file sizes, forgotten notes
    Lint,
    /// Licences, bans, sources and, where they can be had, advisories
    Deny,
    /// Checks who uses whom against the layers of the design
    Layers,
    /// Writes the list of common passwords from that of the crate `passwords`
    Blocklist,
    /// Builds the workflows' components and the plugins
    Wasm,
    /// Writes workflows/console/openapi.json from the handlers
    Openapi(openapi::Options),
    /// Recalculates the results in docs/scale.md from its inputs
    Scale(scale::Options),
    /// Runs a benchmark
    Bench(bench::Options),
    /// Fuzzes all that reads what others wrote, for longer than the tests do
    Fuzz(fuzz::Options),
    /// Makes git run the lints before each push
    Hooks,
}

fn main() -> ExitCode {
    match run(Arguments::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(verb: Verb) -> Result<()> {
    let workspace = Workspace::find()?;
    match verb {
        Verb::Up(options) => up::run(&workspace, &options),
        Verb::Test(options) => test::run(&workspace, &options),
        Verb::Ci => ci::run(&workspace),
        Verb::Lint => lint::run(&workspace),
        Verb::Deny => deny::run(&workspace),
        Verb::Layers => layers::run(&workspace),
        Verb::Blocklist => blocklist::run(&workspace),
        Verb::Wasm => wasm::run(&workspace),
        Verb::Openapi(options) => openapi::run(&workspace, &options),
        Verb::Scale(options) => scale::run(&workspace, &options),
        Verb::Bench(options) => bench::run(&workspace, &options),
        Verb::Fuzz(options) => fuzz::run(&workspace, &options),
        Verb::Hooks => hooks::run(&workspace),
    }
}

//! Runs every test.

use std::process::Command;

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{process, tools, wasm};

#[derive(clap::Args, Default)]
pub(crate) struct Options {
    /// Runs the black-box tests against a Lethe that is running there, instead of one they start
    #[arg(long)]
    url: Option<String>,
    /// What nextest is told besides, such as the name of a test
    #[arg(last = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    wasm::run(workspace)?;
    process::run(process::cargo(workspace).args(["build", "--release", "--package", "host"]))?;
    let mut tests = runner(workspace);
    tests
        .current_dir(workspace.root())
        .args(["--release", "--workspace"]);
    if let Some(url) = &options.url {
        tests.env("LETHE_URL", url);
    }
    process::run(tests.args(&options.arguments))?;
    // Examples in the documentation are not among what nextest runs.
    process::run(process::cargo(workspace).args(["test", "--doc", "--release", "--workspace"]))
}

/// nextest, which runs tests at once and cuts off those that hang; cargo's own runner where nextest
/// can be neither found nor installed.
fn runner(workspace: &Workspace) -> Command {
    match tools::find(workspace, "cargo-nextest") {
        Ok(mut nextest) => {
            nextest.args(["nextest", "run", "--no-fail-fast"]);
            nextest
        }
        Err(error) => {
            println!("WARNING: running without nextest, and so without time limits: {error:#}");
            let mut cargo = process::cargo(workspace);
            cargo.args(["test", "--no-fail-fast", "--lib", "--bins", "--tests"]);
            cargo
        }
    }
}

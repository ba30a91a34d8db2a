//! Runs every test.

use std::process::Command;

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{process, tools, wasm};

#[derive(clap::Args, Default)]
pub(crate) struct Options {
    /// Runs the stories of the API, and only those, against a Lethe that is running there
    #[arg(long, requires = "operator_token")]
    url: Option<String>,
    /// The value of that Lethe's variable `operator_token`: each test makes tenants of its own
    #[arg(long, env = "LETHE_OPERATOR_TOKEN", hide_env_values = true)]
    operator_token: Option<String>,
    /// What nextest is told besides, such as the name of a test
    #[arg(last = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    wasm::run(workspace)?;
    let mut tests = runner(workspace);
    tests.current_dir(workspace.root()).arg("--release");
    if let (Some(url), Some(token)) = (&options.url, &options.operator_token) {
        tests
            .args(["--package", "tests", "api::"])
            .args(&options.arguments);
        tests
            .env("LETHE_URL", url)
            .env("LETHE_OPERATOR_TOKEN", token);
        return process::run(&mut tests);
    }
    process::run(tests.arg("--workspace").args(&options.arguments))?;
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

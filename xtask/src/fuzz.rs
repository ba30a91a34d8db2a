//! Fuzzes for longer than the ordinary tests do.

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{process, tools};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// How long each property is tried, in seconds
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: u64,
    /// Part of the name of the only properties that are tried, such as `envelope` or `upload`
    #[arg(long, default_value = "")]
    target: String,
}

/// The properties are tests in modules named `fuzz`; `arbtest`, which runs them, reads its budget from the
/// environment and says with which seed a failure comes again (`ARBTEST_SEED`).
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut nextest = tools::find(workspace, "cargo-nextest")?;
    nextest.args(["nextest", "run", "--no-fail-fast", "--profile", "fuzz"]);
    nextest.args(["--release", "--workspace"]);
    nextest.arg("-E");
    nextest.arg(format!("test(/fuzz::.*{}/)", options.target));
    nextest.env("ARBTEST_BUDGET_MS", (options.seconds * 1_000).to_string());
    nextest.current_dir(workspace.root());
    process::run(&mut nextest)
}

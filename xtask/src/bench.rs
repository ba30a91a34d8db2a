//! Runs the benchmarks.

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{process, wasm};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// What the benchmark is told, its name first
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    wasm::run(workspace)?;
    wasm::benched(workspace)?;
    process::run(process::cargo(workspace).args(["build", "--release", "--package", "host"]))?;
    let mut cargo = process::cargo(workspace);
    cargo.args(["run", "--quiet", "--release", "--package", "bench", "--"]);
    process::run(cargo.args(&options.arguments))
}

//! Runs the benchmarks.

use std::process::Command;

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{native, process, wasm};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// What the benchmark is told, its name first
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    wasm::run(workspace)?;
    wasm::benched(workspace)?;
    native::run(workspace)?;
    let bench = workspace.target().join("release/bench");
    process::run(Command::new(bench).args(&options.arguments))
}

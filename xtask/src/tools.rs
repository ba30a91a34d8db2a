//! Cargo's helpers that the verbs need, installed where they are missing.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::Workspace;

/// Finds a helper such as `cargo-deny`: on the PATH, or in `target/tools`, where it is installed when
/// it is in neither. It is not optimized: that would take longer than its work ever does.
pub(crate) fn find(workspace: &Workspace, name: &str) -> Result<Command> {
    if process::works(Command::new(name).arg("--version")) {
        return Ok(ready(name.as_ref()));
    }
    let tools = workspace.target().join("tools");
    let program: PathBuf = tools.join("bin").join(name);
    if !program.exists() {
        println!(
            "{name} is missing; installing it into {}, which takes minutes",
            tools.display()
        );
        let mut cargo = process::cargo(workspace);
        cargo
            .args(["install", name, "--locked", "--debug", "--root"])
            .arg(&tools);
        cargo.arg("--target-dir").arg(tools.join("build"));
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "0");
        process::run(&mut cargo).with_context(|| format!("cannot install {name}"))?;
    }
    Ok(ready(&program))
}

/// A helper that calls cargo as one would call it by hand.
fn ready(program: &Path) -> Command {
    let mut command = Command::new(program);
    process::forget_xtask(&mut command);
    command
}

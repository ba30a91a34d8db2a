//! Keeps the committed OpenAPI description what the handlers say.
//!
//! The handlers are linked into the example `openapi`, not into this program: most verbs do not need
//! them, and they take long to build.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::process;
use crate::workspace::Workspace;

const FILE: &str = "workflows/console/openapi.json";

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Writes nothing; fails when the file is not what the handlers say
    #[arg(long)]
    pub(crate) check: bool,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    // Of the whole workspace, so that what the tests use is used here too: see `native`.
    let mut cargo = process::cargo(workspace);
    cargo.args(["build", "--release", "--workspace", "--example", "openapi"]);
    process::run(&mut cargo)?;
    let example = workspace.target().join("release/examples/openapi");
    let said = process::output(&mut Command::new(example))?;
    let file = workspace.root().join(FILE);
    if options.check {
        let committed = fs::read_to_string(&file).with_context(|| format!("cannot read {FILE}"))?;
        ensure!(
            committed == said,
            "{FILE} is not what the handlers say; run `cargo xtask openapi`"
        );
        println!("{FILE} is what the handlers say");
    } else {
        fs::write(&file, said)?;
        println!("wrote {FILE}");
    }
    Ok(())
}

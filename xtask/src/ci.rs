//! What CI runs, the quick checks first.

use std::time::Instant;

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{deny, layers, lint, openapi, scale, test};

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    stage("layers", || layers::run(workspace))?;
    stage("lint", || lint::run(workspace))?;
    stage("deny", || deny::run(workspace))?;
    stage("scale", || {
        scale::run(workspace, &scale::Options { check: true })
    })?;
    stage("openapi", || {
        openapi::run(workspace, &openapi::Options { check: true })
    })?;
    stage("test", || test::run(workspace, &test::Options::default()))
}

/// Runs a stage and says how long it took: CI has not for ever.
pub(crate) fn stage(name: &str, run: impl FnOnce() -> Result<()>) -> Result<()> {
    let start = Instant::now();
    run()?;
    println!("stage {name}: {} s", start.elapsed().as_secs());
    Ok(())
}

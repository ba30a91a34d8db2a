//! What CI runs, the quick checks first.

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{deny, layers, lint, openapi, scale, test};

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    layers::run(workspace)?;
    lint::run(workspace)?;
    deny::run(workspace)?;
    scale::run(workspace, &scale::Options { check: true })?;
    openapi::run(workspace, &openapi::Options { check: true })?;
    test::run(workspace, &test::Options::default())
}

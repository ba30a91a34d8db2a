//! What CI runs, the quick checks first.

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{deny, layers, lint, openapi, test};

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    layers::run(workspace)?;
    lint::run(workspace)?;
    deny::run(workspace)?;
    openapi::run(workspace, &openapi::Options { check: true })?;
    test::run(workspace, &test::Options::default())?;
    let composed = test::Options {
        platform: Some("components".to_owned()),
        ..test::Options::default()
    };
    test::run(workspace, &composed)
}

//! Builds the native programs: the host and the benchmarks.

use anyhow::Result;

use crate::process;
use crate::workspace::Workspace;

/// Builds them in one selection: packages that are built alone have other features, and wasmtime
/// would be built anew for each.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    process::run(process::cargo(workspace).args(["build", "--release", "--workspace", "--bins"]))
}

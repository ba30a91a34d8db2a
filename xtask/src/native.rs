//! Builds the native programs: the host and the benchmarks.

use anyhow::Result;

use crate::process;
use crate::workspace::Workspace;

/// Builds them in the selection that the tests are built in: packages that are built alone have other
/// features, and so have packages without their tests' dependencies. wasmtime would be built anew for
/// each. One small test makes cargo see those dependencies.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut cargo = process::cargo(workspace);
    cargo.args(["build", "--release", "--workspace", "--bins"]);
    process::run(cargo.args(["--test", "compiling"]))
}

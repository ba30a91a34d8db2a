//! Licences, bans, sources and advisories of what is depended on, by cargo-deny.

use std::process::Command;

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{process, tools};

/// Where known vulnerabilities are published; named in deny.toml too.
const ADVISORIES: &str = "https://github.com/RustSec/advisory-db";

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut deny = tools::find(workspace, "cargo-deny")?;
    deny.current_dir(workspace.root())
        .args(["check", "bans", "licenses", "sources"]);
    if advisories_can_be_reached() {
        deny.arg("advisories");
    } else {
        println!("WARNING: {ADVISORIES} cannot be reached.");
        println!("WARNING: nothing was checked for known vulnerabilities.");
    }
    process::run(&mut deny)
}

fn advisories_can_be_reached() -> bool {
    let mut git = Command::new("git");
    git.args(["-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=10"]);
    git.args(["ls-remote", "--exit-code", ADVISORIES, "HEAD"]);
    // Without this, git would ask for a password where a proxy answers in GitHub's place.
    process::works(git.env("GIT_TERMINAL_PROMPT", "0"))
}

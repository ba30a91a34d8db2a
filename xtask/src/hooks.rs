//! Makes git run the quick checks before each push.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use crate::workspace::Workspace;

const HOOK: &str = "\
#!/bin/sh
# Written by `cargo xtask hooks`.
set -e
cargo xtask layers
cargo xtask lint
";

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut git = Command::new("git");
    git.current_dir(workspace.root())
        .args(["rev-parse", "--git-path", "hooks"]);
    let folder = PathBuf::from(process::output(&mut git)?.trim());
    let hook = workspace.root().join(folder).join("pre-push");
    if fs::read_to_string(&hook).is_ok_and(|there| there != HOOK) {
        bail!("{} is there already, and not ours", hook.display());
    }
    fs::create_dir_all(hook.parent().unwrap_or(&hook))?;
    fs::write(&hook, HOOK)?;
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755))?;
    println!("git now runs `cargo xtask layers` and `lint` before each push");
    Ok(())
}

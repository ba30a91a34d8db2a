//! PostgreSQL, which tests start for themselves.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::process;

/// Debian's package; any version from 15 will do.
const PACKAGE: &str = "postgresql-15";

/// Where Debian keeps the programs.
const HOME: &str = "/usr/lib/postgresql";

/// Installs PostgreSQL where it is missing.
pub(crate) fn ensure() -> Result<()> {
    let is_there = Path::new(HOME).is_dir() || has("pg_config");
    if is_there {
        return Ok(());
    }
    let advice = format!("the tests need PostgreSQL: apt-get install -y {PACKAGE}");
    ensure!(
        rustix::process::geteuid().is_root() && has("apt-get"),
        advice
    );
    process::output(Command::new("apt-get").args(["-q", "update"]))?;
    let mut install = Command::new("apt-get");
    install.args(["-q", "install", "-y", "--no-install-recommends", PACKAGE]);
    process::output(install.env("DEBIAN_FRONTEND", "noninteractive"))?;
    Ok(())
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

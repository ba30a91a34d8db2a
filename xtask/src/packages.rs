//! Programs that the tests use and Debian has: PostgreSQL, and a browser with its driver.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::process;

/// A package, and how to see that it, or another version of it, is there.
struct Program {
    package: &'static str,
    is_there: fn() -> bool,
}

const PROGRAMS: [Program; 2] = [
    Program {
        package: "postgresql-15",
        is_there: || Path::new("/usr/lib/postgresql").is_dir() || has("pg_config"),
    },
    Program {
        package: "chromium-driver",
        is_there: || has("chromedriver"),
    },
];

/// Installs what is missing.
pub(crate) fn ensure() -> Result<()> {
    let missing = PROGRAMS.iter().filter(|program| !(program.is_there)());
    let missing: Vec<_> = missing.map(|program| program.package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut install = Command::new("apt-get");
    install.args(["-q", "install", "-y", "--no-install-recommends"]);
    install
        .args(&missing)
        .env("DEBIAN_FRONTEND", "noninteractive");
    ensure!(
        rustix::process::geteuid().is_root() && has("apt-get"),
        "the tests need {0}: apt-get install -y {0}",
        missing.join(" ")
    );
    println!("Installing {}", missing.join(", "));
    process::output(Command::new("apt-get").args(["-q", "update"]))?;
    process::output(&mut install).map(drop)
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

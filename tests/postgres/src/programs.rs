//! Where PostgreSQL's programs are, and who may run them.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

/// Debian keeps the programs of each version in a folder that is in no PATH.
const HOME: &str = "/usr/lib/postgresql";

/// The oldest version that will do.
const OLDEST: u32 = 15;

/// Whom the programs run as in a test that runs as root, which they refuse to: `nobody`.
const NOBODY: u32 = 65_534;

/// The folder with `initdb`, `postgres` and `psql` of the newest version there is.
pub(crate) fn folder() -> PathBuf {
    let versions = std::fs::read_dir(HOME).into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|version| *version >= OLDEST)
        .max();
    let debian = newest.map(|version| PathBuf::from(format!("{HOME}/{version}/bin")));
    debian
        .or_else(of_pg_config)
        .filter(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
        .unwrap_or_else(|| panic!("PostgreSQL is missing: apt-get install -y postgresql-15"))
}

fn of_pg_config() -> Option<PathBuf> {
    let told = Command::new("pg_config").arg("--bindir").output().ok()?;
    Some(PathBuf::from(String::from_utf8(told.stdout).ok()?.trim()))
}

/// A command that does not run as root.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .current_dir("/");
    command
}

/// Gives a folder to whom [`command`] runs as.
pub(crate) fn hand_over(folder: &std::path::Path) {
    if is_root() {
        std::os::unix::fs::chown(folder, Some(NOBODY), Some(NOBODY))
            .expect("root can give a folder away");
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

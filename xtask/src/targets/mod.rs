//! The WebAssembly targets of the Rust toolchain.

mod debian;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::wasm::{PLUGIN_TARGET, WORKFLOW_TARGET};
use crate::workspace::Workspace;

const TARGETS: [&str; 2] = [WORKFLOW_TARGET, PLUGIN_TARGET];

/// Set to anything, it keeps rustup from being asked: for machines without the network, and for trying
/// the fallback out.
const WITHOUT_RUSTUP: &str = "LETHE_WITHOUT_RUSTUP";

/// Adds the targets that are missing.
///
/// A `targets` list in rust-toolchain.toml is not enough: it does nothing where rustup's automatic
/// installation is off.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    let toolchain = Toolchain::active(workspace.root())?;
    let missing = toolchain.missing();
    if missing.is_empty() {
        return Ok(());
    }
    println!(
        "adding the targets {} to {}",
        missing.join(" and "),
        toolchain.sysroot.display()
    );
    if std::env::var_os(WITHOUT_RUSTUP).is_none() && by_rustup(workspace.root(), &missing) {
        let left = toolchain.missing();
        if left.is_empty() {
            return Ok(());
        }
    }
    println!("rustup cannot download them; building them from Debian's packages");
    debian::install(&toolchain, &missing).with_context(|| {
        let targets = missing.join(" ");
        format!(
            "cannot add the targets; where there is a network, run: rustup target add {targets}"
        )
    })?;
    match toolchain.missing().as_slice() {
        [] => Ok(()),
        missing => bail!(
            "{} still missing in {}",
            missing.join(", "),
            toolchain.sysroot.display()
        ),
    }
}

fn by_rustup(root: &Path, missing: &[&str]) -> bool {
    let mut rustup = Command::new("rustup");
    rustup
        .current_dir(root)
        .args(["target", "add"])
        .args(missing);
    rustup.status().is_ok_and(|status| status.success())
}

/// The Rust toolchain that builds this workspace.
struct Toolchain {
    sysroot: PathBuf,
    /// Such as `1.95.0`.
    version: String,
}

impl Toolchain {
    fn active(root: &Path) -> Result<Self> {
        let ask = |what: &[&str]| process::output(rustc().current_dir(root).args(what));
        let sysroot = PathBuf::from(ask(&["--print", "sysroot"])?.trim());
        let version = ask(&["--version"])?;
        let version = version
            .split_whitespace()
            .nth(1)
            .context("rustc has no version")?;
        Ok(Self {
            sysroot,
            version: version.to_owned(),
        })
    }

    /// Where the files of a target belong.
    fn libraries(&self, target: &str) -> PathBuf {
        self.sysroot.join("lib/rustlib").join(target).join("lib")
    }

    fn missing(&self) -> Vec<&'static str> {
        TARGETS
            .into_iter()
            .filter(|target| !self.has(target))
            .collect()
    }

    fn has(&self, target: &str) -> bool {
        let is_std = |entry: std::fs::DirEntry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with("libstd-") && name.ends_with(".rlib")
        };
        std::fs::read_dir(self.libraries(target))
            .is_ok_and(|mut entries| entries.any(|entry| entry.is_ok_and(is_std)))
    }
}

/// The compiler that cargo will use.
fn rustc() -> Command {
    Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
}

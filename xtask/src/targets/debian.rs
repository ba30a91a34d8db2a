//! Builds the standard library for WebAssembly from Debian's packages, for machines that reach a Debian
//! mirror but not Rust's servers.
//!
//! `rust-src` has the sources of the standard library, with what they depend on, `wasi-libc` has the C
//! library and the start files of wasm32-wasip2. apt is given lists and folders of its own, so nothing
//! on the machine changes but the toolchain's folder, and that only when everything is built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::Toolchain;
use crate::{process, progress};

/// Where a version of Rust may be, the most stable first.
const SUITES: [&str; 4] = ["bookworm", "trixie", "trixie-backports", "sid"];

/// Builds and installs the targets.
pub(super) fn install(toolchain: &Toolchain, targets: &[&str]) -> Result<()> {
    let work = tempfile::tempdir()?;
    let spinner = progress::spinner("fetching Debian packages");
    let sources = unpack_packages(work.path(), &toolchain.version)?;
    spinner.finish();
    for target in targets {
        let spinner = progress::spinner("building std");
        spinner.set_message(format!("building std for {target}"));
        let built = build(work.path(), &sources, target)?;
        let libc = work.path().join("root/usr/lib").join(target);
        put(toolchain, target, &built, &libc)?;
        spinner.finish();
    }
    Ok(())
}

/// Fetches and unpacks the packages; gives the folder of the standard library's sources.
fn unpack_packages(work: &Path, version: &str) -> Result<PathBuf> {
    let apt = Apt::set_up(work)?;
    process::output(apt.get().args(["update"]))?;
    let listed = process::output(apt.cache().args(["madison", "rust-src"]))?;
    let package = exact(&listed, version)
        .with_context(|| format!("the mirror has no rust-src of version {version}"))?;
    let packages = [format!("rust-src={package}"), "wasi-libc".to_owned()];
    process::output(
        apt.get()
            .arg("download")
            .args(packages)
            .current_dir(&apt.packages),
    )?;
    let root = work.join("root");
    for package in fs::read_dir(&apt.packages)? {
        process::output(
            Command::new("dpkg-deb")
                .arg("-x")
                .arg(package?.path())
                .arg(&root),
        )?;
    }
    Ok(root.join(format!("usr/src/rustc-{version}/library")))
}

/// Finds Debian's package of exactly this version of Rust in apt's table of versions.
fn exact<'a>(listed: &'a str, version: &str) -> Option<&'a str> {
    let packages = listed.lines().filter_map(|line| line.split('|').nth(1));
    packages.map(str::trim).find(|package| {
        package
            .strip_prefix(version)
            .is_some_and(|rest| rest.starts_with(['+', '-', '~']))
    })
}

/// Builds the standard library the way rustc's own build does, and gives the folder of its libraries.
fn build(work: &Path, sources: &Path, target: &str) -> Result<PathBuf> {
    let built = work.join("target");
    // The standard library uses unstable features, and marks everything in it as unstable unless it
    // says otherwise; the metadata keeps its symbols apart from those of a crate with the same name.
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(sources)
        .args([
            "build",
            "--release",
            "--manifest-path",
            "sysroot/Cargo.toml",
        ])
        .args(["--features", "compiler-builtins-mem", "--target", target])
        .env("CARGO_TARGET_DIR", &built)
        .env("RUSTC_BOOTSTRAP", "1")
        .env(
            "RUSTFLAGS",
            "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes",
        )
        .env("__CARGO_DEFAULT_LIB_METADATA", "stablestd");
    process::output(&mut cargo)?;
    Ok(built.join(target).join("release/deps"))
}

/// Puts the libraries where rustup would have, all at once.
fn put(toolchain: &Toolchain, target: &str, built: &Path, libc: &Path) -> Result<()> {
    let libraries = toolchain.libraries(target);
    let home = libraries
        .parent()
        .context("the toolchain has no folder for targets")?;
    let rustlib = home
        .parent()
        .context("the toolchain has no folder for targets")?;
    let staged = tempfile::tempdir_in(rustlib)
        .with_context(|| format!("cannot write to {}", rustlib.display()))?;
    let staged_libraries = staged.path().join("lib");
    let start_files = staged_libraries.join("self-contained");
    fs::create_dir_all(&start_files)?;
    copy(built, &staged_libraries, |name| {
        Path::new(name).extension() == Some("rlib".as_ref())
    })?;
    if libc.is_dir() {
        copy(libc, &start_files, |name| {
            name == "libc.a" || name.starts_with("crt1")
        })?;
    }
    fs::create_dir_all(home)?;
    if libraries.exists() {
        fs::rename(&libraries, staged.path().join("incomplete"))?;
    }
    fs::rename(&staged_libraries, &libraries)?;
    Ok(())
}

fn copy(from: &Path, to: &Path, wanted: impl Fn(&str) -> bool) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let name = entry.file_name();
        if wanted(&name.to_string_lossy()) {
            fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}

/// apt, with everything it writes in a folder of ours.
struct Apt {
    options: Vec<String>,
    packages: PathBuf,
}

impl Apt {
    fn set_up(work: &Path) -> Result<Self> {
        let mirror = mirror()?;
        let key = "/usr/share/keyrings/debian-archive-keyring.gpg";
        let sources: String = SUITES
            .map(|suite| format!("deb [signed-by={key}] {mirror} {suite} main\n"))
            .concat();
        let list = work.join("sources.list");
        let lists = work.join("lists");
        let packages = work.join("packages");
        fs::write(&list, sources)?;
        fs::create_dir_all(lists.join("partial"))?;
        fs::create_dir_all(&packages)?;
        let options = [
            format!("Dir::Etc::SourceList={}", list.display()),
            "Dir::Etc::SourceParts=/dev/null".to_owned(),
            format!("Dir::State::Lists={}", lists.display()),
            format!("Dir::Cache={}", work.join("cache").display()),
            "APT::Sandbox::User=root".to_owned(),
        ];
        let options = options
            .into_iter()
            .flat_map(|option| ["-o".to_owned(), option])
            .collect();
        Ok(Self { options, packages })
    }

    fn get(&self) -> Command {
        self.command("apt-get")
    }

    fn cache(&self) -> Command {
        self.command("apt-cache")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.arg("-q").args(&self.options);
        command
    }
}

/// The mirror that this machine's apt already uses.
fn mirror() -> Result<String> {
    let mut apt = Command::new("apt-get");
    apt.args([
        "indextargets",
        "--format",
        "$(REPO_URI)",
        "Created-By: Packages",
    ]);
    let known = process::output(&mut apt)?;
    let mirror = known
        .lines()
        .find(|uri| uri.trim_end_matches('/').ends_with("/debian"));
    mirror
        .map(str::to_owned)
        .context("this machine's apt knows no Debian mirror")
}

#[cfg(test)]
mod tests {
    use super::exact;

    const LISTED: &str = "\
  rust-src | 1.96.0+dfsg1-1 | http://mirror/debian sid/main amd64 Packages
  rust-src | 1.95.0+dfsg1-2 | http://mirror/debian trixie-backports/main amd64 Packages
  rust-src | 1.9.0-1 | http://mirror/debian bookworm/main amd64 Packages
";

    #[test]
    fn only_the_exact_version_will_do() {
        assert_eq!(exact(LISTED, "1.95.0"), Some("1.95.0+dfsg1-2"));
        assert_eq!(exact(LISTED, "1.9"), None);
        assert_eq!(exact(LISTED, "1.94.0"), None);
    }
}

//! Finds what the build makes: the program, the manifest, the components.

use std::path::{Path, PathBuf};

/// The workspace's root.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent()
        .expect("the package has a parent folder")
        .to_path_buf()
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The program under test.
pub fn program() -> PathBuf {
    let path =
        std::env::var_os("LETHE_BIN").map_or_else(|| target().join("release/lethe"), PathBuf::from);
    built(path, "cargo build --release -p host")
}

/// The application's manifest; `LETHE_MANIFEST` names another one of this tree, such as
/// `spin.wasip2.toml`.
pub fn manifest() -> PathBuf {
    let name = std::env::var_os("LETHE_MANIFEST").unwrap_or_else(|| "spin.toml".into());
    built(root().join(name), "git checkout .")
}

/// The component of a built-in plugin.
pub fn plugin(name: &str) -> Vec<u8> {
    let path = target().join("plugins").join(format!("{name}.wasm"));
    std::fs::read(built(path, "cargo xtask wasm")).expect("a built plugin can be read")
}

/// Gives the path of something built, or fails the test naming the command that builds it.
pub fn built(path: PathBuf, command: &str) -> PathBuf {
    assert!(
        path.exists(),
        "{} is missing: run `{command}` first",
        path.display()
    );
    path
}

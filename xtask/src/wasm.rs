//! Builds the WebAssembly: the workflows as Spin components, the plugins as components without WASI.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wit_component::ComponentEncoder;

use crate::workspace::{Guest, Workspace};
use crate::{process, targets};

/// What the workflows are built for.
pub(crate) const WORKFLOW_TARGET: &str = "wasm32-wasip2";
/// What the plugins are built for: nothing that could be imported.
pub(crate) const PLUGIN_TARGET: &str = "wasm32-unknown-unknown";

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    targets::ensure(workspace)?;
    plugins(workspace)?;
    workflows(workspace, Wasi::V3)?;
    workflows(workspace, Wasi::V2)
}

/// Builds the workflows that are only there to be measured.
pub(crate) fn benched(workspace: &Workspace) -> Result<()> {
    build(
        workspace,
        WORKFLOW_TARGET,
        &workspace.guests("bench"),
        Wasi::V3,
    )
}

/// Which WASI a workflow is built for.
#[derive(Clone, Copy)]
pub(crate) enum Wasi {
    V2,
    V3,
}

impl Wasi {
    /// The cargo profile, and so the folder.
    fn profile(self) -> &'static str {
        match self {
            Self::V2 => "guest-wasip2",
            Self::V3 => "guest",
        }
    }

    /// What makes cargo build for it.
    pub(crate) fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::V2 => &[
                "--profile",
                "guest-wasip2",
                "--no-default-features",
                "--features",
                "wasip2",
            ],
            Self::V3 => &["--profile", "guest"],
        }
    }
}

/// Builds the workflows where the manifest looks for them: `spin.toml` for WASI 0.3,
/// `spin.wasip2.toml` for WASI 0.2.
fn workflows(workspace: &Workspace, wasi: Wasi) -> Result<()> {
    let guests = workspace.workflows();
    build(workspace, WORKFLOW_TARGET, &guests, wasi)?;
    let built = workspace
        .target()
        .join(WORKFLOW_TARGET)
        .join(wasi.profile());
    let named = workspace
        .root()
        .join("target")
        .join(WORKFLOW_TARGET)
        .join(wasi.profile());
    if built != named {
        fs::create_dir_all(&named)?;
        for guest in &guests {
            fs::copy(built.join(&guest.module), named.join(&guest.module))?;
        }
    }
    Ok(())
}

/// Builds the plugins and wraps them into components.
fn plugins(workspace: &Workspace) -> Result<()> {
    let guests = workspace.plugins();
    build(workspace, PLUGIN_TARGET, &guests, Wasi::V3)?;
    fs::create_dir_all(workspace.target().join("plugins"))?;
    for guest in &guests {
        let module = workspace
            .target()
            .join(PLUGIN_TARGET)
            .join("guest")
            .join(&guest.module);
        let component = plugin(workspace, &guest.folder);
        let size = componentize(&module, &component)
            .with_context(|| format!("the plugin {} is no component", guest.folder))?;
        println!("{:>7} bytes  {}", size, component.display());
    }
    Ok(())
}

/// Where the component of a plugin is, by the name of its folder.
pub(crate) fn plugin(workspace: &Workspace, folder: &str) -> PathBuf {
    workspace
        .target()
        .join("plugins")
        .join(folder)
        .with_extension("wasm")
}

fn build(workspace: &Workspace, target: &str, guests: &[Guest], wasi: Wasi) -> Result<()> {
    let mut cargo = process::cargo(workspace);
    cargo.args(["build", "--target", target]);
    cargo.args(wasi.arguments());
    cargo.args(
        guests
            .iter()
            .flat_map(|guest| ["--package", &guest.package]),
    );
    process::run(&mut cargo)
}

/// Wraps a core module, which carries its WIT world, into a component; gives the size.
fn componentize(module: &Path, component: &Path) -> Result<usize> {
    let module = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let bytes = ComponentEncoder::default()
        .validate(true)
        .module(&module)?
        .encode()?;
    // Written aside and renamed: a host that is running may be reading the old one.
    let aside = component.with_extension("part");
    fs::write(&aside, &bytes)?;
    fs::rename(&aside, component)?;
    Ok(bytes.len())
}

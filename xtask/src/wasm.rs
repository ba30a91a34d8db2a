//! Builds the WebAssembly: the workflows and the providers as Spin components, the plugins as
//! components without WASI.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
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
    workflows(workspace, Wasi::V2)?;
    providers(workspace)
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
enum Wasi {
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
    fn arguments(self) -> &'static [&'static str] {
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
    for guest in &guests {
        place(workspace, wasi, &guest.module, &guest.module)?;
    }
    Ok(())
}

/// Builds the providers, which both manifests name. Each by itself: together they would have each
/// other's features of wasmtime, with which none of them builds.
fn providers(workspace: &Workspace) -> Result<()> {
    for guest in workspace.guests("providers") {
        build(
            workspace,
            WORKFLOW_TARGET,
            std::slice::from_ref(&guest),
            Wasi::V3,
        )?;
        let name = PathBuf::from(&guest.folder).with_extension("wasm");
        let size = place(workspace, Wasi::V3, &guest.module, &name)?;
        println!("{size:>7} bytes  {}", name.display());
        ensure!(
            size <= most_bytes(&guest.folder),
            "the provider {} is larger than Spin clouds may take",
            guest.folder
        );
    }
    Ok(())
}

/// Bytes that a provider may have, so that an application of all components stays below 50 MiB.
fn most_bytes(provider: &str) -> u64 {
    if provider == "compiler" {
        8 << 20
    } else {
        4 << 20
    }
}

/// Copies what cargo built to where the manifests look for it, under its name there; gives the size.
fn place(workspace: &Workspace, wasi: Wasi, module: &Path, name: &Path) -> Result<u64> {
    let below = Path::new(WORKFLOW_TARGET).join(wasi.profile());
    let built = workspace.target().join(&below).join(module);
    let named = workspace.root().join("target").join(below);
    let placed = named.join(name);
    if built != placed {
        fs::create_dir_all(&named)?;
        fs::copy(&built, &placed).with_context(|| format!("cannot copy {}", built.display()))?;
    }
    Ok(fs::metadata(placed)?.len())
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

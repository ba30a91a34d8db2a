//! What there is in the workspace, as `cargo metadata` tells it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::{Metadata, MetadataCommand, Package, TargetKind};

/// The workspace that this program was built from.
pub(crate) struct Workspace {
    metadata: Metadata,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
        let metadata = MetadataCommand::new()
            .manifest_path(manifest)
            .no_deps()
            .exec()
            .context("cargo cannot read the workspace")?;
        Ok(Self { metadata })
    }

    /// The folder that holds everything.
    pub(crate) fn root(&self) -> &Path {
        self.metadata.workspace_root.as_std_path()
    }

    /// Where cargo puts what it builds.
    pub(crate) fn target(&self) -> &Path {
        self.metadata.target_directory.as_std_path()
    }

    /// Every package of the workspace.
    pub(crate) fn packages(&self) -> impl Iterator<Item = &Package> {
        self.metadata.packages.iter()
    }

    /// The folder of a package, relative to the root, with `/`.
    pub(crate) fn folder(&self, package: &Package) -> String {
        let folder = package
            .manifest_path
            .parent()
            .unwrap_or(&package.manifest_path);
        let folder = folder
            .strip_prefix(&self.metadata.workspace_root)
            .unwrap_or(folder);
        folder.as_str().replace('\\', "/")
    }

    /// The workflows, which are Spin components.
    pub(crate) fn workflows(&self) -> Vec<Guest> {
        let mut guests = self.guests("workflows");
        guests.extend(self.guests("plugins").into_iter().filter(|g| g.is_workflow));
        guests
    }

    /// The plugins, which are components without WASI.
    pub(crate) fn plugins(&self) -> Vec<Guest> {
        let mut guests = self.guests("plugins");
        guests.retain(|guest| !guest.is_workflow);
        guests
    }

    /// The packages below a folder that become WebAssembly.
    pub(crate) fn guests(&self, below: &str) -> Vec<Guest> {
        let prefix = format!("{below}/");
        self.packages()
            .filter_map(|package| {
                let folder = self.folder(package).strip_prefix(&prefix)?.to_owned();
                let is_library = |kind: &TargetKind| *kind == TargetKind::CDyLib;
                let library = package
                    .targets
                    .iter()
                    .find(|t| t.kind.iter().any(is_library))?;
                let module = format!("{}.wasm", library.name.replace('-', "_"));
                let is_workflow = package.dependencies.iter().any(|d| d.name == "kit");
                Some(Guest {
                    folder,
                    package: package.name.to_string(),
                    module: module.into(),
                    is_workflow,
                })
            })
            .collect()
    }
}

/// A package that becomes WebAssembly.
pub(crate) struct Guest {
    /// The last part of its path.
    pub(crate) folder: String,
    pub(crate) package: String,
    /// The file that rustc writes.
    pub(crate) module: PathBuf,
    /// Whether it answers HTTP.
    pub(crate) is_workflow: bool,
}

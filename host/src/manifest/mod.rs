//! Reads a Spin manifest, version 2, and refuses what this host would not do.
//!
//! Every key is known, granted or refused; nothing is skipped in silence. Each refusal names the
//! key and the line. The rules are Spin's (`crates/manifest/src/schema/v2.rs` of Spin 4.1).

mod application;
mod component;
mod dependency;
mod model;
mod problem;
mod table;
mod template;
#[cfg(test)]
mod tests;
mod trigger;

pub use model::{
    Answer, Application, Component, Dependency, HttpTrigger, Inherit, Manifest, Public,
    StaticResponse, TriggerRoute, Variable,
};
pub use problem::{Problem, Problems};
pub use template::Template;

use std::path::Path;

use crate::Error;

impl Manifest {
    /// Reads the manifest file at `path`; sources are relative to its folder.
    ///
    /// # Errors
    /// The file cannot be read, or [`Problems`]: all that is wrong with it, each with its line.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::ReadManifest {
            path: path.to_owned(),
            source,
        })?;
        let name = path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy();
        let directory = path.parent().unwrap_or(Path::new("."));
        Self::parse(&name, &text, directory).map_err(Error::Manifest)
    }

    /// Reads a manifest from `text`; `name` is what its problems call the file.
    ///
    /// # Errors
    /// All that is wrong with it, each with its line.
    pub fn parse(name: &str, text: &str, directory: &Path) -> Result<Self, Problems> {
        let mut report = problem::Report::new(name, text);
        let manifest = application::read(text, directory, &mut report);
        report.finish(manifest)
    }
}

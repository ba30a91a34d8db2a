//! `lethe verify-manifest`: checks a Spin manifest.

use super::{arguments::VerifyManifest, error::Error, print};
use crate::manifest::Manifest;

pub(super) fn run(options: &VerifyManifest) -> Result<(), Error> {
    let manifest = Manifest::load(&options.manifest)?;
    let (components, routes) = (manifest.components.len(), manifest.triggers.len());
    let file = options.manifest.display();
    Ok(print::line(&format!(
        "{file} can be served: components {components}, routes {routes}"
    ))?)
}

//! What wasmtime makes of `wit/plugin`: the types of a batch and the typed exports of a plugin, a module for
//! each world.
//!
//! The crate's own tables *are* the types of `anonymizer`, so that no batch is copied on its way to one. For the
//! other worlds they are moved, piece by piece.
#![expect(
    missing_docs,
    reason = "generated; the contract in wit/plugin documents every item"
)]

pub(crate) mod anonymizer {
    wasmtime::component::bindgen!({
        path: "../../wit/plugin",
        world: "anonymizer-plugin",
        additional_derives: [PartialEq],
    });
}

pub(crate) mod exporter {
    wasmtime::component::bindgen!({
        path: "../../wit/plugin",
        world: "exporter-plugin",
        additional_derives: [PartialEq],
        with: {
            "lethe:plugin/log": super::anonymizer::lethe::plugin::log,
            "lethe:plugin/pseudonym": super::anonymizer::lethe::plugin::pseudonym,
        },
    });
}

pub(crate) mod retention {
    wasmtime::component::bindgen!({
        path: "../../wit/plugin",
        world: "retention-plugin",
        additional_derives: [PartialEq],
        with: {
            "lethe:plugin/log": super::anonymizer::lethe::plugin::log,
            "lethe:plugin/pseudonym": super::anonymizer::lethe::plugin::pseudonym,
        },
    });
}

use crate::mirror_plugins;
use exporter::exports::lethe::plugin::exporter as exporting;
use retention::exports::lethe::plugin::retention as deciding;

mirror_plugins!(@table crate => exporting);
mirror_plugins!(@table exporting => crate);
mirror_plugins!(@table crate => deciding);
mirror_plugins!(@table deciding => crate);

//! What wasmtime makes of `wit/plugin`: the types of a batch and the typed exports of a plugin.
//!
//! The crate's own tables *are* these types, so that no batch is copied on its way to a plugin.
#![expect(
    missing_docs,
    reason = "generated; the contract in wit/plugin documents every item"
)]

wasmtime::component::bindgen!({
    path: "../../wit/plugin",
    world: "anonymizer-plugin",
    additional_derives: [PartialEq],
});

//! The contract `lethe:plugin` as Rust, generated from its WIT file.
#![allow(
    missing_docs,
    unsafe_code,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    reason = "generated code"
)]

wit_bindgen::generate!({
    path: "../../wit/plugin",
    world: "anonymizer-plugin",
    pub_export_macro: true,
    export_macro_name: "export_anonymizer",
    default_bindings_module: "lethe_plugin::bindings",
});

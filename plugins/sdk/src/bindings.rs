//! The contract `lethe:plugin` as Rust, generated from its WIT files: a module for each world.
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

pub mod anonymizer {
    wit_bindgen::generate!({
        path: "../../wit/plugin",
        world: "anonymizer-plugin",
        pub_export_macro: true,
        export_macro_name: "export_anonymizer",
        default_bindings_module: "lethe_plugin::bindings::anonymizer",
    });
}

pub mod exporter {
    wit_bindgen::generate!({
        path: "../../wit/plugin",
        world: "exporter-plugin",
        pub_export_macro: true,
        export_macro_name: "export_exporter",
        default_bindings_module: "lethe_plugin::bindings::exporter",
    });
}

pub mod retention {
    wit_bindgen::generate!({
        path: "../../wit/plugin",
        world: "retention-plugin",
        pub_export_macro: true,
        export_macro_name: "export_retention",
        default_bindings_module: "lethe_plugin::bindings::retention",
    });
}

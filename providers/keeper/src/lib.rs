//! Supplies all of `lethe:vault` in stock Spin, passwords of accounts included. Other components take `providers/vault`,
//! which is a fifth smaller: in a Spin cloud each component brings its providers with it.
#![cfg(target_family = "wasm")]

mod bindings {
    #![expect(
        unsafe_code,
        clippy::same_length_and_capacity,
        reason = "generated, as the canonical ABI wants it"
    )]

    wit_bindgen::generate!({
        inline: "package lethe:keeper; world provider { export lethe:vault/vault@0.1.0; export lethe:vault/passwords@0.1.0; }",
        path: "../../wit/vault",
        generate_all,
    });
    use super::Keeper;
    export!(Keeper);
}

mod passwords;
#[path = "../../vault/src/sealing.rs"]
mod sealing;

struct Keeper;

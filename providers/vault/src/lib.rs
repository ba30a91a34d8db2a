//! Supplies `lethe:vault` in stock Spin: the keys, in the memory of a component of their own.
#![cfg(target_family = "wasm")]

mod bindings {
    #![expect(
        unsafe_code,
        clippy::same_length_and_capacity,
        reason = "generated, as the canonical ABI wants it"
    )]

    wit_bindgen::generate!({
        inline: "package lethe:keeper; world provider { export lethe:vault/vault@0.1.0; }",
        path: "../../wit/vault",
        generate_all,
    });
    use super::Keeper;
    export!(Keeper);
}

mod sealing;

struct Keeper;

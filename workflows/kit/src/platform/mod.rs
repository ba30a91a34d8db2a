//! The platform's three packages, as Rust: bindings made from `wit/`, and nothing else.

/// One package each, so that a workflow imports only what it uses.
macro_rules! bindings {
    ($(#[$doc:meta])* $name:ident: $world:literal, $path:literal, $($interface:tt)*) => {
        $(#[$doc])*
        pub mod $name {
            mod generated {
                #![expect(
                    missing_docs,
                    clippy::same_length_and_capacity,
                    reason = "generated from wit/, where the words are"
                )]
                spin_sdk::wit_bindgen::generate!({
                    inline: $world,
                    path: $path,
                    runtime_path: "spin_sdk::wit_bindgen::rt",
                    generate_all,
                });
            }
            pub use generated::lethe::$($interface)*::*;
        }
    };
}

bindings!(
    /// Keys, sealing and blind indexes (`wit/vault/vault.wit`).
    vault: "package lethe:kit-vault; world platform { import lethe:vault/vault@0.1.0; }",
    "../../wit/vault",
    vault::vault
);
bindings!(
    /// Passwords of accounts (`wit/vault/vault.wit`).
    passwords: "package lethe:kit-passwords; world platform { import lethe:vault/passwords@0.1.0; }",
    "../../wit/vault",
    vault::passwords
);
bindings!(
    /// Runs plugins (`wit/engine/engine.wit`).
    engine: "package lethe:kit-engine; world platform { import lethe:engine/plugins@0.1.0; }",
    "../../wit/engine",
    engine::plugins
);
bindings!(
    /// Compiles plugins (`wit/compiler/compiler.wit`).
    compiler: "package lethe:kit-compiler; world platform { import lethe:compiler/compiler@0.1.0; }",
    "../../wit/compiler",
    compiler::compiler
);

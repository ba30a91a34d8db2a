//! Supplies `lethe:compiler` in stock Spin: Cranelift inside a component, which compiles for the
//! interpreter of `providers/sandbox`.
//!
//! The structural caps bound what compiling takes. There is no process to end here: the runtime
//! that serves the request ends it when that takes too long.
#![cfg(target_family = "wasm")]

mod bindings {
    #![expect(
        unsafe_code,
        clippy::same_length_and_capacity,
        reason = "generated, as the canonical ABI wants it"
    )]

    wit_bindgen::generate!({
        inline: "package lethe:compilation; world provider { export lethe:compiler/compiler@0.1.0; }",
        path: "../../wit/compiler",
        generate_all,
    });
    use super::Compiler;
    export!(Compiler);
}

use bindings::exports::lethe::compiler::compiler as wit;
use engine::{Engine, Sealer, Settings};

engine::mirror_compiler!(wit);

struct Compiler;

impl wit::Guest for Compiler {
    fn identity() -> String {
        // Without an engine there is none to be identified, and `compile` says why.
        engine().map_or_else(|_| engine::ENGINE.to_owned(), |engine| engine.identity())
    }

    /// The size is nothing to an instance, which has no clock: whoever runs it bounds its time.
    fn compile(
        tenant: String,
        _: wit::Size,
        component: Vec<u8>,
    ) -> Result<wit::Compiled, wit::Error> {
        let key = keys::read("artifact_key").map_err(wit::Error::Unavailable)?;
        let engine = engine()?;
        let compiled = engine::compile(&engine, &component)?;
        let (digest, identity) = (&compiled.digest, engine.identity());
        let artifact = Sealer::new(*key).seal(&tenant, digest, &identity, &compiled.artifact);
        Ok(engine::Compiled {
            artifact,
            ..compiled
        }
        .into())
    }
}

fn engine() -> Result<Engine, wit::Error> {
    Engine::new(Settings::default()).map_err(|error| wit::Error::Unavailable(error.to_string()))
}

//! Supplies `lethe:engine` in stock Spin: wasmtime, interpreting, inside a component.
//!
//! The same crate as natively, under the same limits, with the same receipts. Fuel alone ends a
//! run: there is no clock here.
#![cfg(target_family = "wasm")]

mod exporting;
mod loaded;
mod thread_local;

mod bindings {
    #![expect(
        unsafe_code,
        clippy::same_length_and_capacity,
        reason = "generated, as the canonical ABI wants it"
    )]

    wit_bindgen::generate!({
        inline: "package lethe:sandbox; world provider { export lethe:engine/plugins@0.1.0; }",
        path: "../../wit/engine",
        generate_all,
    });
    use super::Sandbox;
    export!(Sandbox);
}

use bindings::exports::lethe::engine::plugins as wit;

#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

engine::mirror_plugins!(wit);

struct Sandbox;

impl wit::Guest for Sandbox {
    type File = exporting::Exporting;

    fn load(plugin: wit::Plugin, artifact: Vec<u8>) -> Result<(), wit::Error> {
        loaded::load(plugin, &artifact)
    }

    fn describe(plugin: wit::Plugin) -> Result<wit::Description, wit::Error> {
        Ok(loaded::get(&plugin)?.describe()?.into())
    }

    fn limits(size: wit::Size) -> wit::Allowance {
        engine::Allowance::from(&engine::Settings::default().sized(size.into())).into()
    }

    fn anonymize(
        plugin: wit::Plugin,
        context: wit::Context,
        input: wit::Table,
    ) -> Result<wit::Run, wit::Error> {
        let plugin = loaded::get(&plugin)?;
        Ok(plugin.anonymize(&context.into(), &input.into())?.into())
    }

    fn decide(
        plugin: wit::Plugin,
        context: wit::RetentionContext,
        records: wit::Records,
    ) -> Result<wit::Decided, wit::Error> {
        let plugin = loaded::get(&plugin)?;
        Ok(plugin.decide(context.into(), &records.into())?.into())
    }
}

//! Starts a provider under the limits of a Spin cloud, with the variables that a manifest would give
//! it, so that tests and measurements can put it beside the crate that it is made of.
#![expect(
    clippy::unwrap_used,
    reason = "a harness fails its test by panicking, with what it saw"
)]

use std::{collections::BTreeMap, path::Path, sync::OnceLock};

use wasmtime::{
    Engine, Store, StoreLimits, StoreLimitsBuilder,
    component::{Component, HasSelf, Linker, ResourceTable},
};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

/// What Spin clouds give an instance.
const MEMORY_BYTES: usize = 128 << 20;

/// What the host keeps for a provider.
pub struct State {
    wasi: WasiCtx,
    table: ResourceTable,
    limits: StoreLimits,
    variables: BTreeMap<String, String>,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

/// A provider with its own bindings: `start` gives a fresh instance.
macro_rules! provider {
    ($(#[$doc:meta])* $name:ident, $file:literal, $world:literal, $wit:literal, $($guest:ident)::+) => {
        $(#[$doc])*
        pub mod $name {
            #[expect(missing_docs, reason = "generated from the contract, which says what it is")]
            mod bindings {
                wasmtime::component::bindgen!({
                    inline: $world,
                    path: [$wit, "../../host/wit/deps/fermyon-spin"],
                    additional_derives: [PartialEq],
                });
            }

            pub use bindings::Provider;
            pub use bindings::exports::lethe::$($guest)::+ as wit;
            use bindings::fermyon::spin::variables;

            /// An instance of the provider, with the variables that it was given.
            pub struct Running {
                /// What its memory and its fuel are counted in.
                pub store: wasmtime::Store<super::State>,
                /// What it exports.
                pub provider: Provider,
            }

            /// Starts it with these variables.
            pub fn start(given: &[(&str, &str)]) -> Running {
                static COMPONENT: std::sync::OnceLock<wasmtime::component::Component> =
                    std::sync::OnceLock::new();
                let component = COMPONENT.get_or_init(|| super::load($file));
                let mut linker = super::linker();
                variables::add_to_linker::<_, super::HasSelf<super::State>>(&mut linker, |s| s)
                    .unwrap();
                let mut store = super::store(given);
                let provider = Provider::instantiate(&mut store, component, &linker).unwrap();
                Running { store, provider }
            }

            impl variables::Host for super::State {
                fn get(&mut self, name: String) -> Result<String, variables::Error> {
                    let value = self.variables.get(&name).cloned();
                    value.ok_or(variables::Error::Undefined(name))
                }
            }
        }
    };
}

/// The cells of a column, as rows have them.
pub type Rows = columns::Cells<running::Date>;

columns::columnar!(running, Rows);
engine::mirror_plugins!(running);
engine::mirror_compiler!(compiling);
::vault::mirror!(sealing);

use self::vault::wit as sealing;
use compiler::wit as compiling;
use sandbox::wit as running;

provider!(
    /// Runs plugins: `lethe:engine`.
    sandbox,
    "sandbox.wasm",
    "package test:sandbox; world provider {
        import fermyon:spin/variables@2.0.0;
        export lethe:engine/plugins@0.1.0;
    }",
    "../../wit/engine",
    engine::plugins
);
provider!(
    /// Compiles uploads: `lethe:compiler`.
    compiler,
    "compiler.wasm",
    "package test:compiler; world provider {
        import fermyon:spin/variables@2.0.0;
        export lethe:compiler/compiler@0.1.0;
    }",
    "../../wit/compiler",
    compiler::compiler
);
provider!(
    /// Seals and opens: `lethe:vault`.
    vault,
    "vault.wasm",
    "package test:vault; world provider {
        import fermyon:spin/variables@2.0.0;
        export lethe:vault/vault@0.1.0;
    }",
    "../../wit/vault",
    vault::vault
);

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(Engine::default)
}

fn load(file: &str) -> Component {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/wasm32-wasip2/guest");
    let path = built.join(file);
    assert!(path.exists(), "{file} is missing: run `cargo xtask wasm`");
    Component::from_file(engine(), path).unwrap()
}

fn linker() -> Linker<State> {
    let mut linker = Linker::new(engine());
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker).unwrap();
    linker
}

fn store(given: &[(&str, &str)]) -> Store<State> {
    let variables = given.iter().copied();
    let state = State {
        wasi: WasiCtx::builder().build(),
        table: ResourceTable::new(),
        limits: StoreLimitsBuilder::new().memory_size(MEMORY_BYTES).build(),
        variables: variables
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    };
    let mut store = Store::new(engine(), state);
    store.limiter(|state| &mut state.limits);
    store
}

/// A key as a variable holds it.
pub fn key(byte: u8) -> String {
    format!("{byte:02x}").repeat(32)
}

//! The engine of the workflows, and how a component is loaded into it.

use std::{sync::Arc, time::Duration};

use instance::State;
use wasmtime::{
    Config, Enabled, Engine, EngineWeak, InstanceAllocationStrategy, PoolingAllocationConfig,
    component::{Component as Compiled, Linker},
};
use wasmtime_wasi_http::{handler::ProxyPre, p2, p3};

use super::{ArtifactCache, Settings, Supplier, Workflow, state};
use crate::{Error, compose::compose, manifest::Component, platform, spin};

/// How often running guests are asked whether they must give way.
const TICK: Duration = Duration::from_millis(10);

/// The engine that all workflows share.
#[derive(Clone)]
pub struct Runtime {
    engine: Engine,
    linker: Arc<Linker<State>>,
    settings: Arc<Settings>,
    cache: Option<Arc<ArtifactCache>>,
    supplier: Arc<dyn Supplier>,
}

impl Runtime {
    /// Starts an engine, with its clock.
    ///
    /// # Errors
    /// The machine cannot run it.
    pub fn new(
        settings: Settings,
        cache: Option<ArtifactCache>,
        supplier: Arc<dyn Supplier>,
    ) -> Result<Self, Error> {
        let refused = |error: wasmtime::Error| Error::Engine(format!("{error:#}"));
        let engine = start(&settings).map_err(refused)?;
        let linker = link(&engine, !settings.compose).map_err(refused)?;
        tick(engine.weak());
        Ok(Self {
            engine,
            linker: Arc::new(linker),
            settings: Arc::new(settings),
            cache: cache.map(Arc::new),
            supplier,
        })
    }

    /// Loads a component: from the cache, or by compiling it, which takes a while.
    ///
    /// # Errors
    /// The file is no component, does not fit its dependencies, imports what the host does not supply,
    /// or answers no HTTP.
    pub fn load(&self, component: &Component) -> Result<Workflow, Error> {
        let refused = |reason: String| Error::Component {
            component: component.id.clone(),
            reason,
        };
        let mut bytes = std::fs::read(&component.source)
            .map_err(|error| refused(format!("cannot read the source: {error}")))?;
        if self.settings.compose {
            bytes = compose(component, bytes).map_err(|error| refused(error.to_string()))?;
        }
        let compiled = self
            .compile(&bytes)
            .map_err(|error| refused(format!("{error:#}")))?;
        let pre = self
            .prepare(&compiled)
            .map_err(|error| refused(format!("{error:#}")))?;
        let supply = self.supplier.supply(component).map_err(&refused)?;
        let settings = self.settings.clone();
        Ok(Workflow::new(
            self.engine.clone(),
            pre,
            component.clone(),
            settings,
            supply,
        ))
    }

    fn compile(&self, bytes: &[u8]) -> wasmtime::Result<Compiled> {
        match &self.cache {
            Some(cache) => cache.load_or_compile(&self.engine, bytes),
            None => Compiled::new(&self.engine, bytes),
        }
    }

    fn prepare(&self, compiled: &Compiled) -> wasmtime::Result<ProxyPre<State>> {
        let pre = self.linker.instantiate_pre(compiled)?;
        match p3::bindings::ServicePre::new(pre.clone()) {
            Ok(pre) => Ok(ProxyPre::P3(pre)),
            Err(_) => p2::bindings::ProxyPre::new(pre)
                .map(ProxyPre::P2)
                .map_err(|_| {
                    wasmtime::Error::msg(
                        "exports neither wasi:http/handler@0.3 nor incoming-handler@0.2",
                    )
                }),
        }
    }
}

/// Prefers pooled memory; a machine that cannot reserve so many addresses gets the slower kind.
fn start(settings: &Settings) -> wasmtime::Result<Engine> {
    let mut config = Config::new();
    config.epoch_interruption(true);
    config.wasm_component_model_async(true);
    let mut pooled = config.clone();
    pooled.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(settings)));
    Engine::new(&pooled).or_else(|error| {
        tracing::warn!(reason = %error, "instances are not pooled");
        Engine::new(&config)
    })
}

/// Twice as many slots as requests: an instance may outlive its answer. A composed one has up to four
/// components in it.
fn pool(settings: &Settings) -> PoolingAllocationConfig {
    let instances = settings.in_flight.saturating_mul(2);
    let components = instances.saturating_mul(if settings.compose { 4 } else { 1 });
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(components)
        .total_core_instances(components.saturating_mul(8))
        .total_memories(components.saturating_mul(2))
        .total_tables(components.saturating_mul(4))
        .total_stacks(instances.saturating_mul(2))
        .max_component_instance_size(4 << 20)
        .max_core_instance_size(4 << 20)
        .max_memory_size(settings.memory)
        .table_elements(settings.table_elements)
        .linear_memory_keep_resident(1 << 20)
        .table_keep_resident(64 << 10)
        .pagemap_scan(Enabled::Auto)
        .max_unused_warm_slots(instances);
    pool
}

/// Everything a workflow can import. WASI is here whole, but an instance is granted none of it
/// beyond clocks, randomness and the environment of its manifest. The platform is here when it is
/// supplied `natively`.
fn link(engine: &Engine, natively: bool) -> wasmtime::Result<Linker<State>> {
    let mut linker = instance::linker(engine)?;
    spin::add_to_linker(&mut linker, state::spin)?;
    if natively {
        platform::add_to_linker(&mut linker, state::platform)?;
    }
    Ok(linker)
}

/// Advances the epoch for as long as the engine lives.
fn tick(engine: EngineWeak) {
    std::thread::spawn(move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            std::thread::sleep(TICK);
        }
    });
}

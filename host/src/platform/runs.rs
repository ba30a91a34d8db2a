//! The plugins that are loaded, and their runs on threads that may compute.

use std::{num::NonZero, time::Duration};

use engine::{
    Allowance, Context, Decided, Description, Engine, Error, Export, ExportContext, Exported,
    Plugin, Records, RetentionContext, Run, Sealer, Table,
};
use quick_cache::{Weighter, sync::Cache};

use super::turns::{Busy, Turns};

/// Bytes of artifacts that stay loaded.
const MAX_LOADED_BYTES: u64 = 256 << 20;

/// Plugins that the cache is laid out for.
const LIKELY_LOADED: usize = 256;

/// Runs of one tenant at once, where that leaves a processor to others.
const RUNS_OF_A_TENANT: usize = 2;

/// How long a run waits for its turn; a run itself takes 200 ms of processor time at most.
const PATIENCE: Duration = Duration::from_secs(10);

/// A plugin of a tenant: what one tenant loaded, no other can name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) tenant: String,
    pub(super) digest: String,
}

/// A failure of the engine, or that it must be given the artifact first.
#[derive(Debug)]
pub(super) enum Failure {
    NotLoaded,
    Engine(Error),
}

/// Loads and runs plugins.
pub(super) struct Runs {
    engine: Engine,
    sealer: Sealer,
    loaded: Cache<Key, Loaded, ByBytes>,
    turns: Turns,
}

#[derive(Clone)]
struct Loaded {
    plugin: Plugin,
    bytes: u64,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<Key, Loaded> for ByBytes {
    fn weight(&self, _: &Key, loaded: &Loaded) -> u64 {
        loaded.bytes
    }
}

impl Runs {
    pub(super) fn new(engine: Engine, sealer: Sealer) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let of_a_tenant = RUNS_OF_A_TENANT.min(cores.saturating_sub(1)).max(1);
        Self {
            engine,
            sealer,
            loaded: Cache::with_weighter(LIKELY_LOADED, MAX_LOADED_BYTES, ByBytes),
            turns: Turns::new(cores, of_a_tenant, PATIENCE),
        }
    }

    /// Takes in a sealed artifact, unless the plugin is loaded already.
    pub(super) async fn load(&self, key: Key, artifact: Vec<u8>) -> Result<(), Failure> {
        if self.loaded.get(&key).is_some() {
            return Ok(());
        }
        let (engine, sealer) = (self.engine.clone(), self.sealer.clone());
        let identity = engine.identity();
        let bytes = u64::try_from(artifact.len()).unwrap_or(u64::MAX);
        let Key { tenant, digest } = key.clone();
        let plugin = self
            .compute(&key, move || {
                let artifact = sealer.open(&tenant, &digest, &identity, &artifact)?;
                engine.load(&artifact)
            })
            .await?;
        self.loaded.insert(key, Loaded { plugin, bytes });
        Ok(())
    }

    pub(super) async fn describe(&self, key: &Key) -> Result<Description, Failure> {
        let plugin = self.plugin(key)?;
        self.compute(key, move || plugin.describe()).await
    }

    pub(super) async fn anonymize(
        &self,
        key: &Key,
        context: Context,
        input: Table,
    ) -> Result<Run, Failure> {
        let plugin = self.plugin(key)?;
        self.compute(key, move || plugin.anonymize(&context, &input))
            .await
    }

    /// Begins a file; gives its first bytes as well.
    pub(super) async fn export(
        &self,
        key: &Key,
        context: ExportContext,
    ) -> Result<(Export, Vec<u8>), Failure> {
        let plugin = self.plugin(key)?;
        self.compute(key, move || plugin.export(context)).await
    }

    /// Writes rows; gives the file back, unless it failed.
    pub(super) async fn push(
        &self,
        key: &Key,
        mut export: Export,
        collection: String,
        rows: Table,
    ) -> Result<(Export, Vec<u8>), Failure> {
        let work = move || export.push(&collection, &rows).map(|bytes| (export, bytes));
        self.compute(key, work).await
    }

    /// Ends a file.
    pub(super) async fn finish(&self, key: &Key, export: Export) -> Result<Exported, Failure> {
        self.compute(key, move || export.finish()).await
    }

    /// Lets a retention policy decide.
    pub(super) async fn decide(
        &self,
        key: &Key,
        context: RetentionContext,
        records: Records,
    ) -> Result<Decided, Failure> {
        let plugin = self.plugin(key)?;
        self.compute(key, move || plugin.decide(context, &records))
            .await
    }

    /// What every run is held to.
    pub(super) fn limits(&self) -> Allowance {
        self.engine.settings().into()
    }

    fn plugin(&self, key: &Key) -> Result<Plugin, Failure> {
        self.loaded
            .get(key)
            .map(|loaded| loaded.plugin)
            .ok_or(Failure::NotLoaded)
    }

    async fn compute<R: Send + 'static>(
        &self,
        key: &Key,
        work: impl FnOnce() -> Result<R, Error> + Send + 'static,
    ) -> Result<R, Failure> {
        let turn = self
            .turns
            .take(&key.tenant)
            .await
            .map_err(|Busy| unavailable("too busy"))?;
        // The turn goes along: whoever asked may be gone before the work ends.
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        done.await
            .map_err(|_| unavailable("a run was given up"))?
            .map_err(Failure::Engine)
    }
}

fn unavailable(reason: &str) -> Failure {
    Failure::Engine(Error::Unavailable(reason.to_owned()))
}

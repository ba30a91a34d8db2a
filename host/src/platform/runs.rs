//! The plugins that are loaded, and their runs on threads that may compute.

use std::{num::NonZero, sync::Arc, time::Duration};

use engine::{
    Allowance, Context, Decided, Description, Engine, Error, Export, ExportContext, Exported,
    Plugin, Records, RetentionContext, Run, Sealer, Size, Table,
};
use quick_cache::{Weighter, sync::Cache};

use super::deaths::{Deaths, Quarantined};
use super::turns::{Busy, Turns};

/// Bytes of artifacts that stay loaded.
const MAX_LOADED_BYTES: u64 = 256 << 20;

/// Plugins that the cache is laid out for.
const LIKELY_LOADED: usize = 256;

/// How long a run waits for its turn; a run itself takes 200 ms of processor time at most, and 2 s of the large size.
const PATIENCE: Duration = Duration::from_secs(10);

/// A plugin of a tenant: what one tenant loaded, no other can name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) tenant: String,
    pub(super) digest: String,
}

/// A plugin, and what its tenant may do with it.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) key: Key,
    pub(super) size: Size,
    /// Runs of the tenant at once, where that leaves a processor to others.
    pub(super) at_once: u32,
}

/// A failure of the engine, or that it must be given the artifact first.
#[derive(Debug)]
pub(super) enum Failure {
    NotLoaded,
    Quarantined,
    Engine(Error),
}

/// Loads and runs plugins.
pub(super) struct Runs {
    engine: Engine,
    sealer: Sealer,
    loaded: Cache<Key, Loaded, ByBytes>,
    turns: Turns,
    /// Processors that one tenant may have.
    of_a_tenant: usize,
    deaths: Option<Arc<Deaths>>,
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
    pub(super) fn new(engine: Engine, sealer: Sealer, deaths: Option<Deaths>) -> Self {
        let cores = processors();
        Self {
            engine,
            sealer,
            loaded: Cache::with_weighter(LIKELY_LOADED, MAX_LOADED_BYTES, ByBytes),
            turns: Turns::new(cores, PATIENCE),
            of_a_tenant: cores.saturating_sub(1).max(1),
            deaths: deaths.map(Arc::new),
        }
    }

    /// Takes in a sealed artifact, unless the plugin is loaded already.
    pub(super) async fn load(&self, asked: &Asked, artifact: Vec<u8>) -> Result<(), Failure> {
        let key = &asked.key;
        if self.loaded.get(key).is_some() {
            return Ok(());
        }
        let (engine, sealer) = (self.engine.clone(), self.sealer.clone());
        let identity = engine.identity();
        let bytes = u64::try_from(artifact.len()).unwrap_or(u64::MAX);
        let Key { tenant, digest } = key.clone();
        let plugin = self
            .compute(asked, move || {
                let artifact = sealer.open(&tenant, &digest, &identity, &artifact)?;
                engine.load(&artifact)
            })
            .await?;
        self.loaded.insert(key.clone(), Loaded { plugin, bytes });
        Ok(())
    }

    pub(super) async fn describe(&self, asked: &Asked) -> Result<Description, Failure> {
        let plugin = self.plugin(asked)?;
        self.compute(asked, move || plugin.describe()).await
    }

    pub(super) async fn anonymize(
        &self,
        asked: &Asked,
        context: Context,
        input: Table,
    ) -> Result<Run, Failure> {
        let plugin = self.plugin(asked)?;
        self.compute(asked, move || plugin.anonymize(&context, &input))
            .await
    }

    /// Begins a file; gives its first bytes as well.
    pub(super) async fn export(
        &self,
        asked: &Asked,
        context: ExportContext,
    ) -> Result<(Export, Vec<u8>), Failure> {
        let plugin = self.plugin(asked)?;
        self.compute(asked, move || plugin.export(context)).await
    }

    /// Writes rows; gives the file back, unless it failed.
    pub(super) async fn push(
        &self,
        asked: &Asked,
        mut export: Export,
        collection: String,
        rows: Table,
    ) -> Result<(Export, Vec<u8>), Failure> {
        let work = move || export.push(&collection, &rows).map(|bytes| (export, bytes));
        self.compute(asked, work).await
    }

    /// Ends a file.
    pub(super) async fn finish(&self, asked: &Asked, export: Export) -> Result<Exported, Failure> {
        self.compute(asked, move || export.finish()).await
    }

    /// Lets a retention policy decide.
    pub(super) async fn decide(
        &self,
        asked: &Asked,
        context: RetentionContext,
        records: Records,
    ) -> Result<Decided, Failure> {
        let plugin = self.plugin(asked)?;
        self.compute(asked, move || plugin.decide(context, &records))
            .await
    }

    /// What every run of a size is held to.
    pub(super) fn limits(&self, size: Size) -> Allowance {
        self.engine.settings_of(size).as_ref().into()
    }

    fn plugin(&self, asked: &Asked) -> Result<Plugin, Failure> {
        let loaded = self.loaded.get(&asked.key).ok_or(Failure::NotLoaded)?;
        Ok(loaded.plugin.sized(asked.size))
    }

    async fn compute<R: Send + 'static>(
        &self,
        asked: &Asked,
        work: impl FnOnce() -> Result<R, Error> + Send + 'static,
    ) -> Result<R, Failure> {
        let at_once = usize::try_from(asked.at_once).unwrap_or(usize::MAX);
        let at_once = at_once.clamp(1, self.of_a_tenant);
        let turn = self
            .turns
            .take(&asked.key.tenant, at_once)
            .await
            .map_err(|Busy| unavailable("too busy"))?;
        let begun = self
            .deaths
            .as_ref()
            .map(|deaths| deaths.begin(&asked.key.digest));
        let underway = begun
            .transpose()
            .map_err(|Quarantined| Failure::Quarantined)?;
        // Both go along: whoever asked may be gone before the work ends.
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((underway, turn));
            done
        });
        done.await
            .map_err(|_| unavailable("a run was given up"))?
            .map_err(Failure::Engine)
    }
}

/// Runs that go on at once.
pub(super) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

fn unavailable(reason: &str) -> Failure {
    Failure::Engine(Error::Unavailable(reason.to_owned()))
}

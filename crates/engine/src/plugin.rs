//! A loaded plugin and its runs: a fresh store each, under every limit.

use wasmtime::Store;
use wasmtime::component::Component;

use crate::bindings::exports::lethe::plugin::anonymizer;
use crate::bindings::{AnonymizerPlugin, AnonymizerPluginPre};
use crate::config::ENGINE;
use crate::contract::CONTRACT;
#[cfg(feature = "jit")]
use crate::deadline;
use crate::failure::{Stage, of};
use crate::limiter::Limiter;
use crate::table::{self, Context, Description, Table};
use crate::{
    Artifact, Engine, Error, Limit, Receipt, Usage, canonical, description, lifting, link,
    sha256_hex, text,
};

/// A plugin, ready to run. Cloning it is cheap; runs of clones share nothing.
#[derive(Clone)]
pub struct Plugin {
    engine: Engine,
    digest: String,
    pre: AnonymizerPluginPre<Limiter>,
}

/// What a run gave.
#[derive(Debug, Clone)]
pub struct Run {
    /// The input, anonymized.
    pub output: Table,
    /// The evidence.
    pub receipt: Receipt,
    /// What it took of the limits besides.
    pub usage: Usage,
}

impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plugin")
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}

impl Plugin {
    pub(crate) fn load(engine: Engine, artifact: &Artifact) -> Result<Self, Error> {
        #[expect(
            unsafe_code,
            reason = "sound for what an unmodified wasmtime compiled; an `Artifact` is only made \
                      by `Sealer::open`, from bytes that were sealed right after compiling and \
                      that nobody else can write to"
        )]
        // SAFETY: see the reason above.
        let component = unsafe { Component::deserialize(engine.wasmtime(), &**artifact) }
            .map_err(|_| Error::ArtifactRefused)?;
        let pre = link::link(engine.wasmtime(), &component).map_err(|_| Error::ArtifactRefused)?;
        Ok(Self {
            engine,
            digest: artifact.digest().to_owned(),
            pre,
        })
    }

    /// SHA-256 of the component.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What the plugin says of itself.
    ///
    /// # Errors
    ///
    /// A limit or trap of the plugin, or [`Error::OutputRefused`] when what it says cannot be used.
    pub fn describe(&self) -> Result<Description, Error> {
        let mut store = self.store()?;
        let plugin = self.instantiate(&mut store)?;
        let said = plugin
            .lethe_plugin_anonymizer()
            .call_describe(&mut store)
            .map_err(|e| of(Stage::Call, &e, store.data()))?;
        self.check_size(lifting::bytes_of_description(&said))?;
        match description::first_fault(&self.engine.settings().description, &said) {
            Some(fault) => Err(Error::OutputRefused(format!("of its description, {fault}"))),
            None => Ok(said),
        }
    }

    /// Runs the anonymizer on a batch, in an instance that nothing was done in before.
    ///
    /// # Errors
    ///
    /// Any variant but [`Error::ArtifactRefused`]. After an error nothing of the run is left, and
    /// the next run is as good as the first.
    pub fn anonymize(&self, context: &Context, input: &Table) -> Result<Run, Error> {
        table::check_input(self.engine.settings(), context, input)?;
        let mut store = self.store()?;
        let plugin = self.instantiate(&mut store)?;
        let output = plugin
            .lethe_plugin_anonymizer()
            .call_anonymize(&mut store, context, input)
            .map_err(|e| of(Stage::Call, &e, store.data()))?
            .map_err(|e| self.refusal(&e))?;
        let output_bytes = lifting::bytes_of_table(&output);
        self.check_size(output_bytes)?;
        let left = store
            .get_fuel()
            .map_err(|e| Error::Unavailable(format!("{e:#}")))?;
        table::check_output(input, &output)?;
        Ok(Run {
            receipt: Receipt {
                plugin_digest: self.digest.clone(),
                contract: CONTRACT.into(),
                parameters_hash: sha256_hex(context.parameters.as_bytes()),
                input_hash: canonical::hash_input(context, input),
                output_hash: canonical::hash_output(&output),
                fuel: self.engine.settings().fuel.saturating_sub(left),
                engine: ENGINE.into(),
            },
            usage: Usage {
                peak_memory: store.data().peak_bytes() as u64,
                input_bytes: input.byte_size() as u64,
                output_bytes: output_bytes as u64,
            },
            output,
        })
    }

    /// A store with every limit set, and that before the first instruction: a plugin's code
    /// already runs while it is instantiated.
    fn store(&self) -> Result<Store<Limiter>, Error> {
        let settings = self.engine.settings();
        let mut store = Store::new(self.engine.wasmtime(), Limiter::new(settings));
        store.limiter(|limiter| limiter);
        store.set_hostcall_fuel(settings.hostcall_bytes);
        store.set_max_component_handles(settings.handles);
        store
            .set_fuel(settings.fuel)
            .map_err(|e| Error::Unavailable(format!("{e:#}")))?;
        #[cfg(feature = "jit")]
        deadline::arm(&mut store, settings);
        Ok(store)
    }

    fn instantiate(&self, store: &mut Store<Limiter>) -> Result<AnonymizerPlugin, Error> {
        self.pre
            .instantiate(&mut *store)
            .map_err(|e| of(Stage::Instantiate, &e, store.data()))
    }

    /// Wasmtime has counted already, but fewer bytes where pointers are short.
    fn check_size(&self, bytes: usize) -> Result<(), Error> {
        if bytes > self.engine.settings().hostcall_bytes {
            return Err(Error::LimitExceeded(Limit::OutputSize));
        }
        Ok(())
    }

    fn refusal(&self, error: &anonymizer::Error) -> Error {
        let (what, message) = match error {
            anonymizer::Error::InvalidParameters(m) => ("invalid parameters: ", m),
            anonymizer::Error::UnsupportedColumn(m) => ("unsupported column: ", m),
            anonymizer::Error::Failed(m) => ("", m),
        };
        let message = text::escape(message, self.engine.settings().message_bytes);
        Error::Refused(format!("{what}{message}"))
    }
}

//! A loaded plugin: what it says of itself, and the stores that it runs in.

use std::sync::Arc;

use wasmtime::Store;
use wasmtime::component::Component;

use crate::contract::World;
#[cfg(feature = "jit")]
use crate::deadline;
use crate::failure::{Stage, of};
use crate::host::{Host, PseudonymKey};
use crate::link::{self, Linked};
use crate::{
    Artifact, Description, Engine, Error, Limit, Settings, Size, description, lifting, text,
};

/// A plugin, ready to run. Cloning it is cheap; runs of clones share nothing.
#[derive(Clone)]
pub struct Plugin {
    engine: Engine,
    pub(crate) settings: Arc<Settings>,
    pub(crate) digest: String,
    pub(crate) linked: Linked,
    pseudonyms: PseudonymKey,
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
        let linked =
            link::link(engine.wasmtime(), &component).map_err(|_| Error::ArtifactRefused)?;
        Ok(Self {
            settings: Arc::clone(engine.settings_of(Size::Usual)),
            engine,
            digest: artifact.digest().to_owned(),
            linked,
            pseudonyms: artifact.pseudonyms(),
        })
    }

    /// The same plugin, run under the limits of a size.
    #[must_use]
    pub fn sized(mut self, size: Size) -> Self {
        self.settings = Arc::clone(self.engine.settings_of(size));
        self
    }

    /// SHA-256 of the component.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What it is for.
    #[must_use]
    pub fn world(&self) -> World {
        match &self.linked {
            Linked::Anonymizer(_) => World::Anonymizer,
            Linked::Exporter(_) => World::Exporter,
            Linked::Retention(_) => World::Retention,
        }
    }

    /// What the plugin says of itself.
    ///
    /// # Errors
    ///
    /// A limit or trap of the plugin, or [`Error::OutputRefused`] when what it says cannot be used.
    pub fn describe(&self) -> Result<Description, Error> {
        let mut store = self.store()?;
        macro_rules! said {
            ($pre:ident, $interface:ident) => {{
                let plugin = instantiated($pre.instantiate(&mut store), &store)?;
                let said = plugin.$interface().call_describe(&mut store);
                Description::from(called(said, &store)?)
            }};
        }
        let said = match &self.linked {
            Linked::Anonymizer(pre) => said!(pre, lethe_plugin_anonymizer),
            Linked::Exporter(pre) => said!(pre, lethe_plugin_exporter),
            Linked::Retention(pre) => said!(pre, lethe_plugin_retention),
        };
        self.check_size(lifting::bytes_of_description(&said))?;
        match description::first_fault(&self.settings.description, &said) {
            Some(fault) => Err(Error::OutputRefused(format!("of its description, {fault}"))),
            None => Ok(said),
        }
    }

    /// A store with every limit set, and that before the first instruction: a plugin's code
    /// already runs while it is instantiated.
    pub(crate) fn store(&self) -> Result<Store<Host>, Error> {
        let settings = &*self.settings;
        let host = Host::new(settings, self.pseudonyms.clone());
        let mut store = Store::new(self.engine.wasmtime(), host);
        store.limiter(|host| &mut host.limiter);
        store.set_hostcall_fuel(settings.hostcall_bytes);
        store.set_max_component_handles(settings.handles);
        allot(&mut store, settings)?;
        Ok(store)
    }

    /// Wasmtime has counted already, but fewer bytes where pointers are short.
    pub(crate) fn check_size(&self, bytes: usize) -> Result<(), Error> {
        if bytes > self.settings.hostcall_bytes {
            return Err(Error::LimitExceeded(Limit::OutputSize));
        }
        Ok(())
    }

    /// What a plugin said of why it gave up.
    pub(crate) fn refusal(&self, what: &str, message: &str) -> Error {
        let message = text::escape(message, self.settings.message_bytes);
        Error::Refused(format!("{what}{message}"))
    }

    /// This world's functions were asked of a plugin that is of another.
    pub(crate) fn of_another_world(&self, wanted: World) -> Error {
        Error::InputRefused(format!(
            "the plugin is of the world {}, not {}",
            self.world().as_str(),
            wanted.as_str()
        ))
    }
}

/// Gives a store the fuel and the time of one call.
pub(crate) fn allot(store: &mut Store<Host>, settings: &Settings) -> Result<(), Error> {
    store
        .set_fuel(settings.fuel)
        .map_err(|e| Error::Unavailable(format!("{e:#}")))?;
    #[cfg(feature = "jit")]
    deadline::arm(store, settings);
    Ok(())
}

/// Fuel that a call has taken.
pub(crate) fn fuel_used(store: &Store<Host>, settings: &Settings) -> Result<u64, Error> {
    let left = store
        .get_fuel()
        .map_err(|e| Error::Unavailable(format!("{e:#}")))?;
    Ok(settings.fuel.saturating_sub(left))
}

/// An instance, or why there is none.
pub(crate) fn instantiated<T>(
    instance: wasmtime::Result<T>,
    store: &Store<Host>,
) -> Result<T, Error> {
    instance.map_err(|e| of(Stage::Instantiate, &e, &store.data().limiter))
}

/// What a function answered, or why it did not.
pub(crate) fn called<T>(answer: wasmtime::Result<T>, store: &Store<Host>) -> Result<T, Error> {
    answer.map_err(|e| of(Stage::Call, &e, &store.data().limiter))
}

/// The words for the variants of an error, which every world has.
macro_rules! refused {
    ($plugin:expr, $error:expr, $interface:ident) => {
        match $error {
            $interface::Error::InvalidParameters(m) => $plugin.refusal("invalid parameters: ", &m),
            $interface::Error::UnsupportedColumn(m) => $plugin.refusal("unsupported column: ", &m),
            $interface::Error::Failed(m) => $plugin.refusal("", &m),
        }
    };
}
pub(crate) use refused;

//! The engine: one configuration of wasmtime, and the settings every plugin of it runs under.

use std::sync::Arc;

#[cfg(feature = "jit")]
use crate::ticker::Ticker;
#[cfg(feature = "run")]
use crate::{Artifact, Plugin};
use crate::{Error, Settings, Size, config, identity};

/// Runs plugins. Cloning it is cheap and gives the same engine.
#[derive(Debug, Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    wasmtime: wasmtime::Engine,
    settings: Arc<Settings>,
    large: Arc<Settings>,
    identity: String,
    #[cfg(feature = "jit")]
    _ticker: Ticker,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine. A native one has a thread that keeps its time for as long as it or a plugin of
    /// it lives.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] when this machine cannot run it.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let unavailable = |e: wasmtime::Error| Error::Unavailable(format!("{e:#}"));
        let config = config(&settings).map_err(unavailable)?;
        let wasmtime = wasmtime::Engine::new(&config).map_err(unavailable)?;
        let inner = Inner {
            #[cfg(feature = "jit")]
            _ticker: Ticker::start(&wasmtime, settings.tick)
                .map_err(|e| Error::Unavailable(e.to_string()))?,
            identity: identity::of(&wasmtime),
            wasmtime,
            large: Arc::new(settings.sized(Size::Large)),
            settings: Arc::new(settings),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Identifies engine, version, machine and settings of the compiler: an artifact made under
    /// another identity must be made anew.
    #[must_use]
    pub fn identity(&self) -> String {
        self.inner.identity.clone()
    }

    /// The limits that plugins of this engine run under.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The limits that plugins of a size run under.
    #[must_use]
    pub fn settings_of(&self, size: Size) -> &Arc<Settings> {
        match size {
            Size::Usual => &self.inner.settings,
            Size::Large => &self.inner.large,
        }
    }

    /// Makes a plugin of an artifact that was compiled under this engine's identity.
    ///
    /// # Errors
    ///
    /// [`Error::ArtifactRefused`] when it was made for another engine.
    #[cfg(feature = "run")]
    pub fn load(&self, artifact: &Artifact) -> Result<Plugin, Error> {
        Plugin::load(self.clone(), artifact)
    }

    pub(crate) fn wasmtime(&self) -> &wasmtime::Engine {
        &self.inner.wasmtime
    }
}

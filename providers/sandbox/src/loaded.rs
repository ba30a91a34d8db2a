//! The plugins that this instance holds.

use std::cell::RefCell;
use std::collections::VecDeque;

use engine::{Engine, Plugin, Sealer, Settings};

use crate::wit;

/// Plugins that stay loaded in an instance: a request runs those of one tenant's rules.
const MOST: usize = 16;

/// The engine, the key of its artifacts, and the plugins, the latest last.
struct Loaded {
    engine: Engine,
    sealer: Sealer,
    plugins: VecDeque<(wit::Plugin, Plugin)>,
}

thread_local! {
    static LOADED: RefCell<Option<Loaded>> = const { RefCell::new(None) };
}

/// Takes in a sealed artifact, unless the plugin is loaded already.
pub(crate) fn load(plugin: wit::Plugin, artifact: &[u8]) -> Result<(), wit::Error> {
    LOADED.with_borrow_mut(|loaded| {
        let loaded = match loaded {
            Some(loaded) => loaded,
            none => none.insert(Loaded::new()?),
        };
        if loaded.get(&plugin).is_some() {
            return Ok(());
        }
        let identity = loaded.engine.identity();
        let artifact = loaded
            .sealer
            .open(&plugin.tenant, &plugin.digest, &identity, artifact)?;
        let ready = loaded.engine.load(&artifact)?;
        if loaded.plugins.len() == MOST {
            loaded.plugins.pop_front();
        }
        loaded.plugins.push_back((plugin, ready));
        Ok(())
    })
}

/// A loaded plugin, under the limits that it is asked for with. An instance runs one at a time as it is.
pub(crate) fn get(plugin: &wit::Plugin) -> Result<Plugin, wit::Error> {
    LOADED.with_borrow(|loaded| {
        let found = loaded.as_ref().and_then(|loaded| loaded.get(plugin));
        let found = found.cloned().ok_or(wit::Error::NotLoaded)?;
        Ok(found.sized(plugin.size.into()))
    })
}

impl Loaded {
    fn new() -> Result<Self, wit::Error> {
        let key = keys::read("artifact_key").map_err(wit::Error::Unavailable)?;
        Ok(Self {
            engine: Engine::new(Settings::default())?,
            sealer: Sealer::new(*key),
            plugins: VecDeque::new(),
        })
    }

    fn get(&self, plugin: &wit::Plugin) -> Option<&Plugin> {
        let is_it = |(held, _): &&(wit::Plugin, Plugin)| {
            held.tenant == plugin.tenant && held.digest == plugin.digest
        };
        self.plugins.iter().find(is_it).map(|(_, ready)| ready)
    }
}

//! A plugin from a file, as the engine of production takes it in.

use std::{fs, path::Path};

use domain::DataClass;
use engine::{Compiled, Description, Engine, Plugin, Sealer, Settings, Size};
use schema::Schema;

use super::columns;
use crate::cli::error::Error;

/// For whom it is sealed: whoever tries a plugin out is no tenant.
const NOBODY: &str = "command line";

/// A plugin that could be uploaded.
pub(super) struct Loaded {
    pub(super) bytes: usize,
    pub(super) compiled: Compiled,
    pub(super) description: Description,
    pub(super) plugin: Plugin,
    pub(super) settings: Settings,
}

impl Loaded {
    /// Reads, checks, compiles and loads it, and asks it what it is; all under the limits of a size.
    ///
    /// # Errors
    /// What an upload would be refused for.
    pub(super) fn from_file(file: &Path, size: Size) -> Result<Self, Error> {
        let shown = file.display();
        let bytes = fs::read(file)
            .map_err(|error| Error::Refused(format!("cannot read {shown}: {error}")))?;
        let engine = Engine::new(Settings::default())?;
        let settings = Settings::clone(engine.settings_of(size));
        let compiled = engine::compile(&engine, &bytes)
            .map_err(|refused| Error::Refused(format!("{shown} is no plugin: {refused}")))?;
        let (sealer, identity) = (Sealer::new([0; 32]), engine.identity());
        let kept = sealer.seal(NOBODY, &compiled.digest, &identity, &compiled.artifact);
        let artifact = sealer.open(NOBODY, &compiled.digest, &identity, &kept)?;
        let plugin = engine.load(&artifact)?.sized(size);
        let description = plugin
            .describe()
            .map_err(|error| Error::Refused(format!("{shown} is no plugin: {error}")))?;
        Schema::parse(&description.parameters).map_err(|unfit| {
            let what = "the JSON Schema of its parameters";
            Error::Refused(format!("{shown} is no plugin: {what}: {unfit}"))
        })?;
        Ok(Self {
            bytes: bytes.len(),
            compiled,
            description,
            plugin,
            settings,
        })
    }

    /// Whether it is handed a field of this name and class.
    pub(super) fn wants(&self, field: &str, class: DataClass) -> bool {
        let class = columns::class(class);
        self.description.fields.iter().any(|selector| {
            selector.name.as_deref().is_none_or(|name| name == field)
                && (selector.classes.is_empty() || selector.classes.contains(&class))
        })
    }
}

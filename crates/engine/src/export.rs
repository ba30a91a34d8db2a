//! Exports: one instance writes one file, a call for each piece of it.

use wasmtime::Store;

use crate::bindings::exporter::ExporterPlugin;
use crate::bindings::exporter::exports::lethe::plugin::exporter;
use crate::canonical::Writer;
use crate::config::ENGINE;
use crate::contract::{CONTRACT, World};
use crate::host::Host;
use crate::link::Linked;
use crate::plugin::{allot, called, fuel_used, instantiated, refused};
use crate::table::{self, Table};
use crate::{Error, LogLine, Plugin, Receipt, Usage, sha256_hex};

/// The circumstances of an export. Mirrors `export-context` of `lethe:engine`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportContext {
    /// What the file is about, in a few words.
    pub title: String,
    /// The time of the export, in milliseconds since 1970-01-01T00:00:00Z.
    pub now: i64,
    /// The parameters, a JSON object.
    pub parameters: String,
}

/// A file in the making. Every call has the fuel and the time of a run; the memory is that of the instance.
pub struct Export {
    plugin: Plugin,
    store: Store<Host>,
    instance: ExporterPlugin,
    parameters_hash: String,
    input: Writer,
    output: Writer,
    fuel: u64,
    input_bytes: u64,
    output_bytes: u64,
    log: Vec<LogLine>,
    /// Whether a piece could not be written: what the plugin would write next is no part of a file.
    has_failed: bool,
}

/// The end of a file, and the evidence for all of it.
#[derive(Debug, Clone)]
pub struct Exported {
    /// The last bytes.
    pub bytes: Vec<u8>,
    /// The evidence.
    pub receipt: Receipt,
    /// What it took of the limits besides; the bytes are those of the largest piece.
    pub usage: Usage,
    /// What the plugin logged.
    pub log: Vec<LogLine>,
}

impl std::fmt::Debug for Export {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Export")
            .field("plugin", &self.plugin)
            .finish_non_exhaustive()
    }
}

impl Plugin {
    /// Begins a file, and gives its first bytes.
    ///
    /// # Errors
    ///
    /// Any variant but [`Error::ArtifactRefused`].
    pub fn export(&self, context: ExportContext) -> Result<(Export, Vec<u8>), Error> {
        let settings = &*self.settings;
        table::check_parameters(settings, &context.parameters)?;
        table::check_name(settings, "title", &context.title)?;
        let Linked::Exporter(pre) = &self.linked else {
            return Err(self.of_another_world(World::Exporter));
        };
        let mut store = self.store()?;
        let instance = instantiated(pre.instantiate(&mut store), &store)?;
        let mut input = Writer::new(b"lethe:plugin/exporter input 1");
        input.text(&context.title);
        input.bytes(&context.now.to_le_bytes());
        input.text(&context.parameters);
        let mut export = Export {
            parameters_hash: sha256_hex(context.parameters.as_bytes()),
            plugin: self.clone(),
            store,
            instance,
            input,
            output: Writer::new(b"lethe:plugin/exporter output 1"),
            fuel: 0,
            input_bytes: 0,
            output_bytes: 0,
            log: Vec::new(),
            has_failed: false,
        };
        let ExportContext {
            title,
            now,
            parameters,
        } = context;
        let context = exporter::Context {
            title,
            now,
            parameters,
        };
        let functions = export.instance.lethe_plugin_exporter();
        let written = functions.call_begin(&mut export.store, &context);
        let bytes = export.written(written, None)?;
        Ok((export, bytes))
    }
}

type Written = wasmtime::Result<Result<Vec<u8>, exporter::Error>>;

impl Export {
    /// Writes rows of a collection, and gives the bytes.
    ///
    /// # Errors
    ///
    /// Any variant but [`Error::ArtifactRefused`]. After an error nothing more is written.
    pub fn push(&mut self, collection: &str, rows: &Table) -> Result<Vec<u8>, Error> {
        self.go_on()?;
        let settings = &*self.plugin.settings;
        table::check_name(settings, "collection name", collection)?;
        table::check_table(settings, rows)?;
        self.input.text(collection);
        self.input.table(rows);
        self.input_bytes = self.input_bytes.max(rows.byte_size() as u64);
        let handed = exporter::Table::from(rows.clone());
        allot(&mut self.store, settings)?;
        let functions = self.instance.lethe_plugin_exporter();
        let written = functions.call_push(&mut self.store, collection, &handed);
        self.written(written, Some(rows))
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// Any variant but [`Error::ArtifactRefused`].
    pub fn finish(mut self) -> Result<Exported, Error> {
        self.go_on()?;
        allot(&mut self.store, &self.plugin.settings)?;
        let functions = self.instance.lethe_plugin_exporter();
        let written = functions.call_finish(&mut self.store);
        let bytes = self.written(written, None)?;
        Ok(Exported {
            bytes,
            receipt: Receipt {
                plugin_digest: self.plugin.digest.clone(),
                contract: CONTRACT.into(),
                parameters_hash: self.parameters_hash,
                input_hash: self.input.finish(),
                output_hash: self.output.finish(),
                fuel: self.fuel,
                engine: ENGINE.into(),
            },
            usage: Usage {
                peak_memory: self.store.data().limiter.peak_bytes() as u64,
                input_bytes: self.input_bytes,
                output_bytes: self.output_bytes,
            },
            log: self.log,
        })
    }

    fn go_on(&self) -> Result<(), Error> {
        if self.has_failed {
            let why = "the file could not be written before";
            return Err(Error::InputRefused(why.into()));
        }
        Ok(())
    }

    /// Takes note of what a call gave.
    fn written(&mut self, written: Written, input: Option<&Table>) -> Result<Vec<u8>, Error> {
        self.has_failed = true;
        let bytes = called(written, &self.store)?;
        let bytes = bytes.map_err(|e| refused!(self.plugin, e, exporter))?;
        self.plugin.check_size(bytes.len())?;
        let settings = &*self.plugin.settings;
        self.fuel = self.fuel.saturating_add(fuel_used(&self.store, settings)?);
        self.output.bytes(&bytes);
        self.output_bytes = self.output_bytes.max(bytes.len() as u64);
        self.log
            .extend(self.store.data_mut().journal.scrubbed(input));
        self.has_failed = false;
        Ok(bytes)
    }
}

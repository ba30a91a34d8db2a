//! Runs of anonymizers: a fresh store each, under every limit.

use crate::bindings::anonymizer::exports::lethe::plugin::anonymizer;
use crate::config::ENGINE;
use crate::contract::{CONTRACT, World};
use crate::link::Linked;
use crate::plugin::{called, fuel_used, instantiated, refused};
use crate::table::{self, Context, Table};
use crate::{Error, LogLine, Plugin, Receipt, Usage, canonical, lifting, sha256_hex};

/// What a run gave.
#[derive(Debug, Clone)]
pub struct Run {
    /// The input, anonymized.
    pub output: Table,
    /// The evidence.
    pub receipt: Receipt,
    /// What it took of the limits besides.
    pub usage: Usage,
    /// What the plugin logged.
    pub log: Vec<LogLine>,
}

impl Plugin {
    /// Runs the anonymizer on a batch, in an instance that nothing was done in before.
    ///
    /// # Errors
    ///
    /// Any variant but [`Error::ArtifactRefused`]. After an error nothing of the run is left, and
    /// the next run is as good as the first.
    pub fn anonymize(&self, context: &Context, input: &Table) -> Result<Run, Error> {
        let settings = &*self.settings;
        table::check_input(settings, context, input)?;
        let Linked::Anonymizer(pre) = &self.linked else {
            return Err(self.of_another_world(World::Anonymizer));
        };
        let mut store = self.store()?;
        let plugin = instantiated(pre.instantiate(&mut store), &store)?;
        let functions = plugin.lethe_plugin_anonymizer();
        let output = functions.call_anonymize(&mut store, context, input);
        let output = called(output, &store)?.map_err(|e| refused!(self, e, anonymizer))?;
        let output_bytes = lifting::bytes_of_table(&output);
        self.check_size(output_bytes)?;
        table::check_output(input, &output)?;
        Ok(Run {
            receipt: Receipt {
                plugin_digest: self.digest.clone(),
                contract: CONTRACT.into(),
                parameters_hash: sha256_hex(context.parameters.as_bytes()),
                input_hash: canonical::hash_input(context, input),
                output_hash: canonical::hash_output(&output),
                fuel: fuel_used(&store, settings)?,
                engine: ENGINE.into(),
            },
            usage: Usage {
                peak_memory: store.data().limiter.peak_bytes() as u64,
                input_bytes: input.byte_size() as u64,
                output_bytes: output_bytes as u64,
            },
            log: store.data_mut().journal.scrubbed([input]),
            output,
        })
    }
}

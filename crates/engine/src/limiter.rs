//! What a store may allocate, summed over everything in it.

use wasmtime::ResourceLimiter;

use crate::{Limit, Settings};

/// Bytes that an element of a table counts for, the same on 32-bit and 64-bit machines.
const ELEMENT_BYTES: usize = 8;

/// Counts memory and table elements of one run.
///
/// Wasmtime's own `StoreLimits` bounds each memory by itself; this one bounds their sum.
#[derive(Debug)]
pub(crate) struct Limiter {
    memory_bytes: usize,
    table_elements: usize,
    instances: usize,
    tables: usize,
    memories: usize,
    used_bytes: usize,
    used_elements: usize,
    peak_bytes: usize,
    /// What was granted last, and is given back if the machine cannot supply it.
    granted: usize,
    refused: Option<Limit>,
}

impl Limiter {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            memory_bytes: settings.memory_bytes,
            table_elements: settings.table_elements,
            instances: settings.instances,
            tables: settings.tables,
            memories: settings.memories,
            used_bytes: 0,
            used_elements: 0,
            peak_bytes: 0,
            granted: 0,
            refused: None,
        }
    }

    /// The first limit that something was refused for.
    pub(crate) fn refused(&self) -> Option<Limit> {
        self.refused
    }

    /// The most bytes held at once.
    pub(crate) fn peak_bytes(&self) -> usize {
        self.peak_bytes
    }

    fn refuse(&mut self, limit: Limit) -> bool {
        self.granted = 0;
        self.refused.get_or_insert(limit);
        false
    }

    fn grant(&mut self, bytes: usize) -> bool {
        let Some(used) = self.used_bytes.checked_add(bytes) else {
            return self.refuse(Limit::Memory);
        };
        if used > self.memory_bytes {
            return self.refuse(Limit::Memory);
        }
        self.used_bytes = used;
        self.granted = bytes;
        self.peak_bytes = self.peak_bytes.max(used);
        true
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        // Past its own maximum a memory does not grow, whatever is answered here.
        if maximum.is_some_and(|maximum| desired > maximum) {
            self.granted = 0;
            return Ok(true);
        }
        Ok(self.grant(desired.saturating_sub(current)))
    }

    fn memory_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
        self.machine_failed(error)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        if maximum.is_some_and(|maximum| desired > maximum) {
            self.granted = 0;
            return Ok(true);
        }
        let more = desired.saturating_sub(current);
        let elements = self.used_elements.saturating_add(more);
        if elements > self.table_elements {
            return Ok(self.refuse(Limit::TableElements));
        }
        if !self.grant(more.saturating_mul(ELEMENT_BYTES)) {
            return Ok(false);
        }
        self.used_elements = elements;
        Ok(true)
    }

    fn table_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
        self.machine_failed(error)
    }

    fn instances(&self) -> usize {
        self.instances
    }

    fn tables(&self) -> usize {
        self.tables
    }

    fn memories(&self) -> usize {
        self.memories
    }
}

impl Limiter {
    /// Ends the run when the machine could not supply what was granted: a plugin that saw the
    /// failure could answer differently from run to run.
    fn machine_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
        if self.granted == 0 {
            return Ok(());
        }
        Err(error.context(MachineFailed))
    }
}

/// Marks an error as the machine's, not the plugin's.
#[derive(Debug, thiserror::Error)]
#[error("the machine is out of memory")]
pub(crate) struct MachineFailed;

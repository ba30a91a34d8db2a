//! What an instance may take of the machine.

use wasmtime::ResourceLimiter;

/// Bounds the memories and tables of one instance, summed: a limit for each would be multiplied by
/// as many as the component declares.
#[derive(Debug)]
pub struct Limits {
    memory: usize,
    table_elements: usize,
}

impl Limits {
    /// Allows as much in all.
    pub fn new(memory: usize, table_elements: usize) -> Self {
        Self {
            memory,
            table_elements,
        }
    }
}

/// Takes the growth from `left` if there is enough of it.
fn take(left: &mut usize, current: usize, desired: usize) -> bool {
    let rest = left.checked_sub(desired.saturating_sub(current));
    if let Some(rest) = rest {
        *left = rest;
    }
    rest.is_some()
}

impl ResourceLimiter for Limits {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(take(&mut self.memory, current, desired))
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(take(&mut self.table_elements, current, desired))
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memories_are_bounded_together() {
        let mut limits = Limits::new(100, 10);
        assert!(limits.memory_growing(0, 60, None).unwrap());
        assert!(!limits.memory_growing(0, 60, None).unwrap());
        assert!(limits.memory_growing(60, 100, None).unwrap());
        assert!(!limits.memory_growing(0, 1, None).unwrap());
        assert!(limits.table_growing(0, 10, None).unwrap());
        assert!(!limits.table_growing(10, 11, None).unwrap());
    }
}

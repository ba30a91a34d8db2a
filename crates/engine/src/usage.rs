//! What a run took of its limits, and what the limits are.

use crate::Settings;

/// What a run took of its limits, besides fuel. Mirrors `usage` of `lethe:engine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// The most bytes of memories and tables that the plugin held.
    pub peak_memory: u64,
    /// Bytes of the values and names it was given.
    pub input_bytes: u64,
    /// Bytes that its answer took.
    pub output_bytes: u64,
}

/// What every run is held to. Mirrors `allowance` of `lethe:engine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Units of fuel.
    pub fuel: u64,
    /// Bytes of memories and tables.
    pub memory: u64,
    /// Bytes of the values and names it is given.
    pub input_bytes: u64,
    /// Bytes that its answer takes.
    pub output_bytes: u64,
    /// Processor time; none where fuel alone ends a run.
    pub milliseconds: Option<u64>,
}

impl From<&Settings> for Allowance {
    fn from(settings: &Settings) -> Self {
        let milliseconds = u64::try_from(settings.deadline.as_millis()).ok();
        Self {
            fuel: settings.fuel,
            memory: settings.memory_bytes as u64,
            input_bytes: settings.input_bytes as u64,
            output_bytes: settings.hostcall_bytes as u64,
            milliseconds: milliseconds.filter(|_| cfg!(feature = "jit")),
        }
    }
}

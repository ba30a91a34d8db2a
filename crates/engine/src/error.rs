//! Why an upload, an artifact or a run was refused.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a plugin was not loaded or a run gave no output. Mirrors `error` of `lethe:engine`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The artifact was not sealed by this platform for this tenant, plugin and engine.
    #[error("the artifact is not one that this engine's compiler made for this tenant and plugin")]
    ArtifactRefused,
    /// The run was stopped at a limit.
    #[error("the plugin came up against the {0} limit")]
    LimitExceeded(Limit),
    /// The plugin trapped; the text is the kind of trap and holds no values.
    #[error("the plugin trapped: {0}")]
    Trapped(String),
    /// The plugin gave up; the text is its own, capped and with control characters escaped.
    #[error("the plugin refused: {0}")]
    Refused(String),
    /// The output is not of the input's shape; the text names the first difference.
    #[error("the plugin's output was refused: {0}")]
    OutputRefused(String),
    /// The input is not one that a run may be given; the text names the bound.
    #[error("the input was refused: {0}")]
    InputRefused(String),
    /// The engine cannot work now.
    #[error("the engine is unavailable: {0}")]
    Unavailable(String),
}

/// A limit that a run came up against. Mirrors `limit` of `lethe:engine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// Units of work.
    Fuel,
    /// Processor time.
    Time,
    /// Bytes of memories and tables.
    Memory,
    /// Elements of tables.
    TableElements,
    /// Core instances, memories, tables or resource handles.
    Instances,
    /// Bytes of the result.
    OutputSize,
    /// Depth of calls.
    Stack,
}

impl Limit {
    /// The name in the contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fuel => "fuel",
            Self::Time => "time",
            Self::Memory => "memory",
            Self::TableElements => "table-elements",
            Self::Instances => "instances",
            Self::OutputSize => "output-size",
            Self::Stack => "stack",
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why an upload is not a plugin. Mirrors `error` of `lethe:compiler`; that compiling took too
/// much is for whoever watches the compiling process to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CompileError {
    /// Not a WebAssembly component, or not a valid one.
    #[error("{0}")]
    Malformed(String),
    /// Larger or more intricate than a plugin may be; the text names the bound.
    #[error("{0}")]
    TooLarge(String),
    /// Imports something that a plugin may not have.
    #[error("imports `{name}`: {advice}")]
    ForbiddenImport {
        /// The import as the component names it.
        name: String,
        /// What the author can do about it.
        advice: String,
    },
    /// Does not export a `lethe:plugin` interface as the contract has it.
    #[error("{0}")]
    WrongExports(String),
    /// The compiler cannot work now.
    #[error("the compiler is unavailable: {0}")]
    Unavailable(String),
}

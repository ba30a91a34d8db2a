//! From an upload to machine code. Run it in a process of its own, under resource limits: the
//! structural caps bound what compiling can cost, they do not make it cheap.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::caps::{self, malformed};
use crate::{CompileError, Engine, core_module, sha256_hex, signature};

/// A compiled plugin, not yet sealed. Mirrors `compiled` of `lethe:compiler`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compiled {
    /// SHA-256 of the upload, 64 lower-case hexadecimal digits.
    pub digest: String,
    /// What the engine runs, once a [`Sealer`](crate::Sealer) has sealed and opened it.
    pub artifact: Vec<u8>,
    /// The interfaces it exports, such as "lethe:plugin/anonymizer@1.0.0".
    pub exports: Vec<String>,
    /// What it imports.
    pub imports: Vec<String>,
}

impl fmt::Debug for Compiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            digest,
            exports,
            imports,
            ..
        } = self;
        f.debug_struct("Compiled")
            .field("digest", digest)
            .field("exports", exports)
            .field("imports", imports)
            .finish_non_exhaustive()
    }
}

/// Validates and compiles a component, or a core module that one can be made of: caps, names at the border, validation, types at the border,
/// code. What is cheap to check comes first.
///
/// # Errors
///
/// Why the upload is no plugin, in its author's words.
pub fn compile(engine: &Engine, upload: &[u8]) -> Result<Compiled, CompileError> {
    let caps = &engine.settings().caps;
    let component = core_module::component(caps, upload)?;
    let border = caps::check(caps, &component)?;
    signature::check(&component, border.check()?, &border.imports)?;
    let artifact = engine
        .wasmtime()
        .precompile_component(&component)
        .map_err(|e| malformed(format!("{e:#}")))?;
    Ok(Compiled {
        digest: sha256_hex(upload),
        artifact,
        exports: border.exports,
        imports: border.imports,
    })
}

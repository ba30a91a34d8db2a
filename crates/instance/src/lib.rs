//! What the host keeps for an instance of a workflow, and WASI 0.2 and 0.3 for it.
//!
//! A crate of its own, because WASI is some three hundred functions, each compiled for the type of what is
//! kept: that takes minutes, and the host is built often.

mod deadline;
mod egress;
mod limits;
mod state;

use wasmtime::{Engine, component::Linker};
use wasmtime_wasi_http::{p2, p3};

pub use self::{deadline::Deadline, limits::Limits, state::State};

/// A linker with WASI, whole; an instance is granted of it what its [`WasiCtx`] allows, and no
/// outbound HTTP.
///
/// # Errors
/// The engine runs no components.
///
/// [`WasiCtx`]: wasmtime_wasi::WasiCtx
pub fn linker(engine: &Engine) -> wasmtime::Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    p2::add_only_http_to_linker_async(&mut linker)?;
    p3::add_to_linker(&mut linker)?;
    Ok(linker)
}

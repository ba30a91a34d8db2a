//! The configuration of wasmtime for code that nobody vouches for.

use wasmparser::WasmFeatures;
use wasmtime::{Config, Inlining, InstanceAllocationStrategy};
#[cfg(feature = "compile")]
use wasmtime::{OptLevel, RegallocAlgorithm};

use crate::Settings;

/// The engine and its version, as it stands in receipts.
pub const ENGINE: &str = "wasmtime 48.0.8";

/// What a plugin's code may use: WebAssembly 2.0 with fixed-width SIMD but without references to the host (`externref`), and
/// synchronous components.
///
/// Off, for a smaller surface: component-model async (CVE-2026-115384), garbage collection and
/// exceptions, threads and shared memory, 64-bit and multiple memories, tail calls. Off, because
/// results would differ between machines: relaxed SIMD.
#[must_use]
pub fn features() -> WasmFeatures {
    WasmFeatures::MUTABLE_GLOBAL
        | WasmFeatures::SATURATING_FLOAT_TO_INT
        | WasmFeatures::SIGN_EXTENSION
        | WasmFeatures::REFERENCE_TYPES
        | WasmFeatures::CALL_INDIRECT_OVERLONG
        | WasmFeatures::MULTI_VALUE
        | WasmFeatures::BULK_MEMORY
        | WasmFeatures::BULK_MEMORY_OPT
        | WasmFeatures::SIMD
        | WasmFeatures::FLOATS
        | WasmFeatures::EXTENDED_CONST
        | WasmFeatures::COMPONENT_MODEL
}

/// The configuration, the same for whoever compiles and whoever runs. It is public so that the specification's tests,
/// which are no plugins, can be run under it.
///
/// # Errors
/// When wasmtime was built without the target.
pub fn config(settings: &Settings) -> wasmtime::Result<Config> {
    let mut config = Config::new();
    config
        // Another crate of the program may have switched on features of wasmtime, and with them
        // their defaults: every one is named here, off or on.
        .wasm_features(features().complement(), false)
        .wasm_features(features(), true)
        // What wasmtime writes between components that call each other copies from memory to memory. Uploads are
        // validated without it (`signature`).
        .wasm_features(WasmFeatures::MULTI_MEMORY, true)
        .concurrency_support(false)
        .shared_memory(false)
        // The same input uses the same fuel.
        .consume_fuel(true)
        .compiler_inlining(Inlining::No)
        .max_wasm_stack(settings.stack_bytes)
        // Memory of one tenant is never handed to another: pools have leaked (CVE-2026-34988).
        .allocation_strategy(InstanceAllocationStrategy::OnDemand)
        // A trap is reported by its kind alone: frames would only cost time.
        .wasm_backtrace_max_frames(None);
    #[cfg(feature = "compile")]
    config
        // Not a bit of a number depends on the machine.
        .cranelift_nan_canonicalization(true)
        .cranelift_opt_level(OptLevel::Speed)
        .cranelift_regalloc_algorithm(RegallocAlgorithm::Backtracking);
    target(&mut config)?;
    Ok(config)
}

/// The interpreter's bytecode, where pointers have 32 bits.
#[cfg(not(feature = "jit"))]
pub(crate) const TARGET: &str = "pulley32";

/// Machine code for this machine, stopped by its own clock as well as by fuel.
#[cfg(feature = "jit")]
#[expect(
    clippy::unnecessary_wraps,
    reason = "the interpreter's target can fail to parse"
)]
fn target(config: &mut Config) -> wasmtime::Result<()> {
    config
        .epoch_interruption(true)
        // Copying a few kilobytes into a fresh memory costs less than another mapping.
        .memory_init_cow(false);
    Ok(())
}

/// Code for the interpreter, where there is neither virtual memory nor a signal nor a thread.
#[cfg(not(feature = "jit"))]
fn target(config: &mut Config) -> wasmtime::Result<()> {
    config
        .target(TARGET)?
        .epoch_interruption(false)
        .signals_based_traps(false)
        .memory_init_cow(false)
        .memory_reservation(0)
        .memory_reservation_for_growth(0)
        .memory_guard_size(0);
    Ok(())
}

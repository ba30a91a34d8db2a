//! The plugin engine over wasmtime: validate, compile, limit, run, receipt

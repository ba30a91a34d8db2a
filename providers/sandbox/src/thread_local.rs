//! What wasmtime keeps for a thread. Without an operating system, its embedder has to.
#![expect(
    unsafe_code,
    reason = "wasmtime finds the functions by their names, which nothing else here has"
)]

use std::cell::Cell;
use std::ptr::null_mut;

thread_local! {
    static SLOTS: [Cell<*mut u8>; 2] = const { [Cell::new(null_mut()), Cell::new(null_mut())] };
}

#[unsafe(no_mangle)]
extern "C" fn wasmtime_tls_get(slot: usize) -> *mut u8 {
    SLOTS.with(|slots| slots.get(slot).map_or(null_mut(), Cell::get))
}

#[unsafe(no_mangle)]
extern "C" fn wasmtime_tls_set(slot: usize, pointer: *mut u8) {
    SLOTS.with(|slots| {
        if let Some(slot) = slots.get(slot) {
            slot.set(pointer);
        }
    });
}

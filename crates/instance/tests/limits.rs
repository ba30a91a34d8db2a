//! Memories and tables of an instance are bounded in sum.

use instance::Limits;
use wasmtime::ResourceLimiter as _;

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

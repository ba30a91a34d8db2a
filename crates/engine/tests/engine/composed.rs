//! Plugins that are put together of components which call each other.

use engine::{Error, Limit};

use crate::fixture::{Fixture, MASK, anonymizing, context, engine, load, people, with_inner};
use crate::limits::assert_fuel_is_exact;

/// Two components with a memory each: what one passes to the other is copied by an adapter that wasmtime writes. While
/// it is made, the second calls `measure` of the first with a text of eight bytes at this place.
fn calling(measure: &str, place: &str) -> String {
    format!(
        r#"(component
        (component $library
          (core module $m
            (memory (export "memory") 1)
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
            (func (export "measure") (param i32 i32) (result i32) {measure}))
          (core instance $i (instantiate $m))
          (func (export "measure") (param "text" string) (result u32)
            (canon lift (core func $i "measure") (memory (core memory $i "memory"))
              (realloc (core func $i "cabi_realloc")))))
        (instance $library (instantiate $library))
        (component $user
          (import "measure" (func $measure (param "text" string) (result u32)))
          (core module $memory (memory (export "memory") 1) (data (i32.const 16) "eight by"))
          (core instance $memory (instantiate $memory))
          (core func $measure (canon lower (func $measure) (memory (core memory $memory "memory"))))
          (core module $m
            (import "" "measure" (func $measure (param i32 i32) (result i32)))
            (func $start
              (if (i32.ne (i32.const 8) (call $measure {place} (i32.const 8)))
                (then unreachable)))
            (start $start))
          (core instance (instantiate $m (with "" (instance (export "measure" (func $measure)))))))
        (instance (instantiate $user (with "measure" (func $library "measure")))))"#
    )
}

fn run(measure: &str) -> Result<usize, Error> {
    passing(measure, "(i32.const 16)")
}

fn passing(measure: &str, place: &str) -> Result<usize, Error> {
    let component = with_inner(Fixture::default().component(), &calling(measure, place));
    let plugin = load(engine(), &component).expect("it is a plugin");
    let run = plugin.anonymize(&context(), &people());
    anonymizing(MASK).run().expect("a good plugin still runs");
    run.map(|run| run.output.rows())
}

#[test]
fn components_of_a_plugin_may_call_each_other() {
    let bytes = "(if (i32.ne (i32.load8_u (i32.const 1024)) (i32.const 101)) (then unreachable))
        (local.get 1)";
    assert_eq!(run(bytes), Ok(3));
}

#[test]
fn what_one_component_does_for_another_has_the_limits_of_the_plugin() {
    let endless = "(loop $again (br $again)) unreachable";
    assert_eq!(run(endless), Err(Error::LimitExceeded(Limit::Fuel)));
    let grows = "(loop $again (br_if $again (i32.ne (i32.const -1) (memory.grow (i32.const 1)))))
        unreachable";
    assert_eq!(run(grows), Err(Error::LimitExceeded(Limit::Memory)));
    assert!(matches!(run("unreachable"), Err(Error::Trapped(_))));
}

#[test]
fn what_one_component_does_for_another_costs_the_same_fuel_each_time() {
    let inner = calling("(local.get 1)", "(i32.const 16)");
    assert_fuel_is_exact(&with_inner(Fixture::default().component(), &inner));
}

#[test]
fn a_text_that_one_component_does_not_have_is_a_trap_of_the_plugin() {
    for place in [
        "(i32.const -8)",
        "(i32.const 65535)",
        "(i32.const 2147483647)",
    ] {
        let stopped = passing("(local.get 1)", place);
        assert!(matches!(stopped, Err(Error::Trapped(_))), "{stopped:?}");
    }
}

#[test]
fn a_module_with_two_memories_is_still_refused() {
    let inner = "(component (core module (memory 1) (memory 1)))";
    let component = with_inner(Fixture::default().component(), inner);
    let refused = load(engine(), &component).expect_err("the feature is off");
    assert!(
        refused.to_string().contains("multiple memories"),
        "{refused}"
    );
}

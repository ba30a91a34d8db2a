//! Calls that come back to where they came from: a part of a plugin that is in a call is not entered once more.

use engine::Error;

use crate::fixture::{Fixture, MASK, anonymizing, context, engine, load, people, with_inner};

#[track_caller]
fn assert_not_entered(inner: &str) {
    let component = with_inner(Fixture::default().component(), inner);
    let plugin = load(engine(), &component).expect("it looks like a plugin");
    match plugin.anonymize(&context(), &people()) {
        Err(Error::Trapped(kind)) => assert!(kind.contains("cannot enter"), "{kind}"),
        other => panic!("{other:?}"),
    }
    anonymizing(MASK).run().expect("a good plugin still runs");
}

/// A component that calls `f` while it is made.
const CALLS: &str = r#"
    (core func $lowered (canon lower (func $f)))
    (core module $c (import "" "f" (func $f)) (func $start (call $f)) (start $start))
    (core instance (instantiate $c (with "" (instance (export "f" (func $lowered))))))"#;

const OWN: &str = r#"(core module $m (func (export "f")))
    (core instance $i (instantiate $m))
    (func $f (canon lift (core func $i "f")))"#;

#[test]
fn a_component_does_not_call_itself() {
    assert_not_entered(&format!("(component {OWN} {CALLS})"));
}

#[test]
fn a_component_is_not_called_by_one_within_it() {
    assert_not_entered(&format!(
        r#"(component {OWN}
          (component $child (import "f" (func $f)) {CALLS})
          (instance (instantiate $child (with "f" (func $f)))))"#
    ));
}

#[test]
fn a_component_is_not_called_by_one_far_within_it() {
    assert_not_entered(&format!(
        r#"(component {OWN}
          (component $child
            (import "f" (func $f))
            (component $grandchild (import "f" (func $f)) {CALLS})
            (instance (instantiate $grandchild (with "f" (func $f)))))
          (instance (instantiate $child (with "f" (func $f)))))"#
    ));
}

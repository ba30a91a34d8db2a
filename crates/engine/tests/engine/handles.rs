//! Handles of resources. The contract of plugins has none, so that none can be passed to the host or kept beyond a
//! call; a plugin that is put together of components may make some of its own.

use engine::{Error, Limit};

use crate::fixture::{Fixture, MASK, anonymizing, context, engine, load, people, with_inner};

/// What becomes of a plugin with this component in it.
fn outcome(inner: &str) -> Result<usize, Error> {
    let component = with_inner(Fixture::default().component(), inner);
    let plugin = load(engine(), &component).expect("it looks like a plugin");
    let run = plugin.anonymize(&context(), &people());
    anonymizing(MASK).run().expect("a good plugin still runs");
    run.map(|run| run.output.rows())
}

/// A component that makes handles of a resource while it is made; `body` gets one as `$handle`.
fn handling(body: &str, destructor: &str) -> Result<usize, Error> {
    outcome(&format!(
        r#"(component
        (core module $destructor (func (export "drop") (param i32) {destructor}))
        (core instance $destructor (instantiate $destructor))
        (type $r (resource (rep i32) (dtor (core func $destructor "drop"))))
        (core func $new (canon resource.new $r))
        (core func $drop (canon resource.drop $r))
        (core func $rep (canon resource.rep $r))
        (core module $m
          (import "" "new" (func $new (param i32) (result i32)))
          (import "" "drop" (func $drop (param i32)))
          (import "" "rep" (func $rep (param i32) (result i32)))
          (func $start (local $handle i32) (local $i i32)
            (local.set $handle (call $new (i32.const 7)))
            {body})
          (start $start))
        (core instance (instantiate $m (with "" (instance
          (export "new" (func $new)) (export "drop" (func $drop)) (export "rep" (func $rep)))))))"#
    ))
}

#[test]
fn a_handle_that_is_used_as_it_should_be_is_no_fault() {
    let body = "(if (i32.ne (i32.const 7) (call $rep (local.get $handle))) (then unreachable))
        (call $drop (local.get $handle))";
    assert_eq!(handling(body, ""), Ok(3));
}

#[test]
fn a_destructor_has_the_limits_of_the_plugin() {
    let drop = "(call $drop (local.get $handle))";
    let ended = |destructor| handling(drop, destructor).expect_err("it does not come to an end");
    let endless = "(loop $again (br $again))";
    assert_eq!(ended(endless), Error::LimitExceeded(Limit::Fuel));
    let deeper = "(call 0 (i32.const 0))";
    assert_eq!(ended(deeper), Error::LimitExceeded(Limit::Stack));
    assert!(matches!(ended("unreachable"), Error::Trapped(_)));
}

#[test]
fn a_handle_that_is_not_held_ends_the_plugin() {
    let forged = [
        "(drop (call $rep (i32.const 77)))",
        "(drop (call $rep (i32.const 0)))",
        "(drop (call $rep (i32.const -1)))",
        "(call $drop (i32.add (local.get $handle) (i32.const 1)))",
        // Dropped twice, and used after it was dropped.
        "(call $drop (local.get $handle)) (call $drop (local.get $handle))",
        "(call $drop (local.get $handle)) (drop (call $rep (local.get $handle)))",
    ];
    for body in forged {
        handling(body, "").expect_err(body);
    }
}

#[test]
fn a_million_handles_are_stopped_at_the_limit_and_those_of_a_run_are_gone_after_it() {
    let bomb = "(loop $again
        (drop (call $new (i32.const 0)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $again (i32.lt_u (local.get $i) (i32.const 1000000))))";
    assert_eq!(
        handling(bomb, ""),
        Err(Error::LimitExceeded(Limit::Instances))
    );
    let many = bomb.replace("1000000", "900");
    for _ in 0..3 {
        assert_eq!(handling(&many, "unreachable"), Ok(3), "nothing is dropped");
    }
    let then_trapped = format!("{many} unreachable");
    let trapped = handling(&then_trapped, "(loop $again (br $again))");
    assert!(matches!(trapped, Err(Error::Trapped(_))), "{trapped:?}");
}

/// One component lends a handle to another, which keeps it beyond the call unless `then` gives it back.
fn lending(then: &str) -> Result<usize, Error> {
    outcome(&format!(
        r#"(component
        (component $borrower
          (import "r" (type $r (sub resource)))
          (core func $drop (canon resource.drop $r))
          (core module $m
            (import "" "drop" (func $drop (param i32)))
            (func (export "keep") (param $handle i32) {then}))
          (core instance $i (instantiate $m (with "" (instance (export "drop" (func $drop))))))
          (func (export "keep") (param "r" (borrow $r)) (canon lift (core func $i "keep"))))
        (component $lender
          (type $own (resource (rep i32)))
          (export $r "r" (type $own))
          (core module $m
            (import "" "new" (func $new (param i32) (result i32)))
            (func (export "make") (result i32) (call $new (i32.const 5))))
          (core func $new (canon resource.new $own))
          (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
          (func (export "make") (result (own $r)) (canon lift (core func $i "make"))))
        (instance $lender (instantiate $lender))
        (alias export $lender "r" (type $r))
        (instance $borrower (instantiate $borrower (with "r" (type $r))))
        (component $user
          (import "r" (type $r (sub resource)))
          (import "make" (func $make (result (own $r))))
          (import "keep" (func $keep (param "r" (borrow $r))))
          (core func $make (canon lower (func $make)))
          (core func $keep (canon lower (func $keep)))
          (core module $m
            (import "" "make" (func $make (result i32)))
            (import "" "keep" (func $keep (param i32)))
            (func $start (call $keep (call $make)))
            (start $start))
          (core instance (instantiate $m (with "" (instance
            (export "make" (func $make)) (export "keep" (func $keep)))))))
        (instance (instantiate $user (with "r" (type $r))
          (with "make" (func $lender "make")) (with "keep" (func $borrower "keep")))))"#
    ))
}

#[test]
fn what_is_lent_is_given_back_before_the_call_ends() {
    assert_eq!(lending("(call $drop (local.get $handle))"), Ok(3));
    lending("").expect_err("it was kept");
    lending("(call $drop (local.get $handle)) (call $drop (local.get $handle))")
        .expect_err("it was given back twice");
}

//! What a plugin does while it is made, and what it moves about: the limits are the same as for a call.

use engine::{Error, Limit};

use crate::fixture::{Fixture, MASK, anonymizing, context, engine, load, people};

fn outcome(component: &[u8]) -> Error {
    let plugin = load(engine(), component).expect("it looks like a plugin");
    let failed = plugin.anonymize(&context(), &people());
    anonymizing(MASK).run().expect("a good plugin still runs");
    failed.expect_err("it does not come to an end")
}

fn started(body: &str) -> Error {
    let more = format!("(func $start {body}) (start $start)");
    let plugin = Fixture {
        more,
        ..Fixture::default()
    };
    outcome(&plugin.component())
}

#[test]
fn what_runs_while_an_instance_is_made_has_the_limits_of_a_call() {
    let grow = "(loop $again (br_if $again
        (i32.ne (i32.const -1) (memory.grow (i32.const 1))))) unreachable";
    assert_eq!(started(grow), Error::LimitExceeded(Limit::Memory));
    assert_eq!(started("(call $start)"), Error::LimitExceeded(Limit::Stack));
    assert!(matches!(started("unreachable"), Error::Trapped(_)));
    assert!(matches!(
        started("(drop (i32.load (i32.const -1)))"),
        Error::Trapped(_)
    ));
}

#[test]
fn moving_bytes_and_elements_over_and_over_runs_out_of_fuel() {
    let moves = [
        "(memory.copy (i32.const 0) (i32.const 1) (i32.const 16000000))",
        "(memory.init $bytes (i32.const 0) (i32.const 0) (i32.const 64))",
        "(table.fill $t (i32.const 0) (ref.null func) (i32.const 20000))",
        "(table.copy $t $t (i32.const 0) (i32.const 1) (i32.const 19000))",
    ];
    for what in moves {
        let body = format!("(loop $again {what} (br $again)) unreachable");
        let plugin = Fixture {
            memory: "250",
            more: format!(
                "(table $t 20000 funcref) (data $bytes \"{}\")",
                "x".repeat(64)
            ),
            ..anonymizing(&body)
        };
        assert_eq!(
            outcome(&plugin.component()),
            Error::LimitExceeded(Limit::Fuel),
            "{what}"
        );
    }
}

//! Plugins that break: the error names the kind of trap and holds nothing of theirs.

use engine::{Error, Limit};

use crate::fixture::{Fixture, IDENTITY, MASK, anonymizing};

#[track_caller]
fn assert_traps(expected: &str, fixture: &Fixture) {
    match fixture.run() {
        Err(Error::Trapped(kind)) => assert!(kind.contains(expected), "{kind}"),
        other => panic!("{other:?}"),
    }
    anonymizing(MASK).run().expect("a good plugin still runs");
}

fn answering(change: &str) -> Fixture {
    anonymizing(&format!("{change} {IDENTITY}"))
}

#[test]
fn a_trap_is_named() {
    assert_traps("unreachable", &anonymizing("unreachable"));
    assert_traps(
        "divide by zero",
        &answering("(drop (i32.div_u (i32.const 1) (local.get $i)))"),
    );
    assert_traps(
        "out of bounds memory",
        &answering("(drop (i32.load (i32.const -4)))"),
    );
    let start = "(func $start unreachable) (start $start)".to_owned();
    assert_traps(
        "unreachable",
        &Fixture {
            more: start,
            ..Fixture::default()
        },
    );
    assert_traps(
        "unreachable",
        &Fixture {
            realloc: "unreachable",
            ..Fixture::default()
        },
    );
    assert_traps(
        "unreachable",
        &Fixture {
            post_return: "unreachable",
            ..Fixture::default()
        },
    );
    let data = r#"(data (i32.const 70000) "x")"#.to_owned();
    assert_traps(
        "out of bounds memory",
        &Fixture {
            more: data,
            ..Fixture::default()
        },
    );
}

#[test]
fn an_answer_that_breaks_the_abi_is_a_trap() {
    let broken = [
        // Texts and lists that reach past the end of memory.
        "(i32.store offset=4 (local.get $columns) (i32.const 0x7fffffff))",
        "(i32.store (local.get $columns) (i32.const -1))",
        "(i32.store offset=20 (local.get $columns) (i32.const 0x10000000))",
        "(local.set $count (i32.const 0x10000000))",
        "(local.set $count (i32.const -1))",
        // Pointers that are not aligned.
        "(local.set $columns (i32.add (local.get $columns) (i32.const 1)))",
        "(i32.store offset=24 (local.get $columns) (i32.const 1))",
        // Cases that do not exist.
        "(i32.store8 offset=8 (local.get $columns) (i32.const 200))",
        "(i32.store8 offset=12 (local.get $columns) (i32.const 7))",
        // Bytes that are not UTF-8.
        "(i32.store8 (i32.load (local.get $columns)) (i32.const 255))",
        "(i32.store8 (i32.load offset=16 (local.get $columns)) (i32.const 255))",
    ];
    for change in broken {
        assert_traps("", &answering(change));
    }
    assert_traps("", &anonymizing("(i32.const -4)"));
    assert_traps("", &anonymizing("(i32.const 17)"));
    assert_traps(
        "",
        &anonymizing("(i32.store8 (i32.const 16) (i32.const 9)) (i32.const 16)"),
    );
}

#[test]
fn an_allocator_that_lies_is_a_trap() {
    for address in [
        "(return (i32.const -1))",
        "(return (i32.const 65535))",
        "(return (i32.const 3))",
    ] {
        assert_traps(
            "",
            &Fixture {
                realloc: address,
                ..Fixture::default()
            },
        );
    }
}

#[test]
fn an_allocator_that_grows_the_memory_while_values_are_passed_moves_none_of_them() {
    let grows = Fixture {
        realloc: "(drop (memory.grow (i32.const 3)))",
        ..anonymizing(MASK)
    };
    let masked = anonymizing(MASK).run().expect("a good plugin");
    assert_eq!(
        grows.run().expect("it is odd, not bad").output,
        masked.output
    );
    let endless = Fixture {
        realloc: "(if (i32.eq (i32.const -1) (memory.grow (i32.const 100))) (then unreachable))",
        ..Fixture::default()
    };
    assert!(matches!(
        endless.run(),
        Err(Error::LimitExceeded(Limit::Memory))
    ));
}

#[test]
fn an_allocator_that_always_gives_the_same_place_hurts_only_its_plugin() {
    for place in ["(return (i32.const 4096))", "(return (i32.const 0))"] {
        let same = Fixture {
            realloc: place,
            ..Fixture::default()
        };
        let _ = same.run();
        anonymizing(MASK).run().expect("a good plugin still runs");
    }
}

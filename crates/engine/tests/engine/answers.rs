//! Answers that are not of the input's shape, and refusals in the plugin's own words.

use engine::{Cells, DataClass, Date, Error, Table};

use crate::fixture::{Fixture, IDENTITY, anonymizing, column, context, escape, people};

#[track_caller]
fn assert_refused(expected: &str, change: &str) {
    assert_refused_on(&people(), expected, change);
}

#[track_caller]
fn assert_refused_on(table: &Table, expected: &str, change: &str) {
    let plugin = anonymizing(&format!("{change} {IDENTITY}")).plugin();
    match plugin.anonymize(&context(), table) {
        Err(Error::OutputRefused(difference)) => assert_eq!(difference, expected),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_first_difference_of_an_answer_is_named() {
    let rows = "(i32.store offset=28 (local.get $columns) (i32.const 2))";
    assert_refused("column `name` has 2 rows, not 3", rows);
    let name = "(i32.store8 (i32.load (local.get $columns)) (i32.const 78))";
    assert_refused("column 0 is not `name`, as in the input", name);
    let order = "(local.set $p (call $cabi_realloc
            (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 120)))
        (memory.copy (local.get $p) (local.get $columns) (i32.const 80))
        (memory.copy (i32.add (local.get $p) (i32.const 80)) (local.get $columns) (i32.const 40))
        (local.set $columns (i32.add (local.get $p) (i32.const 40)))";
    assert_refused("column 0 is not `name`, as in the input", order);
    let class = "(i32.store8 offset=8 (local.get $columns) (i32.const 6))";
    assert_refused(
        "column `name` has another data class than in the input",
        class,
    );
    let type_ = "(i32.store8 offset=52 (local.get $columns) (i32.const 5))";
    assert_refused("column `pay` is of type timestamp, not integer", type_);
    assert_refused(
        "there are 1 columns, not 2",
        "(local.set $count (i32.const 1))",
    );
    assert_refused(
        "there are 0 columns, not 2",
        "(local.set $count (i32.const 0))",
    );
    let extra = "(local.set $p (call $cabi_realloc
            (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 120)))
        (memory.copy (local.get $p) (local.get $columns) (i32.const 80))
        (memory.copy (i32.add (local.get $p) (i32.const 80)) (local.get $columns) (i32.const 40))
        (local.set $columns (local.get $p))
        (local.set $count (i32.const 3))";
    assert_refused("there are 3 columns, not 2", extra);
}

#[test]
fn a_value_that_the_platform_could_not_keep_is_refused() {
    let one = |cells: Cells| Table {
        columns: vec![column("x", DataClass::Sensitive, &cells)],
    };
    let cell = "(i32.load offset=16 (local.get $columns))";
    let not_a_number = format!("(f64.store {cell} (f64.const nan))");
    let number = one(Cells::Number(vec![Some(1.0)]));
    assert_refused_on(
        &number,
        "row 0 of column `x` is not a finite number",
        &not_a_number,
    );
    let month = format!("(i32.store8 offset=2 {cell} (i32.const 13))");
    let date = one(Cells::Date(vec![Some(Date {
        year: 2024,
        month: 1,
        day: 1,
    })]));
    assert_refused_on(
        &date,
        "row 0 of column `x` is not a day of the calendar",
        &month,
    );
    let late = format!("(i64.store {cell} (i64.const 0x7fffffffffffffff))");
    let time = one(Cells::Timestamp(vec![Some(0)]));
    assert_refused_on(&time, "row 0 of column `x` is beyond the year 9999", &late);
}

#[test]
fn a_plugins_own_refusal_is_shown_without_what_could_garble_the_place() {
    let text = format!("no\r\n\u{1b}[31m {}", "x".repeat(2_000));
    let more = format!(r#"(data (i32.const 1024) "{}")"#, escape(text.as_bytes()));
    let refuse = |kind: u8| {
        let body = format!(
            "(call $error (i32.const {kind}) (i32.const 1024) (i32.const {}))",
            text.len()
        );
        match (Fixture {
            more: more.clone(),
            ..anonymizing(&body)
        })
        .run()
        {
            Err(Error::Refused(message)) => message,
            other => panic!("{other:?}"),
        }
    };
    assert!(refuse(0).starts_with("invalid parameters: no\\u{d}\\u{a}\\u{1b}[31m x"));
    assert!(refuse(1).starts_with("unsupported column: no"));
    assert!(refuse(2).starts_with("no\\u{d}"));
    assert!(refuse(2).len() < 1_100);
}

#[test]
fn a_description_that_cannot_be_used_is_refused() {
    let cases = [
        (0, "Not Kebab", "name"),
        (1, "first", "version"),
        (2, "a\u{202e}b", "summary"),
        (3, "[]", "parameters"),
    ];
    for (part, text, expected) in cases {
        let mut fixture = Fixture::default();
        fixture.says[part] = text.into();
        match fixture.plugin().describe() {
            Err(Error::OutputRefused(fault)) => assert!(fault.contains(expected), "{fault}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn nothing_is_left_of_a_run_for_the_next_one() {
    let traces = format!(
        "(if (i32.or (global.get $runs) (i32.load (i32.const 60000))) (then
          (return (call $error (i32.const 2) (i32.const 256) (i32.const 7)))))
        (global.set $runs (i32.const 1))
        (i32.store (i32.const 60000) (i32.const 1))
        (drop (table.grow $t (ref.null func) (i32.const 1)))
        (if (i32.ne (table.size $t) (i32.const 1)) (then unreachable))
        {IDENTITY}"
    );
    let more = "(global $runs (mut i32) (i32.const 0)) (table $t 0 funcref)".to_owned();
    let plugin = Fixture {
        more,
        ..anonymizing(&traces)
    }
    .plugin();
    for _ in 0..3 {
        plugin
            .anonymize(&context(), &people())
            .expect("it is always the first run");
    }
}

#[test]
fn a_plugin_runs_on_many_threads_at_once() {
    let plugin = anonymizing(IDENTITY).plugin();
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| plugin.anonymize(&context(), &people()).unwrap().receipt))
            .collect();
        let mut receipts = runs.into_iter().map(|run| run.join().unwrap());
        let first = receipts.next().unwrap();
        assert!(receipts.all(|receipt| receipt == first));
    });
}

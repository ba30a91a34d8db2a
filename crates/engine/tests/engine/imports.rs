//! What plugins do with what they import: the log and the pseudonyms.

use engine::{Error, Limit, LogLevel};

use crate::fixture::{Fixture, IDENTITY, MASK, anonymizing};
use crate::limits::assert_fuel_is_exact;

const IMPORTS: &str = r#"(import "lethe:plugin/log@1.1.0" "write" (func $log (param i32 i32 i32)))
  (import "lethe:plugin/pseudonym@1.1.0" "derive" (func $derive (param i32 i32 i32 i32 i32)))"#;
const LOG: &str = "(call $log (i32.const 1) (i32.const 256) (i32.const 4))";
const DERIVE: &str =
    "(call $derive (i32.const 256) (i32.const 4) (i32.const 256) (i32.const 4) (i32.const 900))";

fn importing(body: &str) -> Fixture {
    Fixture {
        imports: IMPORTS,
        ..anonymizing(body)
    }
}

#[track_caller]
fn assert_good_plugins_run() {
    anonymizing(MASK).run().expect("a good plugin still runs");
}

#[test]
fn calls_of_the_host_without_end_run_out_of_fuel() {
    let long = "(memory.fill (i32.const 20000) (i32.const 120) (i32.const 40000))
        (call $log (i32.const 1) (i32.const 20000) (i32.const 40000))";
    for call in [LOG, long, DERIVE] {
        let body = format!("(loop $again {call} (br $again)) unreachable");
        let stopped = importing(&body).run().expect_err("it never ends");
        assert_eq!(stopped, Error::LimitExceeded(Limit::Fuel), "{call}");
        assert_good_plugins_run();
    }
}

#[test]
fn what_the_host_does_for_a_plugin_costs_it_the_same_fuel_each_time() {
    let body = format!("{LOG} {DERIVE} {LOG} {IDENTITY}");
    assert_fuel_is_exact(&importing(&body).component());
}

#[test]
fn of_many_lines_some_are_kept_and_of_a_long_one_its_beginning() {
    let body = format!(
        "(memory.fill (i32.const 20000) (i32.const 120) (i32.const 40000))
        (call $log (i32.const 0) (i32.const 20000) (i32.const 40000))
        (loop $again {LOG}
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $again (i32.lt_u (local.get $i) (i32.const 1000))))
        {IDENTITY}"
    );
    let run = importing(&body).run().expect("it ends");
    assert_eq!(run.log.len(), 20);
    assert_eq!(run.log[0].level, LogLevel::Debug);
    assert!(run.log.iter().all(|line| line.text.len() <= 1_000));
}

#[test]
fn a_line_cannot_pass_for_another() {
    let forged = "\\n\\r\\1b[2J\\00\\e2\\80\\ae\\c2\\85{\\22level\\22:\\22error\\22}";
    let length = "\n\r\u{1b}[2J\0\u{202e}\u{85}{\"level\":\"error\"}".len();
    let body =
        format!("(call $log (i32.const 2) (i32.const 2048) (i32.const {length})) {IDENTITY}");
    let plugin = Fixture {
        more: format!("(data (i32.const 2048) \"{forged}\")"),
        ..importing(&body)
    };
    let run = plugin.run().expect("it ends");
    let text = &run.log[0].text;
    let is_plain = |c: char| !c.is_control() && c != '\u{202e}';
    assert!(text.chars().all(is_plain), "{text:?}");
}

#[test]
fn the_host_answers_at_any_depth_of_the_stack_until_there_is_none_left() {
    for call in [LOG, DERIVE] {
        let deep = |most: u32| Fixture {
            more: format!(
                "(func $down (param $depth i32)
                  {call}
                  (if (i32.lt_u (local.get $depth) (i32.const {most})) (then
                    (call $down (i32.add (local.get $depth) (i32.const 1))))))"
            ),
            ..importing(&format!("(call $down (i32.const 0)) {IDENTITY}"))
        };
        deep(1_000).run().expect("there is room for that");
        // Straight to the ground, and only there a call.
        let ground = Fixture {
            more: format!(
                "(func $down (param $depth i32)
                  (if (i32.lt_u (local.get $depth) (i32.const 1000000)) (then
                    (call $down (i32.add (local.get $depth) (i32.const 1)))))
                  {call})"
            ),
            ..importing("(call $down (i32.const 0)) unreachable")
        };
        let stopped = ground.run().expect_err("there is no such stack");
        assert_eq!(stopped, Error::LimitExceeded(Limit::Stack), "{call}");
        assert_good_plugins_run();
    }
}

#[test]
fn the_host_is_not_called_while_values_are_passed() {
    let calls = [
        Fixture {
            realloc: "(call $log (i32.const 1) (i32.const 256) (i32.const 4))",
            ..importing(IDENTITY)
        },
        Fixture {
            post_return: "(call $log (i32.const 1) (i32.const 256) (i32.const 4))",
            ..importing(IDENTITY)
        },
        Fixture {
            post_return: "(call $derive (i32.const 256) (i32.const 4) (i32.const 256) (i32.const 4) (i32.const 900))",
            ..importing(IDENTITY)
        },
    ];
    for plugin in calls {
        let failed = plugin.run().expect_err("it may not leave just then");
        assert!(matches!(failed, Error::Trapped(_)), "{failed:?}");
        assert_good_plugins_run();
    }
}

#[test]
fn a_text_for_the_host_is_text_within_memory() {
    let wrong = [
        "(call $log (i32.const 1) (i32.const 65530) (i32.const 100))",
        "(call $log (i32.const 1) (i32.const -1) (i32.const 4))",
        "(call $log (i32.const 9) (i32.const 256) (i32.const 4))",
        "(i32.store8 (i32.const 2048) (i32.const 255)) (call $log (i32.const 1) (i32.const 2048) (i32.const 1))",
        "(call $derive (i32.const 256) (i32.const 4) (i32.const 256) (i32.const 4) (i32.const 901))",
        "(call $derive (i32.const 256) (i32.const 4) (i32.const 256) (i32.const 4) (i32.const 65534))",
    ];
    for body in wrong {
        let failed = importing(&format!("{body} {IDENTITY}")).run();
        let failed = failed.expect_err("it is no text");
        assert!(matches!(failed, Error::Trapped(_)), "{body}: {failed:?}");
        assert_good_plugins_run();
    }
}

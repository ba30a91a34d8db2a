//! Plugins that take more than they may: each is stopped at the limit that is theirs, and the
//! next plugin runs as if nothing had been.

use engine::{Engine, Error, Limit, Settings};

use crate::fixture::{
    Fixture, IDENTITY, MASK, anonymizing, context, engine, load, people, with_inner,
};

const FOREVER: &str = "(loop $again (br $again))";

#[track_caller]
fn assert_stopped_at(limit: Limit, component: &[u8]) {
    let plugin = load(engine(), component).expect("it looks like a plugin");
    let stopped = plugin
        .anonymize(&context(), &people())
        .expect_err("it goes over a limit");
    assert_eq!(stopped, Error::LimitExceeded(limit));
    let run = anonymizing(MASK).run().expect("a good plugin still runs");
    assert_eq!(run.output.rows(), 3);
}

fn forever(change: impl FnOnce(&mut Fixture)) -> Vec<u8> {
    let mut fixture = Fixture::default();
    change(&mut fixture);
    fixture.component()
}

fn started(body: &str) -> Vec<u8> {
    let more = format!("(func $start {body}) (start $start)");
    Fixture {
        more,
        ..Fixture::default()
    }
    .component()
}

#[test]
fn a_loop_runs_out_of_fuel_wherever_it_is() {
    let call = forever(|f| f.anonymize = format!("{FOREVER} unreachable"));
    assert_stopped_at(Limit::Fuel, &call);
    assert_stopped_at(Limit::Fuel, &started(FOREVER));
    assert_stopped_at(Limit::Fuel, &forever(|f| f.realloc = FOREVER));
    assert_stopped_at(Limit::Fuel, &forever(|f| f.post_return = FOREVER));
}

#[test]
fn a_loop_in_describe_runs_out_of_fuel() {
    let describe = format!("{FOREVER} unreachable");
    let component = Fixture {
        describe,
        ..Fixture::default()
    }
    .component();
    let plugin = load(engine(), &component).unwrap();
    assert_eq!(plugin.describe(), Err(Error::LimitExceeded(Limit::Fuel)));
}

#[test]
fn filling_memory_over_and_over_runs_out_of_fuel() {
    let fill = "(loop $again
        (memory.fill (i32.const 0) (i32.const 1) (i32.const 16777216)) (br $again)) unreachable";
    let component = Fixture {
        memory: "256",
        ..anonymizing(fill)
    }
    .component();
    assert_stopped_at(Limit::Fuel, &component);
}

#[test]
fn a_loop_that_fuel_does_not_stop_runs_out_of_time() {
    let settings = Settings {
        fuel: u64::MAX,
        ..Settings::default()
    };
    let engine = Engine::new(settings).unwrap();
    for component in [
        forever(|f| f.anonymize = format!("{FOREVER} unreachable")),
        started(FOREVER),
        forever(|f| f.post_return = FOREVER),
    ] {
        let plugin = load(&engine, &component).unwrap();
        let stopped = plugin.anonymize(&context(), &people()).unwrap_err();
        assert_eq!(stopped, Error::LimitExceeded(Limit::Time));
    }
}

/// Runs it with the fuel that it needs, with one unit less, and with none.
#[track_caller]
pub(crate) fn assert_fuel_is_exact(component: &[u8]) {
    let run = |fuel| {
        let settings = Settings {
            fuel,
            ..Settings::default()
        };
        let plugin = load(&Engine::new(settings).unwrap(), component).unwrap();
        plugin.anonymize(&context(), &people())
    };
    let used = run(Settings::default().fuel).unwrap().receipt.fuel;
    assert_eq!(run(used + 1).unwrap().receipt.fuel, used);
    for fuel in [0, 1, used] {
        let stopped = run(fuel).unwrap_err();
        assert_eq!(stopped, Error::LimitExceeded(Limit::Fuel), "{fuel}");
    }
}

#[test]
fn one_unit_less_of_fuel_stops_a_run_that_was_just_given_enough() {
    assert_fuel_is_exact(&anonymizing(MASK).component());
}

#[test]
fn a_memory_bomb_is_stopped_at_the_memory_limit() {
    let grow = "(loop $again (br_if $again
        (i32.ne (i32.const -1) (memory.grow (i32.const 1))))) unreachable";
    assert_stopped_at(Limit::Memory, &anonymizing(grow).component());
    for memory in ["257", "65536"] {
        let component = Fixture {
            memory,
            ..Fixture::default()
        }
        .component();
        assert_stopped_at(Limit::Memory, &component);
    }
}

#[test]
fn memories_are_summed() {
    let inner = "(component
        (core module $m (memory 200)) (core instance (instantiate $m)))";
    let component = Fixture {
        memory: "100",
        ..Fixture::default()
    }
    .component();
    assert_stopped_at(Limit::Memory, &with_inner(component, inner));
}

#[test]
fn a_plugin_that_copes_with_little_memory_is_not_stopped() {
    let grow = format!("(drop (memory.grow (i32.const 1000))) {IDENTITY}");
    let run = anonymizing(&grow).run().unwrap();
    assert_eq!(run.usage.peak_memory, 65_536);
}

#[test]
fn a_table_bomb_is_stopped_at_the_table_limit() {
    let grow = "(drop (table.grow $t (ref.null func) (i32.const 5000000))) unreachable";
    let more = "(table $t 1 funcref)".to_owned();
    assert_stopped_at(
        Limit::TableElements,
        &Fixture {
            more,
            ..anonymizing(grow)
        }
        .component(),
    );
    let more = "(table 10000000 funcref)".to_owned();
    let large = Fixture {
        more,
        ..Fixture::default()
    };
    assert_stopped_at(Limit::TableElements, &large.component());
}

#[test]
fn endless_recursion_is_stopped_at_the_stack_limit() {
    let recursions = [
        "(func $a (call $a))",
        "(func $a (call $b)) (func $b (call $a))",
        "(table 1 funcref) (elem (i32.const 0) $a) (func $a (call_indirect (i32.const 0)))",
        "(func $a (local i64 i64 i64 i64) (call $a) (drop (local.get 0)))",
    ];
    for more in recursions {
        let fixture = anonymizing("(call $a) unreachable");
        let component = Fixture {
            more: more.to_owned(),
            ..fixture
        }
        .component();
        assert_stopped_at(Limit::Stack, &component);
    }
}

#[test]
fn a_result_that_points_a_thousand_times_at_one_buffer_is_stopped_at_the_output_limit() {
    let alias = "(local.set $p (i32.const 1048576))
        (loop $next
          (memory.copy (local.get $p) (local.get $columns) (i32.const 40))
          (i32.store offset=16 (local.get $p) (i32.const 0))
          (i32.store offset=20 (local.get $p) (i32.const 1048000))
          (local.set $p (i32.add (local.get $p) (i32.const 40)))
          (br_if $next (i32.lt_u
            (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000))))
        (call $ok (i32.const 1048576) (i32.const 1000))";
    let component = Fixture {
        memory: "40",
        ..anonymizing(alias)
    }
    .component();
    assert_stopped_at(Limit::OutputSize, &component);
}

#[test]
fn a_result_with_a_long_list_of_nothing_is_stopped_at_the_output_limit() {
    let long = "(i32.store offset=24 (local.get $columns) (i32.const 1048576))
        (i32.store offset=28 (local.get $columns) (i32.const 300000))
        (call $ok (local.get $columns) (local.get $count))";
    let component = Fixture {
        memory: "100",
        ..anonymizing(long)
    }
    .component();
    assert_stopped_at(Limit::OutputSize, &component);
}

#[test]
fn handles_and_instances_are_limited() {
    let handles = r#"(component
        (type $r (resource (rep i32)))
        (core func $new (canon resource.new $r))
        (core module $m
          (import "" "new" (func $new (param i32) (result i32)))
          (func $start (local $i i32)
            (loop $again
              (drop (call $new (i32.const 0)))
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (br_if $again (i32.lt_u (local.get $i) (i32.const 2000)))))
          (start $start))
        (core instance (instantiate $m (with "" (instance (export "new" (func $new)))))))"#;
    let component = with_inner(Fixture::default().component(), handles);
    assert_stopped_at(Limit::Instances, &component);

    let instances = "(core instance (instantiate $m))".repeat(40);
    let inner = format!("(component (core module $m) {instances})");
    let component = with_inner(Fixture::default().component(), &inner);
    assert_stopped_at(Limit::Instances, &component);
}

//! Nothing is left of runs, however many fail and however they do; and a run is the same each time.

use std::fs;

use engine::{Error, Plugin};

use crate::fixture::{Fixture, IDENTITY, MASK, anonymizing, context, people};

/// Open files, threads, and kibibytes of memory of this process.
fn taken() -> (usize, u64, u64) {
    let files = fs::read_dir("/proc/self/fd").unwrap().count();
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let number = |name: &str| -> u64 {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    (files, number("Threads:"), number("VmRSS:"))
}

/// Plugins that fail, each at once and in a way of its own.
fn failing() -> Vec<Plugin> {
    let bodies = [
        "unreachable",
        "(i32.const -4)",
        "(i32.div_u (i32.const 1) (i32.const 0))",
        "(drop (memory.grow (i32.const 60000))) unreachable",
        "(call $ok (local.get $columns) (i32.const 0))",
        "(call $error (i32.const 2) (i32.const 256) (i32.const 7))",
    ];
    let mut plugins: Vec<Plugin> = bodies.map(|body| anonymizing(body).plugin()).into();
    let too_large = Fixture {
        memory: "257",
        ..Fixture::default()
    };
    plugins.push(too_large.plugin());
    let endless = Fixture {
        more: "(func $a (call $a))".to_owned(),
        ..anonymizing("(call $a) unreachable")
    };
    plugins.push(endless.plugin());
    plugins
}

#[test]
fn ten_thousand_runs_that_fail_leave_no_file_no_thread_and_no_memory() {
    let plugins = failing();
    let (context, people) = (context(), people());
    let fail = |times: usize| {
        for plugin in plugins.iter().cycle().take(times) {
            plugin.anonymize(&context, &people).unwrap_err();
        }
    };
    fail(1_000);
    let (files, threads, memory) = taken();
    fail(10_000);
    let (files_after, threads_after, memory_after) = taken();
    assert_eq!(files_after, files);
    assert_eq!(threads_after, threads);
    let more = memory_after.saturating_sub(memory);
    assert!(more < 4_096, "{more} KiB more than {memory}");
    anonymizing(MASK).run().expect("a good plugin still runs");
}

#[test]
fn every_nan_is_the_same_nan() {
    let nans = [
        "(f64.div (f64.const 0) (f64.const 0))",
        "(f64.sqrt (f64.const -1))",
        "(f64.add (f64.const inf) (f64.const -inf))",
        "(f64.mul (f64.const -nan:0x4000000000001) (f64.const 1))",
        "(f64.promote_f32 (f32.div (f32.const 0) (f32.const 0)))",
    ];
    for nan in nans {
        let body = format!(
            "(if (i64.ne (i64.const 0x7ff8000000000000) (i64.reinterpret_f64 {nan})) (then unreachable))
            {IDENTITY}"
        );
        let run = anonymizing(&body).run();
        assert!(run.is_ok(), "{nan}: {run:?}");
    }
}

#[test]
fn every_nan_of_a_vector_is_the_same_nan() {
    let nan = "(f32x4.div (f32x4.splat (f32.const 0)) (v128.const f32x4 0 -0 -nan:0x200001 nan))";
    let body = format!(
        "(if (i32.eqz (i32x4.all_true (i32x4.eq (i32x4.splat (i32.const 0x7fc00000)) {nan})))
          (then unreachable))
        {IDENTITY}"
    );
    let run = anonymizing(&body).run();
    assert!(run.is_ok(), "{run:?}");
}

#[test]
fn memory_is_refused_at_the_same_point_in_a_hundred_runs() {
    // The pages that it got are how often it masks, which anybody would see in the fuel.
    let body = "(loop $more
          (call $mask (local.get $columns) (local.get $count))
          (br_if $more (i32.ne (i32.const -1) (memory.grow (i32.const 7)))))
        (call $ok (local.get $columns) (local.get $count))";
    let plugin = anonymizing(body).plugin();
    let receipt = |_| plugin.anonymize(&context(), &people()).unwrap().receipt;
    let first = receipt(0);
    assert!((1..100).map(receipt).all(|next| next == first));
}

#[test]
fn what_was_never_written_is_zero() {
    let body = format!(
        "(local.set $p (i32.const 32768))
        (loop $next
          (if (i32.load (local.get $p)) (then unreachable))
          (local.set $p (i32.add (local.get $p) (i32.const 4)))
          (br_if $next (i32.lt_u (local.get $p) (i32.const 1048576))))
        (memory.fill (i32.const 32768) (i32.const 255) (i32.const 1015808))
        {IDENTITY}"
    );
    let plugin = Fixture {
        memory: "16",
        ..anonymizing(&body)
    }
    .plugin();
    for _ in 0..100 {
        plugin
            .anonymize(&context(), &people())
            .expect("no byte of the run before is seen");
    }
}

#[test]
fn a_failure_is_the_same_each_time() {
    for plugin in failing() {
        let fail = || plugin.anonymize(&context(), &people()).unwrap_err();
        let first: Error = fail();
        assert!((0..100).all(|_| fail() == first), "{first:?}");
    }
}

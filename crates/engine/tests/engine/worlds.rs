//! Exporters, retention policies, and what plugins of every world may import.

use engine::{
    Decision, Error, ExportContext, Limit, LogLevel, Plugin, Records, RetentionContext, Table,
    Verdict, World,
};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use crate::fixture::{CONTRACT, anonymizing, context, engine, load, people};

/// A module with memory, an allocator, a description and these functions, as a plugin of a world.
fn plugin(world: &str, description: &str, functions: &str) -> Plugin {
    let interface = world.strip_suffix("-plugin").unwrap();
    let text = format!(
        r#"(module
  (import "lethe:plugin/log@1.1.0" "write" (func $log (param i32 i32 i32)))
  (import "lethe:plugin/pseudonym@1.1.0" "derive" (func $derive (param i32 i32 i32 i32 i32)))
  (memory (export "memory") 2)
  (global $heap (mut i32) (i32.const 8192))
  (data (i32.const 16) "fixture1.2.3Does it.{{}}text/plaintxt")
  (data (i32.const 64) "{description}")
  (data (i32.const 256) "said by the plugin")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.set $heap (i32.add (local.get $at) (local.get 3)))
    (local.get $at))
  (func $bytes (param $at i32) (param $length i32) (result i32)
    (i32.store (i32.const 512) (i32.const 0))
    (i32.store (i32.const 516) (local.get $at))
    (i32.store (i32.const 520) (local.get $length))
    (i32.const 512))
  (func (export "lethe:plugin/{interface}@1.1.0#describe") (result i32) (i32.const 64))
  {functions})"#
    );
    let mut module = wat::parse_str(text).unwrap();
    let mut resolve = Resolve::default();
    let package = resolve.push_str("plugin.wit", CONTRACT).unwrap();
    let world = resolve.select_world(&[package], Some(world)).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    let mut encoder = ComponentEncoder::default().module(&module).unwrap();
    load(engine(), &encoder.encode().unwrap()).unwrap()
}

/// Places and lengths of the texts that a description points at; there are no selectors.
const SAYS: &str = r"\10\00\00\00\07\00\00\00\17\00\00\00\05\00\00\00\1c\00\00\00\08\00\00\00\00\00\00\00\00\00\00\00\24\00\00\00\02\00\00\00";
const FORMAT: &str = r"\26\00\00\00\0a\00\00\00\30\00\00\00\03\00\00\00";

/// An exporter that writes the title, the name of each collection, and what `finish` leaves.
fn exporter(push: &str, finish: &str) -> Plugin {
    let functions = format!(
        r#"(func (export "lethe:plugin/exporter@1.1.0#begin")
    (param $title i32) (param $length i32) (param i64 i32 i32) (result i32)
    (call $bytes (local.get $title) (local.get $length)))
  (func (export "lethe:plugin/exporter@1.1.0#push")
    (param $name i32) (param $length i32) (param $columns i32) (param $count i32) (result i32)
    {push})
  (func (export "lethe:plugin/exporter@1.1.0#finish") (result i32) {finish})"#
    );
    plugin("exporter-plugin", &format!("{SAYS}{FORMAT}"), &functions)
}

const NAME: &str = "(call $bytes (local.get $name) (local.get $length))";
const END: &str = "(call $bytes (i32.const 256) (i32.const 4))";

fn about() -> ExportContext {
    ExportContext {
        title: "a copy ".into(),
        now: 7,
        parameters: "{}".into(),
    }
}

fn policy(decide: &str) -> Plugin {
    let functions = format!(
        r#"(func (export "lethe:plugin/retention@1.1.0#decide")
    (param i32 i32 i32 i32 i64 i32 i32)
    (param $created i32) (param $rows i32) (param i32 i32 i32 i32) (result i32)
    (local $row i32) (local $at i32)
    {decide}
    (call $bytes (i32.const 1024) (local.get $rows)))"#
    );
    plugin("retention-plugin", SAYS, &functions)
}

/// Lets every record be kept until it was created, with a reason.
const KEEP: &str = "(loop $next
      (local.set $at (i32.add (i32.const 1024) (i32.mul (local.get $row) (i32.const 24))))
      (i64.store offset=8 (local.get $at)
        (i64.load (i32.add (local.get $created) (i32.mul (local.get $row) (i32.const 8)))))
      (i32.store offset=16 (local.get $at) (i32.const 256))
      (i32.store offset=20 (local.get $at) (i32.const 4))
      (local.set $row (i32.add (local.get $row) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $row) (local.get $rows))))";

fn asked() -> RetentionContext {
    RetentionContext {
        collection: "people".into(),
        purpose: "payroll".into(),
        now: 7,
        parameters: "{}".into(),
    }
}

fn records() -> Records {
    Records {
        created: vec![1, 2, 3],
        changed: vec![4, 5, 6],
        fields: people(),
    }
}

#[test]
fn an_exporter_says_what_it_writes() {
    let plugin = exporter(NAME, END);
    let said = plugin.describe().unwrap();
    assert_eq!(
        (plugin.world(), said.world),
        (World::Exporter, World::Exporter)
    );
    let format = said.format.unwrap();
    assert_eq!(
        (&*format.media_type, &*format.extension),
        ("text/plain", "txt")
    );
}

#[test]
fn a_file_is_written_piece_by_piece_and_has_one_receipt() {
    let plugin = exporter(NAME, END);
    let write = |collections: &[&str]| {
        let (mut export, mut file) = plugin.export(about()).unwrap();
        for name in collections {
            file.extend(export.push(name, &people()).unwrap());
        }
        let end = export.finish().unwrap();
        file.extend(&end.bytes);
        (String::from_utf8(file).unwrap(), end)
    };
    let (file, end) = write(&["people", "notes"]);
    assert_eq!(file, "a copy peoplenotessaid");
    assert_eq!(end.usage.output_bytes, "a copy ".len() as u64);
    assert_eq!(end.receipt.fuel, write(&["people", "notes"]).1.receipt.fuel);
    assert_eq!(end.receipt, write(&["people", "notes"]).1.receipt);
    assert_ne!(
        end.receipt.input_hash,
        write(&["people"]).1.receipt.input_hash
    );
    assert_ne!(
        end.receipt.output_hash,
        write(&["people"]).1.receipt.output_hash
    );
}

#[test]
fn every_piece_of_a_file_has_the_limits_of_a_run() {
    let loops = exporter("(loop $for_ever (br $for_ever)) (unreachable)", END);
    let (mut export, _) = loops.export(about()).unwrap();
    let stopped = export.push("people", &people());
    assert_eq!(stopped, Err(Error::LimitExceeded(Limit::Fuel)));

    let giant = exporter("(call $bytes (i32.const 0) (i32.const 131072))", END);
    let (mut export, _) = giant.export(about()).unwrap();
    for _ in 0..20 {
        assert_eq!(export.push("people", &people()).unwrap().len(), 131_072);
    }

    let outside = exporter("(call $bytes (i32.const 0) (i32.const 0x7fffffff))", END);
    let (mut export, _) = outside.export(about()).unwrap();
    assert!(export.push("people", &people()).is_err());
    assert!(matches!(export.finish(), Err(Error::InputRefused(_))));
}

#[test]
fn a_policy_decides_about_each_record() {
    let decided = policy(KEEP).decide(asked(), &records()).unwrap();
    let expected = [1, 2, 3].map(|at| Decision {
        verdict: Verdict::KeepUntil(at),
        reason: "said".into(),
    });
    assert_eq!(decided.decisions, expected);
    assert_eq!(
        decided.receipt,
        policy(KEEP).decide(asked(), &records()).unwrap().receipt
    );
}

#[test]
fn a_policy_that_leaves_a_record_out_is_refused() {
    let fewer = format!("{KEEP} (local.set $rows (i32.const 2))");
    match policy(&fewer).decide(asked(), &records()) {
        Err(Error::OutputRefused(why)) => assert_eq!(why, "there are 2 decisions for 3 records"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn records_without_their_times_are_refused() {
    let records = Records {
        created: vec![1],
        ..records()
    };
    let refused = policy(KEEP).decide(asked(), &records);
    assert!(
        matches!(refused, Err(Error::InputRefused(_))),
        "{refused:?}"
    );
}

#[test]
fn a_plugin_is_not_asked_for_what_another_world_does() {
    let refused = exporter(NAME, END).anonymize(&context(), &people());
    let Err(Error::InputRefused(why)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(why, "the plugin is of the world exporter, not anonymizer");
    assert!(policy(KEEP).export(about()).is_err());
    assert!(
        anonymizing("(unreachable)")
            .plugin()
            .decide(asked(), &records())
            .is_err()
    );
}

#[test]
fn what_a_plugin_logs_is_kept_without_values() {
    let lines = format!(
        "(call $log (i32.const 2) (i32.const 256) (i32.const 18)) (call $log (i32.const 0) (local.get $name) (local.get $length)) {NAME}"
    );
    let plugin = exporter(&lines, END);
    let (mut export, _) = plugin.export(about()).unwrap();
    export.push("about Ada", &people()).unwrap();
    let log = export.finish().unwrap().log;
    let texts: Vec<&str> = log.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["said by the plugin", "about [value]"]);
    assert_eq!(log[0].level, LogLevel::Warning);
}

#[test]
fn calls_of_the_platform_cost_fuel() {
    let endless = "(loop $again (call $log (i32.const 0) (i32.const 256) (i32.const 18)) (br $again)) (unreachable)";
    let plugin = exporter(endless, END);
    let (mut export, _) = plugin.export(about()).unwrap();
    let stopped = export.push("people", &Table { columns: vec![] });
    assert_eq!(stopped, Err(Error::LimitExceeded(Limit::Fuel)));
}

#[test]
fn a_pseudonym_is_the_same_in_every_run_and_another_in_another_scope() {
    let derive = "(call $derive (local.get $name) (local.get $length)
        (i32.const 256) (i32.const 4) (i32.const 768))
      (call $bytes (i32.load (i32.const 768)) (i32.load (i32.const 772)))";
    let pseudonym = |scope: &str| {
        let (mut export, _) = exporter(derive, END).export(about()).unwrap();
        let bytes = export.push(scope, &people()).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let staff = pseudonym("staff");
    assert!(
        staff.len() == 32 && staff.bytes().all(|b| b.is_ascii_hexdigit()),
        "{staff}"
    );
    assert_eq!(staff, pseudonym("staff"));
    assert_ne!(staff, pseudonym("guests"));
}

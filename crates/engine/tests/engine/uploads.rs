//! Uploads that are no plugin: refused with what their author can do about it.

use engine::{CompileError, Settings, compile};

use crate::fixture::{
    CONTRACT, Fixture, MASK, RELEASED, anonymizing, context, engine, load, people,
};

fn refusal(component: &[u8]) -> CompileError {
    compile(engine(), component).expect_err("it is no plugin")
}

fn refusal_of_text(text: &str) -> CompileError {
    refusal(&wat::parse_str(text).expect("valid text"))
}

#[track_caller]
fn assert_malformed(expected: &str, component: &[u8]) {
    match refusal(component) {
        CompileError::Malformed(text) => assert!(text.contains(expected), "{text}"),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn assert_wrong_exports(expected: &str, error: CompileError) {
    match error {
        CompileError::WrongExports(text) => assert!(text.contains(expected), "{text}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_no_component_is_named_for_what_it_is() {
    assert_malformed("not a WebAssembly component", b"");
    assert_malformed("not a WebAssembly component", b"PK\x03\x04");
    assert_malformed("WebAssembly text", b"  (component)");
    let compiled = compile(engine(), &Fixture::default().component()).unwrap();
    assert_malformed("machine code", &compiled.artifact);
}

#[test]
fn a_core_module_with_its_world_is_as_good_as_the_component() {
    let fixture = anonymizing(MASK);
    let module = fixture.core_module();
    assert_eq!(&module[4..8], [1, 0, 0, 0], "it is a core module");
    let of_module = compile(engine(), &module).unwrap();
    let of_component = compile(engine(), &fixture.component()).unwrap();
    assert_eq!(of_module.artifact, of_component.artifact);
    assert_eq!(of_module.exports, of_component.exports);
    assert_eq!(of_module.digest, engine::sha256_hex(&module));
    let run = |upload: &[u8]| {
        let plugin = load(engine(), upload).unwrap();
        plugin.anonymize(&context(), &people()).unwrap().output
    };
    assert_eq!(run(&module), run(&fixture.component()));
}

#[test]
fn a_core_module_of_no_world_or_with_imports_is_refused_with_what_to_do() {
    assert_malformed("names no world", &wat::parse_str("(module)").unwrap());
    let fixture = Fixture {
        more: r#"(func $random (import "wasi_snapshot_preview1" "random_get")
            (param i32 i32) (result i32))"#
            .into(),
        ..Fixture::default()
    };
    // An import has to stand before everything else that the fixture defines.
    let text = fixture.text();
    let (head, rest) = text.split_once("(memory").unwrap();
    let rest = format!("(memory{}", rest.replacen(&fixture.more, "", 1));
    let module = fixture.with_world(&format!("{head}{}{rest}", fixture.more));
    assert_malformed("wasi_snapshot_preview1", &module);
    assert_malformed("wasm32-unknown-unknown", &module);
}

#[test]
fn the_world_of_a_core_module_is_bounded_before_it_is_read() {
    let deep = (0..40).fold("(type (list u8))".to_owned(), |inner, _| {
        format!("(type (component {inner}))")
    });
    let world = wat::parse_str(format!("(component {deep})")).unwrap();
    let mut module = wat::parse_str("(module)").unwrap();
    add_custom_section(&mut module, "component-type:deep", &world);
    let refused = refusal(&module);
    assert!(matches!(refused, CompileError::TooLarge(_)), "{refused:?}");
}

/// Appends a custom section.
fn add_custom_section(module: &mut Vec<u8>, name: &str, data: &[u8]) {
    let leb = |mut number: usize| {
        let mut bytes = Vec::new();
        while number > 0x7f {
            bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        bytes.push(number.to_le_bytes()[0]);
        bytes
    };
    let content = [&leb(name.len())[..], name.as_bytes(), data].concat();
    module.push(0);
    module.extend(leb(content.len()));
    module.extend(content);
}

#[test]
fn every_beginning_of_a_component_is_refused() {
    let component = anonymizing(MASK).component();
    let exported = wasmparser::Parser::new(0)
        .parse_all(&component)
        .filter_map(|payload| match payload {
            Ok(wasmparser::Payload::ComponentExportSection(section)) => Some(section.range().end),
            _ => None,
        })
        .max()
        .unwrap();
    for end in 0..exported {
        compile(engine(), &component[..end]).expect_err("a part is not the whole");
    }
    compile(engine(), &component[..exported]).expect("only names and producers are missing");
}

#[test]
fn a_component_with_a_changed_byte_is_refused_or_runs_in_its_bounds() {
    let component = anonymizing(MASK).component();
    for at in (0..component.len()).step_by(11) {
        let mut changed = component.clone();
        changed[at] ^= 1 << (at % 8);
        if let Ok(plugin) = load(engine(), &changed) {
            let _ = plugin.describe();
            let _ = plugin.anonymize(&context(), &people());
        }
    }
}

#[test]
fn an_import_is_refused_by_name_with_advice() {
    let cases = [
        ("wasi:filesystem/types@0.2.6", "(instance)", "no file"),
        ("wasi:sockets/tcp@0.2.6", "(instance)", "no network"),
        (
            "wasi:http/outgoing-handler@0.2.6",
            "(instance)",
            "no network",
        ),
        ("wasi:cli/environment@0.2.6", "(instance)", "no environment"),
        (
            "wasi:random/random@0.2.6",
            "(instance)",
            "`seed` of the context",
        ),
        (
            "wasi:clocks/wall-clock@0.2.6",
            "(instance)",
            "`now` of the context",
        ),
        ("wasi:keyvalue/store@0.2.0", "(instance)", "no WASI"),
        (
            "lethe:plugin/pseudonym@0.1.0",
            "(instance)",
            "does not offer",
        ),
        (
            "lethe:vault/vault@0.1.0",
            "(instance)",
            "nothing but what lethe:plugin offers",
        ),
        ("run", "(func)", "nothing but what lethe:plugin offers"),
    ];
    for (import, kind, expected) in cases {
        match refusal_of_text(&format!(r#"(component (import "{import}" {kind}))"#)) {
            CompileError::ForbiddenImport { name, advice } => {
                assert_eq!(name, import);
                assert!(advice.contains(expected), "{advice}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_component_without_the_export_is_told_which_world_to_build_for() {
    let error = refusal_of_text("(component)");
    assert_wrong_exports("`lethe:plugin/anonymizer-plugin@1.1.0`", error);
}

/// What is said of a component that exports instances of these names.
fn exporting(names: &[&str]) -> CompileError {
    let exports: String = names
        .iter()
        .map(|name| format!(r#"(export "{name}" (instance $i))"#))
        .collect();
    refusal_of_text(&format!(
        "(component (component $c) (instance $i (instantiate $c)) {exports})"
    ))
}

#[test]
fn an_export_that_is_not_of_the_contract_is_refused() {
    let anonymizer = "lethe:plugin/anonymizer@1.1.0";
    assert_wrong_exports(
        "no interface of",
        exporting(&["lethe:plugin/importer@1.1.0"]),
    );
    assert_wrong_exports(
        "no interface of",
        exporting(&[anonymizer, "wasi:cli/run@0.2.0"]),
    );
    assert_wrong_exports(
        "build against that",
        exporting(&["lethe:plugin/anonymizer@0.2.0"]),
    );
    assert_wrong_exports(
        "build against that",
        exporting(&["lethe:plugin/anonymizer"]),
    );
    let twice = exporting(&[anonymizer, "lethe:plugin/anonymizer@1.1.1"]);
    assert_wrong_exports("twice", twice);
    assert_wrong_exports(
        "`lethe:plugin/anonymizer` is not as",
        exporting(&[anonymizer]),
    );
}

#[test]
fn an_export_of_another_type_is_refused_with_the_difference() {
    let changes = [
        ("seed: u64", "seed: s64"),
        (
            "parameters: string,\n        /// Differs",
            "settings: string,\n        /// Differs",
        ),
        ("text(texts)", "text(blobs)"),
        ("free-text,", "prose,"),
        ("        /// Not personal data.\n        none,\n", ""),
    ];
    for (ours, theirs) in changes {
        let wit = CONTRACT.replace(ours, theirs);
        assert_ne!(wit, CONTRACT, "{ours}");
        let component = Fixture {
            wit,
            ..Fixture::default()
        }
        .component();
        assert_wrong_exports("is not as lethe:plugin@1.1.0 has it", refusal(&component));
    }
}

#[test]
fn a_plugin_built_against_a_later_patch_of_the_contract_runs() {
    let wit = CONTRACT.replace("lethe:plugin@1.1.0;", "lethe:plugin@1.1.7;");
    let component = Fixture {
        wit,
        ..anonymizing(MASK)
    }
    .component();
    let compiled = compile(engine(), &component).unwrap();
    assert_eq!(compiled.exports, ["lethe:plugin/anonymizer@1.1.7"]);
    let plugin = load(engine(), &component).unwrap();
    assert_eq!(
        plugin
            .anonymize(&context(), &people())
            .unwrap()
            .output
            .rows(),
        3
    );
}

#[test]
fn a_plugin_built_against_the_released_minor_before_runs() {
    let component = Fixture {
        wit: RELEASED.into(),
        ..anonymizing(MASK)
    }
    .component();
    let compiled = compile(engine(), &component).unwrap();
    assert_eq!(compiled.exports, ["lethe:plugin/anonymizer@1.0.0"]);
    let run = load(engine(), &component).unwrap();
    assert!(run.anonymize(&context(), &people()).is_ok());
}

#[test]
fn a_plugin_built_against_a_contract_that_this_engine_has_not_is_refused() {
    for version in ["0.1.0", "1.2.0", "2.0.0", "1.1.0-rc.1"] {
        let name = format!("lethe:plugin/anonymizer@{version}");
        assert_wrong_exports("this engine runs lethe:plugin@1.1.0", exporting(&[&name]));
    }
}

#[test]
fn a_component_of_two_worlds_is_refused() {
    let both = [
        "lethe:plugin/anonymizer@1.1.0",
        "lethe:plugin/exporter@1.1.0",
    ];
    assert_wrong_exports("make two plugins of it", exporting(&both));
}

#[test]
fn released_contracts_are_frozen() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../wit/released");
    let frozen = std::fs::read_to_string(format!("{folder}/frozen.txt")).unwrap();
    let mut files = 0;
    for line in frozen.lines() {
        let (hash, file) = line.split_once("  ").unwrap();
        let text = std::fs::read(format!("{folder}/{file}")).unwrap();
        assert_eq!(
            engine::sha256_hex(&text),
            hash,
            "{file} was released: make a new version"
        );
        files += 1;
    }
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), files + 1);
}

#[test]
fn features_that_are_off_are_refused() {
    let modules = [
        "(memory i64 1)",
        "(memory 1) (memory 1)",
        "(memory 1 2 shared)",
        "(tag)",
        "(type (struct))",
        "(func (param externref))",
        "(func (return_call 0))",
        "(func (param v128) (result v128) (f32x4.relaxed_min (local.get 0) (local.get 0)))",
    ];
    for module in modules {
        let error = refusal_of_text(&format!("(component (core module {module}) {GOOD_EXPORT})"));
        assert!(
            matches!(error, CompileError::Malformed(_)),
            "{module}: {error:?}"
        );
    }
}

/// Gets a component past the check of names.
const GOOD_EXPORT: &str = r#"(component $c) (instance $i (instantiate $c))
    (export "lethe:plugin/anonymizer@1.1.0" (instance $i))"#;

#[test]
fn a_compiled_plugin_names_what_it_exports_and_imports() {
    let compiled = compile(engine(), &Fixture::default().component()).unwrap();
    assert_eq!(compiled.exports, ["lethe:plugin/anonymizer@1.1.0"]);
    assert!(compiled.imports.is_empty());
    assert_eq!(compiled.digest.len(), 64);
    assert!(Fixture::default().component().len() < Settings::default().caps.bytes);
}

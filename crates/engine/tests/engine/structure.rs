//! Components that would cost too much to compile: refused while their structure is counted.

use std::fmt::Write as _;

use engine::{CompileError, Settings, compile};

use crate::fixture::{Fixture, engine, leb, with_inner};

#[track_caller]
fn assert_too_large(expected: &str, component: &[u8]) {
    match compile(engine(), component) {
        Err(CompileError::TooLarge(text)) => assert_eq!(text, expected),
        other => panic!("{:?}", other.map(|compiled| compiled.digest)),
    }
}

#[track_caller]
fn assert_module_too_large(expected: &str, module: &str) {
    let text = format!("(component (core module {module}))");
    assert_too_large(expected, &wat::parse_str(text).expect("valid text"));
}

#[track_caller]
fn assert_component_too_large(expected: &str, component: &str) {
    let text = format!("(component {component})");
    assert_too_large(expected, &wat::parse_str(text).expect("valid text"));
}

#[test]
fn a_file_of_more_than_two_mebibytes_is_refused() {
    let mut component = Fixture::default().component();
    component.push(0);
    component.extend(leb((2 << 20) + 2));
    component.extend([1, b'x']);
    component.resize(component.len() + (2 << 20), 0);
    assert_too_large("more than 2097152 bytes", &component);
}

#[test]
fn modules_that_are_slow_to_compile_are_refused_before_they_are() {
    let repeat = |text: &str, times| text.repeat(times);
    assert_module_too_large("more than 20000 functions", &repeat("(func)", 20_001));
    let long = format!("(func {})", repeat("nop ", 66_000));
    assert_module_too_large("more than 65536 bytes of a function", &long);
    let locals = format!("(func (local {}))", repeat("i32 ", 1_001));
    assert_module_too_large("more than 1000 locals of a function", &locals);
    let types = (0..1_001)
        .map(|i| format!("(type $t{i} (func))"))
        .collect::<String>();
    assert_module_too_large("more than 1000 types", &types);
    let imports = repeat(r#"(import "" "" (func))"#, 1_001);
    assert_module_too_large("more than 1000 imports", &imports);
    let exports = (0..1_001)
        .map(|i| format!(r#"(export "{i}" (func 0))"#))
        .collect::<String>();
    assert_module_too_large("more than 1000 exports", &format!("(func) {exports}"));
    let globals = repeat("(global i32 (i32.const 0))", 1_001);
    assert_module_too_large("more than 1000 globals", &globals);
    let segments = format!("(memory 1) {}", repeat(r#"(data (i32.const 0) "")"#, 1_001));
    assert_module_too_large("more than 1000 segments", &segments);
    let elements = format!(
        "(func $f) (table 1 funcref) (elem func {})",
        repeat("$f ", 20_001)
    );
    assert_module_too_large("more than 20000 elements", &elements);
    assert_module_too_large("more than 8 tables", &repeat("(table 1 funcref)", 9));
    assert_module_too_large("more than 4 memories", &repeat("(memory 1)", 5));
}

#[test]
fn a_huge_count_of_locals_in_few_bytes_is_refused() {
    let mut module = wat::parse_str("(module (func (local i32)))").unwrap();
    let body = module
        .windows(4)
        .position(|bytes| bytes == [1, 1, 0x7f, 0x0b])
        .unwrap();
    module.splice(body + 1..body + 2, [0xff, 0xff, 0xff, 0xff, 0x0f]);
    for size in [body - 1, body - 3] {
        module[size] += 4;
    }
    let mut component = b"\0asm\x0d\0\x01\0\x01".to_vec();
    component.extend(leb(module.len()));
    component.extend(module);
    assert!(compile(engine(), &component).is_err());
}

#[test]
fn components_that_are_made_of_too_much_are_refused() {
    assert_component_too_large("more than 16 modules", &"(core module)".repeat(17));
    let instances = "(core instance (instantiate $m))".repeat(65);
    assert_component_too_large(
        "more than 64 instances",
        &format!("(core module $m) {instances}"),
    );
    let aliases = r#"(alias export $i "f" (func))"#.repeat(2_001);
    let inner = r#"(component $c (import "f" (func $f)) (export "f" (func $f)))
        (import "g" (func $g)) (instance $i (instantiate $c (with "f" (func $g))))"#;
    assert_component_too_large("more than 2000 links", &format!("{inner} {aliases}"));
    let types = "(type (list u8))".repeat(1_001);
    assert_component_too_large("more than 1000 types", &types);
    assert_component_too_large("more than 32 components", &"(component)".repeat(32));
}

#[test]
fn nesting_is_bounded() {
    let nested =
        |depth: usize| (0..depth).fold(String::new(), |inner, _| format!("(component {inner})"));
    let small = engine::Caps {
        components: 1_000,
        ..Settings::default().caps
    };
    let engine = engine::Engine::new(Settings {
        caps: small,
        ..Settings::default()
    })
    .unwrap();
    let deep = wat::parse_str(nested(33)).unwrap();
    assert_eq!(
        compile(&engine, &deep).unwrap_err(),
        CompileError::TooLarge("more than 32 levels of nesting".into())
    );
    let types = |depth: usize| {
        let inner = (0..depth).fold(String::new(), |inner, _| {
            format!("(type (component {inner}))")
        });
        format!("(component {inner})")
    };
    let deep = wat::parse_str(types(33)).unwrap();
    assert_too_large("more than 32 levels of nesting", &deep);
}

#[test]
fn types_nested_so_deep_that_a_parser_would_overflow_are_refused() {
    let depth = 500_000;
    let mut types = vec![1];
    for _ in 0..depth {
        types.extend([0x41, 0x01, 0x01]);
    }
    types.extend([0x41, 0x00]);
    let mut component = b"\0asm\x0d\0\x01\0\x07".to_vec();
    component.extend(leb(types.len()));
    component.extend(types);
    assert_too_large("more than 32 levels of nesting", &component);
}

#[test]
fn types_that_double_with_each_line_are_refused() {
    let lines = (1..60).map(|i| format!("(type $t{i} (tuple $t{} $t{}))", i - 1, i - 1));
    let inner = format!(
        "(component (type $t0 (tuple u8 u8)) {})",
        lines.collect::<String>()
    );
    let component = with_inner(Fixture::default().component(), &inner);
    assert!(compile(engine(), &component).is_err());
}

#[test]
fn components_that_double_with_each_line_are_refused() {
    let mut inner = "(component $c0 (core module $m) (core instance (instantiate $m)))".to_owned();
    for i in 1..25 {
        let made = format!("(instance (instantiate $c{}))", i - 1).repeat(2);
        let outer = format!("(alias outer $plugin $c{} (component $c{}))", i - 1, i - 1);
        write!(inner, "(component $c{i} {outer} {made})").unwrap();
    }
    let inner = format!("(component $plugin {inner} (instance (instantiate $c24)))");
    let component = with_inner(Fixture::default().component(), &inner);
    let bound = "more than 1000 instances of components within components";
    assert_too_large(bound, &component);
}

#[test]
fn a_component_that_takes_components_is_refused() {
    let inner = r#"(component
        (component $twice (import "c" (component $c)) (instance (instantiate $c)) (instance (instantiate $c)))
        (component $one)
        (instance (instantiate $twice (with "c" (component $one)))))"#;
    let component = with_inner(Fixture::default().component(), inner);
    let refused = compile(engine(), &component).expect_err("none needs it");
    assert!(
        refused.to_string().contains("imports a component"),
        "{refused}"
    );
}

/// Compiles a module of one plugin; whatever the verdict is, it comes, and a good plugin compiles after it.
fn compiles(module: &str) -> bool {
    let inner = format!("(component (core module {module}))");
    let component = with_inner(Fixture::default().component(), &inner);
    let verdict = compile(engine(), &component).is_ok();
    assert!(compile(engine(), &Fixture::default().component()).is_ok());
    verdict
}

#[test]
fn functions_that_are_strange_within_the_bounds_have_a_verdict() {
    let repeat = |text: &str, times| text.repeat(times);
    // Parameters and results: a thousand of each is WebAssembly's own bound.
    assert!(compiles(&format!(
        "(func (param {}))",
        repeat("i32 ", 1_000)
    )));
    assert!(!compiles(&format!(
        "(func (param {}))",
        repeat("i32 ", 1_001)
    )));
    assert!(!compiles(&format!(
        "(func (result {}) unreachable)",
        repeat("i32 ", 1_001)
    )));
    // A table of branches as long as a function may be.
    let targets = repeat("0 ", 65_000);
    assert!(compiles(&format!(
        "(func (block (br_table {targets} (i32.const 0))))"
    )));
    let (blocks, ends) = (repeat("block ", 15_000), repeat("end ", 15_000));
    assert!(compiles(&format!("(func {blocks} {ends})")));
    let (loops, ends) = (
        repeat("loop i32.const 0 br_if 0 ", 8_000),
        repeat("end ", 8_000),
    );
    assert!(compiles(&format!("(func {loops} {ends})")));
    // A name of a mebibyte.
    let name = repeat("n", 1 << 20);
    assert!(!compiles(&format!(r#"(func (export "{name}"))"#)));
}

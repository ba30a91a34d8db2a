//! Plugins for the tests: hand-written core modules, made components here. Nothing is stored.

use std::sync::OnceLock;

use engine::{
    Cells, Column, CompileError, Context, DataClass, Engine, Error, Plugin, Sealer, Settings,
    Table, compile,
};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

pub(crate) const CONTRACT: &str = concat!(
    include_str!("../../../../wit/plugin/plugin.wit"),
    include_str!("../../../../wit/plugin/anonymizer.wit"),
    include_str!("../../../../wit/plugin/exporter.wit"),
    include_str!("../../../../wit/plugin/retention.wit"),
);
/// The first released contract.
pub(crate) const RELEASED: &str = include_str!("../../../../wit/released/1.0.0.wit");
pub(crate) const TENANT: &str = "0197a3c0-0000-7000-8000-000000000001";

/// Where a fixture's result is written, and where its heap begins.
const RESULT: u32 = 16;
const HEAP: u32 = 4096;

/// Gives the input back.
pub(crate) const IDENTITY: &str = "(call $ok (local.get $columns) (local.get $count))";
/// Overwrites every byte of every text with an asterisk.
pub(crate) const MASK: &str = "(call $mask (local.get $columns) (local.get $count))
    (call $ok (local.get $columns) (local.get $count))";

/// A plugin in the making. Every part but one mostly stays as it is.
#[derive(Clone)]
pub(crate) struct Fixture {
    /// The contract it is built against.
    pub(crate) wit: String,
    /// What the module imports.
    pub(crate) imports: &'static str,
    /// `(memory …)` without the export.
    pub(crate) memory: &'static str,
    /// Body of `anonymize`; leaves the address of the result.
    pub(crate) anonymize: String,
    /// Body of `describe`; leaves the address of the result.
    pub(crate) describe: String,
    /// Runs at the start of `cabi_realloc`.
    pub(crate) realloc: &'static str,
    /// Body of the function that frees the result.
    pub(crate) post_return: &'static str,
    /// Further definitions of the module.
    pub(crate) more: String,
    /// What the plugin says of itself: name, version, summary, parameters.
    pub(crate) says: [String; 4],
}

impl Default for Fixture {
    fn default() -> Self {
        Self {
            wit: CONTRACT.into(),
            imports: "",
            memory: "1",
            anonymize: IDENTITY.into(),
            describe: "(i32.const 64)".into(),
            realloc: "",
            post_return: "",
            more: String::new(),
            says: ["fixture", "1.2.3", "Does what a test needs.", "{}"].map(str::to_owned),
        }
    }
}

/// A plugin whose `anonymize` has this body.
pub(crate) fn anonymizing(body: &str) -> Fixture {
    Fixture {
        anonymize: body.into(),
        ..Fixture::default()
    }
}

impl Fixture {
    /// The component.
    pub(crate) fn component(&self) -> Vec<u8> {
        ComponentEncoder::default()
            .module(&self.core_module())
            .expect("the module fits the world")
            .encode()
            .expect("a component")
    }

    /// The core module that it is made of, with its world.
    pub(crate) fn core_module(&self) -> Vec<u8> {
        self.with_world(&self.text())
    }

    /// Another core module of the same world.
    pub(crate) fn with_world(&self, text: &str) -> Vec<u8> {
        let mut module = wat::parse_str(text).expect("the text is valid");
        let mut resolve = Resolve::default();
        let package = resolve
            .push_str("plugin.wit", &self.wit)
            .expect("valid WIT");
        let world = resolve
            .select_world(&[package], Some("anonymizer-plugin"))
            .expect("a world");
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
            .expect("metadata fits the module");
        module
    }

    /// The component, compiled, sealed, opened and loaded.
    pub(crate) fn plugin(&self) -> Plugin {
        load(engine(), &self.component()).expect("the fixture is a plugin")
    }

    /// Runs it on [`people`].
    pub(crate) fn run(&self) -> Result<engine::Run, Error> {
        self.plugin().anonymize(&context(), &people())
    }

    /// The text of the core module.
    pub(crate) fn text(&self) -> String {
        let Self {
            imports,
            memory,
            anonymize,
            describe,
            realloc,
            post_return,
            more,
            ..
        } = self;
        let (description, data) = self.description();
        let (_, package) = self
            .wit
            .split_once("package lethe:plugin@")
            .expect("the contract");
        let (version, _) = package.split_once(';').expect("a version");
        format!(
            r#"(module
  {imports}
  (memory (export "memory") {memory})
  (global $heap (mut i32) (i32.const {HEAP}))
  (data (i32.const 64) "{description}")
  (data (i32.const 256) "{data}")
  {more}
  (func $cabi_realloc (export "cabi_realloc")
    (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    {realloc}
    (local.set $at (i32.and
      (i32.add (global.get $heap) (i32.sub (local.get $align) (i32.const 1)))
      (i32.sub (i32.const 0) (local.get $align))))
    (global.set $heap (i32.add (local.get $at) (local.get $size)))
    (if (i32.gt_u (global.get $heap) (i32.mul (memory.size) (i32.const 65536))) (then
      (if (i32.eq (i32.const -1) (memory.grow (i32.add (i32.const 1) (i32.div_u
          (i32.sub (global.get $heap) (i32.mul (memory.size) (i32.const 65536)))
          (i32.const 65536))))) (then unreachable))))
    (local.get $at))
  (func $ok (param $columns i32) (param $count i32) (result i32)
    (i32.store8 (i32.const {RESULT}) (i32.const 0))
    (i32.store offset=4 (i32.const {RESULT}) (local.get $columns))
    (i32.store offset=8 (i32.const {RESULT}) (local.get $count))
    (i32.const {RESULT}))
  (func $error (param $kind i32) (param $text i32) (param $length i32) (result i32)
    (i32.store8 (i32.const {RESULT}) (i32.const 1))
    (i32.store8 offset=4 (i32.const {RESULT}) (local.get $kind))
    (i32.store offset=8 (i32.const {RESULT}) (local.get $text))
    (i32.store offset=12 (i32.const {RESULT}) (local.get $length))
    (i32.const {RESULT}))
  (func $mask (param $column i32) (param $count i32)
    (block $done (loop $columns
      (br_if $done (i32.eqz (local.get $count)))
      (if (i32.eqz (i32.load8_u offset=12 (local.get $column))) (then (memory.fill
        (i32.load offset=16 (local.get $column))
        (i32.const 42)
        (i32.load offset=20 (local.get $column)))))
      (local.set $column (i32.add (local.get $column) (i32.const 40)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br $columns))))
  (func (export "lethe:plugin/anonymizer@{version}#describe") (result i32) {describe})
  (func (export "lethe:plugin/anonymizer@{version}#anonymize")
    (param $collection i32) (param $collection_length i32) (param $now i64)
    (param $parameters i32) (param $parameters_length i32) (param $seed i64)
    (param $columns i32) (param $count i32) (result i32)
    (local $i i32) (local $p i32)
    {anonymize})
  (func (export "cabi_post_lethe:plugin/anonymizer@{version}#anonymize") (param i32)
    {post_return})
)"#
        )
    }

    /// The record that `describe` answers with, and the texts it points at.
    fn description(&self) -> (String, String) {
        let mut texts = String::new();
        let mut record = Vec::new();
        for (index, text) in self.says.iter().enumerate() {
            if index == 3 {
                record.extend([0; 8]);
            }
            let at = 256 + u32::try_from(texts.len()).unwrap();
            record.extend(at.to_le_bytes());
            record.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
            texts.push_str(text);
        }
        (escape(&record), escape(texts.as_bytes()))
    }
}

/// The component with another one in it, which is instantiated with it.
pub(crate) fn with_inner(mut component: Vec<u8>, inner: &str) -> Vec<u8> {
    let mut depth = 0;
    let mut index = 0u8;
    for payload in wasmparser::Parser::new(0).parse_all(&component) {
        match payload.expect("a valid component") {
            wasmparser::Payload::Version { .. } => depth += 1,
            wasmparser::Payload::End(_) => depth -= 1,
            wasmparser::Payload::ComponentSection { .. } if depth == 1 => index += 1,
            _ => {}
        }
    }
    let inner = wat::parse_str(inner).expect("valid text");
    component.push(4);
    component.extend(leb(inner.len()));
    component.extend(inner);
    component.extend([5, 4, 1, 0, index, 0]);
    component
}

/// An unsigned number as WebAssembly writes it.
pub(crate) fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(number & 0x7f).unwrap();
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// Bytes as the text format writes them.
pub(crate) fn escape(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\{byte:02x}")).collect()
}

/// The engine under the production settings; one for all tests.
pub(crate) fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(Settings::default()).expect("this machine runs plugins"))
}

pub(crate) fn sealer() -> Sealer {
    Sealer::new([7; 32])
}

/// From the component to the plugin, the way an upload goes.
pub(crate) fn load(engine: &Engine, component: &[u8]) -> Result<Plugin, CompileError> {
    let compiled = compile(engine, component)?;
    let identity = engine.identity();
    let sealed = sealer().seal(TENANT, &compiled.digest, &identity, &compiled.artifact);
    let artifact = sealer()
        .open(TENANT, &compiled.digest, &identity, &sealed)
        .expect("sealed");
    Ok(engine.load(&artifact).expect("just compiled"))
}

pub(crate) fn context() -> Context {
    Context {
        collection: "people".into(),
        now: 1_780_000_000_000,
        parameters: r#"{"operator":"mask"}"#.into(),
        seed: 42,
    }
}

pub(crate) fn column(name: &str, class: DataClass, cells: &Cells) -> Column {
    Column::pack(name, class, cells)
}

/// Two columns of three rows.
pub(crate) fn people() -> Table {
    let name = ["Ada", "Grace"].map(|name| Some(name.to_owned()));
    let name = name.into_iter().chain([None]).collect();
    Table {
        columns: vec![
            column("name", DataClass::Identifier, &Cells::Text(name)),
            column(
                "pay",
                DataClass::Sensitive,
                &Cells::Integer(vec![Some(1), None, Some(3)]),
            ),
        ],
    }
}

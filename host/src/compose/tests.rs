//! Small components, put together.

use std::{collections::BTreeMap, fs};

use wasmtime::{Engine, component};

use super::{Error, compose, fits};
use crate::manifest::{Component, Dependency, Inherit};

const NAME: &str = "lethe:vault/vault@0.1.0";

/// Imports a function that gives a number, and exports it under another name.
const SOCKET: &str = r#"(component
    (import "lethe:vault/vault@0.1.0" (instance $vault (export "number" (func (result u32)))))
    (alias export $vault "number" (func $number))
    (export "answer" (func $number)))"#;

/// Exports the function that the socket imports.
const PLUG: &str = r#"(component
    (core module $m (func (export "number") (result i32) (i32.const 42)))
    (core instance $i (instantiate $m))
    (func $number (result u32) (canon lift (core func $i "number")))
    (instance $vault (export "number" (func $number)))
    (export "lethe:vault/vault@0.1.0" (instance $vault)))"#;

fn composed(socket: &str, plug: Option<&str>, name: &str) -> Result<Vec<u8>, Error> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plug.wasm");
    if let Some(plug) = plug {
        fs::write(&file, wat::parse_str(plug).unwrap()).unwrap();
    }
    let component = Component {
        id: "subjects".to_owned(),
        source: "subjects.wasm".into(),
        line: 1,
        description: String::new(),
        variables: BTreeMap::new(),
        environment: BTreeMap::new(),
        allowed_outbound_hosts: Vec::new(),
        sqlite_databases: Vec::new(),
        dependencies: vec![Dependency {
            name: name.to_owned(),
            file: Some(file),
            export: None,
            inherit: Inherit::default(),
        }],
    };
    compose(&component, wat::parse_str(socket).unwrap())
}

#[test]
fn what_a_dependency_exports_is_no_longer_imported() {
    let bytes = composed(SOCKET, Some(PLUG), NAME).unwrap();
    let engine = Engine::default();
    let whole = component::Component::new(&engine, bytes).unwrap();
    let mut store = wasmtime::Store::new(&engine, ());
    let linker = component::Linker::new(&engine);
    let instance = linker.instantiate(&mut store, &whole).unwrap();
    let answer = instance.get_typed_func::<(), (u32,)>(&mut store, "answer");
    assert_eq!(answer.unwrap().call(&mut store, ()).unwrap(), (42,));
}

#[test]
fn what_does_not_fit_is_named() {
    let other = PLUG.replace("u32", "s32");
    let empty = "(component)";
    let fails = "(component (import \"x\" (func)))";
    for (socket, plug, name, expected) in [
        (SOCKET, Some(other.as_str()), NAME, "mismatched"),
        (SOCKET, Some(empty), NAME, "vault"),
        (SOCKET, None, NAME, "cannot read its file"),
        (
            SOCKET,
            Some(PLUG),
            "lethe:vault/vault@0.2.0",
            "imports nothing of this name",
        ),
        (fails, Some(PLUG), NAME, "imports nothing of this name"),
    ] {
        let refused = composed(socket, plug, name).unwrap_err().to_string();
        assert!(refused.contains(name), "{refused}");
        assert!(refused.contains(expected), "{expected}: {refused}");
    }
}

#[test]
fn a_dependency_may_name_an_interface_or_a_package_with_or_without_version() {
    for name in [
        NAME,
        "lethe:vault/vault",
        "lethe:vault@0.1.0",
        "lethe:vault",
    ] {
        assert!(fits(name, NAME), "{name}");
    }
    for name in [
        "lethe:vault/vault@0.1.1",
        "lethe:vault/keys",
        "lethe:vault@0.2.0",
        "lethe:vaults",
        "vault",
    ] {
        assert!(!fits(name, NAME), "{name}");
    }
}

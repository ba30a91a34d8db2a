//! Makes components of the misbehaving plugins in `hostile/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};

use crate::artefacts;

/// A misbehaving plugin.
pub struct Hostile {
    /// The component, or what pretends to be one.
    pub component: Vec<u8>,
    /// What the host must say of it.
    pub expected: Expected,
}

/// Where and how a misbehaving plugin must be stopped: `problem.txt`, such as `execution fuel`.
pub struct Expected {
    /// `upload` or `execution`.
    pub at: String,
    /// A word that the problem must hold: the limit, or what is wrong with the output.
    pub says: String,
}

/// Every folder with a misbehaving plugin.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .expect("the folder of misbehaving plugins can be listed")
        .flatten()
        .filter(|entry| entry.path().join("problem.txt").exists())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Builds the misbehaving plugin of this name.
///
/// `plugin.wat` is a core module with `{{parts}}` from `common/`, made a component of the world
/// `anonymizer-plugin`; `upload.wat` is uploaded as it is.
pub fn build(name: &str) -> Hostile {
    let folder = folder().join(name);
    let component = match fs::read_to_string(folder.join("plugin.wat")) {
        Ok(text) => component(name, &text),
        Err(_) => wat::parse_file(folder.join("upload.wat"))
            .unwrap_or_else(|error| panic!("{name}: {error}")),
    };
    let expected = fs::read_to_string(folder.join("problem.txt"))
        .unwrap_or_else(|error| panic!("{name}/problem.txt: {error}"));
    let (at, says) = expected
        .trim()
        .split_once(' ')
        .expect("problem.txt says where and what");
    let expected = Expected {
        at: at.to_owned(),
        says: says.to_owned(),
    };
    Hostile {
        component,
        expected,
    }
}

/// Makes a core module, written with parts of `common/`, a plugin of this name.
pub fn component(name: &str, text: &str) -> Vec<u8> {
    let mut module =
        wat::parse_str(filled_in(name, text)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut resolve = wit_parser::Resolve::default();
    let (package, _) = resolve
        .push_path(artefacts::root().join("wit/plugin"))
        .expect("the contract of plugins can be read");
    let world = resolve.select_world(&[package], Some("anonymizer-plugin"));
    let world = world.expect("the contract has the world of anonymizers");
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
        .expect("a module can be told its world");
    let component = ComponentEncoder::default()
        .module(&module)
        .and_then(|mut encoder| encoder.encode());
    component.unwrap_or_else(|error| panic!("{name} is not a plugin: {error:#}"))
}

fn filled_in(name: &str, text: &str) -> String {
    let mut parts = BTreeMap::from([
        ("name".to_owned(), name.to_owned()),
        ("name-length".to_owned(), format!("{:02x}", name.len())),
    ]);
    for part in ["head", "memory", "realloc", "describe", "echo"] {
        let path = folder().join("common").join(format!("{part}.wat"));
        let text =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        parts.insert(part.to_owned(), text);
    }
    let mut text = text.to_owned();
    // Twice: parts hold the name.
    for (key, value) in parts.iter().rev().chain(&parts) {
        text = text.replace(&format!("{{{{{key}}}}}"), value);
    }
    text
}

fn folder() -> PathBuf {
    artefacts::root().join("tests/hostile")
}

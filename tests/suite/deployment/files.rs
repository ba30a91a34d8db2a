//! Reads what is deployed from, and what is said of it.

use std::io::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tests::artefacts;

/// Documents that tell an operator what to type.
pub(super) const GUIDES: [&str; 3] = [
    "docs/deploy.md",
    "deploy/akamai/README.md",
    "deploy/monitoring/README.md",
];

/// A file of the tree.
pub(super) fn text(file: &str) -> String {
    let path = artefacts::root().join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Every file below `deploy/`, relative to the root, but for secrets that somebody made there.
pub(super) fn deployed() -> Vec<String> {
    let mut files = Vec::new();
    collect(&artefacts::root().join("deploy"), &mut files);
    files.sort();
    let root = artefacts::root();
    let relative = |path: &PathBuf| path.strip_prefix(&root).ok().map(Path::to_path_buf);
    let names = files.iter().filter_map(relative);
    names
        .map(|path| path.to_string_lossy().into_owned())
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder can be listed") {
        let path = entry.expect("an entry can be read").path();
        if !path.is_dir() {
            files.push(path);
        } else if !path.ends_with("secrets") {
            collect(&path, files);
        }
    }
}

/// The documents of a YAML file.
pub(super) fn yaml(file: &str) -> Vec<Value> {
    parse_yaml(file, &text(file))
}

/// The documents of a YAML text.
pub(super) fn parse_yaml(name: &str, text: &str) -> Vec<Value> {
    serde_saphyr::from_multiple(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The texts at a key of all elements of an array.
pub(super) fn strings<'a>(array: &'a Value, key: &str) -> Vec<&'a str> {
    let elements = array.as_array().into_iter().flatten();
    elements
        .map(|element| {
            element[key]
                .as_str()
                .unwrap_or_else(|| panic!("no {key}: {element}"))
        })
        .collect()
}

/// What is between ```` ```console ```` and the end of the block, a command an element.
pub(super) fn commands(guide: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut inside = false;
    for line in text(guide).lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if let (true, Some(command)) = (inside, line.strip_prefix("$ ")) {
            let typed = command.split("  # ").next().unwrap_or_default();
            commands.push(typed.trim().to_owned());
        }
    }
    commands
}

/// Runs a tool that may not be there; says loudly when it is not.
pub(super) fn tool(name: &str, arguments: &[&str]) -> Option<Output> {
    let mut command = Command::new(name);
    let output = command.args(arguments).stdin(Stdio::null()).output();
    output.map_err(|error| not_run(name, &error)).ok()
}

/// Says that a part of a test needs a tool that is not there.
#[expect(
    clippy::print_stderr,
    reason = "a test that did not run must not look as if it had"
)]
pub(super) fn not_run(tool: &str, error: &Error) {
    eprintln!("WARNING: a part of this test DID NOT RUN: {tool} is not there ({error})");
}

/// Everything that is written in Rust below a folder.
pub(super) fn sources(folder: &str) -> String {
    let mut files = Vec::new();
    collect(&artefacts::root().join(folder), &mut files);
    let files = files
        .iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "rs"));
    files
        .filter_map(|file| std::fs::read_to_string(file).ok())
        .collect()
}

//! What no reviewer should have to look for.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::wasm::{PLUGIN_TARGET, WORKFLOW_TARGET};
use crate::workspace::Workspace;
use crate::{process, targets};

/// Longer files have more than one subject.
const MOST_LINES: usize = 600;

/// Notes to oneself; put together here so that this file passes.
const NOTES: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];

/// What people write, as opposed to what tools do.
const WRITTEN: [&str; 10] = [
    "md", "rs", "service", "sh", "sql", "toml", "wat", "wit", "yaml", "yml",
];

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    texts(workspace.root())?;
    process::run(process::cargo(workspace).args(["fmt", "--all", "--check"]))?;
    clippy(workspace)
}

/// What `kit` has besides, so that all of its code is looked at.
const KIT: &str = "accounts,operator,signatures,worker";

/// Clippy, for the machine's own target, and for the guests' what only they have: `kit`, which alone knows the runtime,
/// a workflow around it, plugins and providers. Always in the one profile, so that what they all need is built once.
fn clippy(workspace: &Workspace) -> Result<()> {
    targets::ensure(workspace)?;
    lint(workspace, &["--workspace", "--all-targets"])?;
    let wasm = ["--target", WORKFLOW_TARGET];
    let workflow = workspace.workflows();
    let workflow = workflow.first().map_or("kit", |guest| &guest.package);
    for wasi in ["wasip3", "wasip2"] {
        let features = format!("{wasi},{KIT}");
        let kit = ["--package", "kit", "--no-default-features", "--features"];
        lint(workspace, &[&wasm[..], &kit, &[&features]].concat())?;
        let around = ["--package", workflow, "--no-default-features"];
        lint(
            workspace,
            &[&wasm[..], &around, &["--features", wasi]].concat(),
        )?;
    }
    let plugins = workspace.plugins();
    let mut some = vec!["--target", PLUGIN_TARGET];
    for plugin in &plugins {
        some.extend(["--package", &plugin.package]);
    }
    lint(workspace, &some)?;
    // Each by itself, as they are built.
    for guest in workspace.guests("providers") {
        lint(
            workspace,
            &[&wasm[..], &["--package", &guest.package]].concat(),
        )?;
    }
    Ok(())
}

fn lint(workspace: &Workspace, what: &[&str]) -> Result<()> {
    let mut clippy = process::cargo(workspace);
    clippy.args(["clippy", "--release"]).args(what);
    process::run(clippy.args(["--", "--deny", "warnings"]))
}

/// Finds files that grew too long, and notes that were left behind.
fn texts(root: &Path) -> Result<()> {
    let mut found = Vec::new();
    for file in written_below(root)? {
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let name = file.strip_prefix(root).unwrap_or(&file).display();
        let lines = text.lines().count();
        if lines > MOST_LINES {
            found.push(format!("{name}: {lines} lines, at most {MOST_LINES}"));
        }
        let notes = text.lines().enumerate().filter(|(_, line)| has_note(line));
        found.extend(notes.map(|(index, _)| format!("{name}:{}: a note to oneself", index + 1)));
    }
    ensure!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

fn has_note(line: &str) -> bool {
    let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.any(|word| NOTES.contains(&word))
}

fn written_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name();
        let is_hidden = name.to_string_lossy().starts_with('.');
        if entry.file_type()?.is_dir() {
            if !is_hidden && name != "target" && name != "data" {
                files.extend(written_below(&path)?);
            }
        } else if path
            .extension()
            .is_some_and(|e| WRITTEN.iter().any(|written| e == *written))
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{MOST_LINES, NOTES, texts};

    #[test]
    fn a_file_that_grew_too_long_is_found() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.rs"), "\n".repeat(MOST_LINES + 1)).unwrap();
        std::fs::write(folder.path().join("b.rs"), "\n".repeat(MOST_LINES)).unwrap();
        let found = texts(folder.path()).unwrap_err().to_string();
        assert_eq!(found, "a.rs: 601 lines, at most 600");
    }

    #[test]
    fn a_note_that_was_left_behind_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("fine\n// {}: later\n{}S are fine", NOTES[0], NOTES[1]);
        std::fs::write(folder.path().join("a.md"), text).unwrap();
        let found = texts(folder.path()).unwrap_err().to_string();
        assert_eq!(found, "a.md:2: a note to oneself");
    }
}

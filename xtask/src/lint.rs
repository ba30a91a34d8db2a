//! What no reviewer should have to look for.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::wasm::{PLUGIN_TARGET, WORKFLOW_TARGET, Wasi};
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

/// Clippy, for the machine's own target and for the guests': each has code that the other has not.
fn clippy(workspace: &Workspace) -> Result<()> {
    targets::ensure(workspace)?;
    let strict = ["--", "--deny", "warnings"];
    let mut native = process::cargo(workspace);
    native.args(["clippy", "--release", "--workspace", "--all-targets"]);
    process::run(native.args(strict))?;
    for (some, target, wasi) in [
        (workspace.workflows(), WORKFLOW_TARGET, Wasi::V3),
        (workspace.workflows(), WORKFLOW_TARGET, Wasi::V2),
        (workspace.plugins(), PLUGIN_TARGET, Wasi::V3),
    ] {
        let mut guests = process::cargo(workspace);
        guests.args(["clippy", "--target", target]);
        guests.args(wasi.arguments());
        for guest in some {
            guests.args(["--package", &guest.package]);
        }
        process::run(guests.args(strict))?;
    }
    // Each by itself, as they are built.
    for guest in workspace.guests("providers") {
        let mut provider = process::cargo(workspace);
        provider.args(["clippy", "--profile", "guest", "--target", WORKFLOW_TARGET]);
        process::run(provider.args(["--package", &guest.package]).args(strict))?;
    }
    Ok(())
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

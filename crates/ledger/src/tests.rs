use std::fs;
use std::path::Path;

use super::*;
use crate::Error;

const NAME: &str = "lethe test";

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn open(paths: &[PathBuf]) -> Result<(Ledger<String>, Vec<Line<String>>), Error> {
    Ledger::open(NAME, paths, key())
}

fn entries(lines: &[Line<String>]) -> Vec<&str> {
    lines.iter().map(|line| line.entry.as_str()).collect()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn paths(folder: &Path, names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(|name| folder.join(name)).collect()
}

fn filled(paths: &[PathBuf]) -> String {
    let (mut ledger, _) = open(paths).unwrap();
    for second in 0..4 {
        let entry = format!("entry {second}");
        ledger.append(&[entry], at(second)).unwrap();
    }
    fs::read_to_string(&paths[0]).unwrap()
}

#[test]
fn what_is_added_is_found_again_in_every_copy() {
    let folder = tempfile::tempdir().unwrap();
    let paths = paths(folder.path(), &["a", "b"]);
    let (mut ledger, lines) = open(&paths).unwrap();
    assert!(lines.is_empty());
    ledger
        .append(&["one".to_owned(), "two".to_owned()], at(1))
        .unwrap();
    let head = ledger.append(&["three".to_owned()], at(2)).unwrap();
    for path in &paths {
        let (alone, lines) = open(std::slice::from_ref(path)).unwrap();
        assert_eq!(entries(&lines), ["one", "two", "three"]);
        assert_eq!(alone.head(), head);
        assert_eq!((lines[2].seq, lines[2].at), (3, at(2)));
    }
    assert_eq!(entries(&open(&paths).unwrap().1), ["one", "two", "three"]);
}

#[test]
fn two_processes_add_to_one_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let paths = paths(folder.path(), &["a", "b"]);
    let (mut one, _) = open(&paths).unwrap();
    let (mut other, _) = open(&paths).unwrap();
    one.append(&["one".to_owned()], at(1)).unwrap();
    other.append(&["two".to_owned()], at(2)).unwrap();
    one.append(&["three".to_owned()], at(3)).unwrap();
    let mut held = other.hold().unwrap();
    assert_eq!(entries(&held.lines().unwrap()), ["one", "two", "three"]);
    drop(held);
    assert_eq!(other.head(), one.head());
}

#[test]
fn a_copy_that_lags_or_is_new_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let paths = paths(folder.path(), &["a", "b"]);
    let text = filled(&paths[..1]);
    let lagging = text.lines().next().unwrap().to_owned() + "\n";
    fs::write(&paths[1], lagging).unwrap();
    open(&paths).unwrap();
    assert_eq!(fs::read_to_string(&paths[1]).unwrap(), text);
}

#[test]
fn a_line_that_a_crash_cut_off_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let paths = paths(folder.path(), &["a"]);
    let text = filled(&paths);
    let third = text.match_indices('\n').nth(2).unwrap().0 + 1;
    for cut in [third + 1, third + 40, text.len() - 1] {
        fs::write(&paths[0], &text[..cut]).unwrap();
        let (mut ledger, lines) = open(&paths).unwrap();
        assert_eq!(lines.len(), 3, "cut at {cut}");
        ledger.append(&["after".to_owned()], at(9)).unwrap();
        assert_eq!(open(&paths).unwrap().1.len(), 4);
    }
}

#[test]
fn two_histories_are_not_mixed() {
    let folder = tempfile::tempdir().unwrap();
    let paths = paths(folder.path(), &["a", "b"]);
    filled(&paths[..1]);
    let (mut other, _) = open(&paths[1..]).unwrap();
    other.append(&["another".to_owned()], at(1)).unwrap();
    assert!(matches!(open(&paths), Err(Error::Diverged { .. })));
}

#[test]
fn every_altered_byte_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let paths = paths(folder.path(), &["a"]);
    let text = filled(&paths);
    for place in 0..text.len() - 1 {
        let mut bytes = text.clone().into_bytes();
        bytes[place] ^= 1;
        fs::write(&paths[0], &bytes).unwrap();
        let found = open(&paths);
        assert!(matches!(found, Err(Error::Line { .. })), "byte {place}");
        assert_eq!(fs::read(&paths[0]).unwrap(), bytes, "it stays as it is");
    }
}

#[test]
fn lines_that_are_dropped_inserted_or_moved_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let paths = paths(folder.path(), &["a"]);
    let text = filled(&paths);
    let lines: Vec<&str> = text.lines().collect();
    let tampered = [
        vec![lines[1], lines[2], lines[3]],
        vec![lines[0], lines[2], lines[3]],
        vec![lines[0], lines[1], lines[1], lines[2], lines[3]],
        vec![lines[0], lines[2], lines[1], lines[3]],
        vec![lines[0], "", lines[1]],
    ];
    for lines in tampered {
        fs::write(&paths[0], lines.join("\n") + "\n").unwrap();
        assert!(matches!(open(&paths), Err(Error::Line { .. })));
    }
}

#[test]
fn a_ledger_of_another_name_or_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let paths = paths(folder.path(), &["a"]);
    filled(&paths);
    let other: Result<(Ledger<String>, _), _> = Ledger::open("lethe other", &paths, key());
    assert!(matches!(other, Err(Error::Line { line: 1, .. })));
    let stranger = SigningKey::from_bytes(&[8; 32]);
    let other: Result<(Ledger<String>, _), _> = Ledger::open(NAME, &paths, stranger);
    assert!(matches!(other, Err(Error::Line { line: 4, .. })));
}

/// The key that follows [`key`].
fn next_key() -> SigningKey {
    SigningKey::from_bytes(&[8; 32])
}

fn open_with(
    paths: &[PathBuf],
    keys: impl Into<Keys>,
) -> Result<(Ledger<String>, Vec<Line<String>>), Error> {
    Ledger::open(NAME, paths, keys)
}

#[test]
fn a_ledger_that_was_vouched_for_with_a_new_key_opens_without_the_former_one() {
    let folder = tempfile::tempdir().unwrap();
    let paths = paths(folder.path(), &["a", "b"]);
    let before = filled(&paths);
    let refused = open_with(&paths, next_key()).unwrap_err();
    assert!(refused.to_string().contains("not signed"), "{refused}");
    let both = || Keys::new(next_key(), Some(key().public_key()));
    let (mut ledger, _) = open_with(&paths, both()).unwrap();
    // A crash before or after each copy: it opens with both keys, and is vouched for again.
    for _ in 0..2 {
        ledger.vouch().unwrap();
        let (_, lines) = open_with(&paths, both()).unwrap();
        assert_eq!(lines.len(), 4);
    }
    for path in &paths {
        let (alone, lines) = open_with(std::slice::from_ref(path), next_key()).unwrap();
        assert_eq!((alone.head(), lines.len()), (ledger.head(), 4));
        assert_eq!(fs::read_to_string(path).unwrap(), before, "no line changes");
    }
    // It goes on under the new key, and then needs nobody to vouch for it.
    let (mut ledger, _) = open_with(&paths, next_key()).unwrap();
    ledger.append(&["later".to_owned()], at(9)).unwrap();
    for path in &paths {
        fs::remove_file(path.with_extension("head")).unwrap();
    }
    assert_eq!(open_with(&paths, next_key()).unwrap().1.len(), 5);
}

#[test]
fn who_has_the_former_key_adds_nothing_to_a_ledger_that_was_vouched_for() {
    let folder = tempfile::tempdir().unwrap();
    let paths = paths(folder.path(), &["a"]);
    let _ = filled(&paths);
    let both = Keys::new(next_key(), Some(key().public_key()));
    open_with(&paths, both).unwrap().0.vouch().unwrap();
    let (mut ledger, _) = open(&paths).unwrap();
    ledger.append(&["forged".to_owned()], at(9)).unwrap();
    assert!(open_with(&paths, next_key()).is_err());
}

#[test]
fn a_head_that_was_altered_or_is_of_another_ledger_vouches_for_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let paths = paths(folder.path(), &["a"]);
    let _ = filled(&paths);
    let both = Keys::new(next_key(), Some(key().public_key()));
    open_with(&paths, both).unwrap().0.vouch().unwrap();
    let head = paths[0].with_extension("head");
    let good = fs::read(&head).unwrap();
    for place in 0..good.len() {
        let mut altered = good.clone();
        altered[place] ^= 1;
        fs::write(&head, altered).unwrap();
        assert!(open_with(&paths, next_key()).is_err(), "byte {place}");
    }
    fs::write(&head, &good).unwrap();
    let other: Result<(Ledger<String>, _), _> = Ledger::open("lethe other", &paths, next_key());
    assert!(other.is_err());
    // A ledger that was cut off is not what was vouched for.
    let text = fs::read_to_string(&paths[0]).unwrap();
    let cut: String = text.split_inclusive('\n').take(3).collect();
    fs::write(&paths[0], cut).unwrap();
    assert!(open_with(&paths, next_key()).is_err());
}

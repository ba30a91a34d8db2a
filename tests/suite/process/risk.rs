//! `lethe risk`: what a table tells, without host and database.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;
use tests::artefacts;

/// Two classes of two and one person who is alone.
const PATIENTS: &str = "\
name;age;zip;disease;salary
Ada Marker;30;10115;flu;3000
Ben Marker;30;10115;ulcer;4000
Cem Marker;41;80331;flu;5000
Dan Marker;41;80331;flu;5000
Eve Marker;77;99999;cancer;9000
";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    fs::write(folder.path().join("patients.csv"), PATIENTS).expect("a file can be written");
    folder
}

fn risk(within: &Path, arguments: &[&str]) -> Output {
    let mut lethe = Command::new(artefacts::program());
    lethe.arg("risk").args(arguments).current_dir(within);
    lethe.output().expect("the program under test can be run")
}

/// The file with its columns by role, and more.
fn patients<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let file = ["patients.csv", "--delimiter", ";", "--qi", "age,zip"];
    [&file[..], more].concat()
}

fn said(output: &Output) -> String {
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complained}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn refused(output: &Output) -> String {
    let complained = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{complained}");
    assert_eq!(complained.lines().count(), 1, "{complained}");
    assert!(complained.starts_with("lethe: "), "{complained}");
    complained
}

#[test]
fn figures_are_shown_and_no_value_of_a_row() {
    let folder = folder();
    let arguments = patients(&["--sensitive", "disease,salary", "--numeric", "salary"]);
    let shown = said(&risk(folder.path(), &arguments));
    let figure = |name: &str| {
        let line = shown.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name}: {shown}"))
            .trim()
            .to_owned()
    };
    assert_eq!(figure("rows of a class, least (k)"), "1");
    assert_eq!(figure("unique rows"), "1 (20.0 %)");
    assert_eq!(figure("rows in classes below 5"), "5 (100.0 %)");
    assert!(
        figure("Inference:").contains("disease for 3 rows"),
        "{shown}"
    );
    for value in ["Marker", "10115", "cancer", "9000"] {
        assert!(!shown.contains(value), "{value}: {shown}");
    }
}

#[test]
fn json_has_the_figures_for_programs() {
    let folder = folder();
    let arguments = patients(&["--sensitive", "disease", "--max-unique", "0.2", "--json"]);
    let answer = said(&risk(folder.path(), &arguments));
    let answer: Value = serde_json::from_str(&answer).expect("it is JSON");
    assert_eq!(answer["report"]["singling_out"]["k"], 1);
    assert_eq!(answer["report"]["classes"], 3);
    let disease = &answer["report"]["inference"]["attributes"][0];
    assert_eq!(disease["name"], "disease");
    assert_eq!(disease["diversity"]["distinct"], 1);
    assert_eq!(disease["closeness"]["distance"], "equal");
    assert_eq!(disease["closeness"]["t"], 0.8);
    assert_eq!(answer["verdict"]["met"], true);
    assert_eq!(answer["thresholds"]["max_unique"], 0.2);
}

#[test]
fn a_threshold_that_is_missed_is_a_refusal_that_says_where() {
    let folder = folder();
    let arguments = patients(&["--sensitive", "disease", "--k", "2", "--t", "0.5"]);
    let output = risk(folder.path(), &arguments);
    let complained = refused(&output);
    assert!(complained.contains("k is 1 and not 2"), "{complained}");
    assert!(
        complained.contains("t of disease is 0.800 and not 0.500"),
        "{complained}"
    );
    assert!(complained.contains("row 5"), "{complained}");
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(
        shown.contains("unique rows"),
        "the figures are shown all the same: {shown}"
    );
    let met = patients(&[
        "--sensitive",
        "disease",
        "--k",
        "1",
        "--l",
        "1",
        "--t",
        "0.8",
    ]);
    said(&risk(folder.path(), &met));
}

#[test]
fn what_cannot_be_measured_is_refused_in_one_line() {
    let folder = folder();
    let write = |name: &str, text: &[u8]| {
        fs::write(folder.path().join(name), text).expect("a file can be written");
    };
    write("ragged.csv", b"age,zip\n1,2\n3\n");
    write("empty.csv", b"age,zip\n");
    write("latin.csv", b"age,zip\n1,\xe9\n");
    for (arguments, hint) in [
        (&["missing.csv", "--qi", "age"][..], "missing.csv"),
        (
            &["ragged.csv", "--qi", "age"],
            "line 3 has 1 cells and not 2",
        ),
        (&["ragged.csv", "--qi", "postcode"], "there are age, zip"),
        (&["empty.csv", "--qi", "age"], "no rows"),
        (&["latin.csv", "--qi", "zip"], "line 2 is not UTF-8"),
        (&["ragged.csv"], "--qi"),
        (&["ragged.csv", "--qi", "age", "--l", "2"], "--sensitive"),
        (&["ragged.csv", "--qi", "age", "--k", "0"], "--k"),
        (
            &["ragged.csv", "--qi", "age", "--numeric", "zip"],
            "--numeric names zip",
        ),
        (
            &["ragged.csv", "--qi", "age", "--delimiter", ";;"],
            "--delimiter",
        ),
    ] {
        let complained = refused(&risk(folder.path(), arguments));
        assert!(complained.contains(hint), "{arguments:?}: {complained}");
    }
    for (more, hint) in [
        (&["--sensitive", "age"][..], "age is named twice"),
        (
            &["--sensitive", "name", "--numeric", "name"],
            "line 2: the cell of name is no number",
        ),
        (&["--sensitive", "disease", "--t", "1.5"], "t cannot be 1.5"),
    ] {
        let complained = refused(&risk(folder.path(), &patients(more)));
        assert!(complained.contains(hint), "{more:?}: {complained}");
        assert!(!complained.contains("Marker"), "{complained}");
    }
}

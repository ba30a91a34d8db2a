//! The catalogue of hostile plugins in `docs/threats.md`: every test that it names is there, and no class of attacks
//! has fewer than three variants.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const HEADING: &str = "## The catalogue of hostile plugins";

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The class of each row, and its variants.
fn rows() -> Vec<(String, Vec<String>)> {
    let text = fs::read_to_string(root().join("docs/threats.md")).unwrap();
    let (_, section) = text.split_once(HEADING).expect("the catalogue");
    let section = section.split("\n## ").next().unwrap();
    let lines = section.lines().filter_map(|line| line.strip_prefix("| "));
    let cells = lines.map(|line| line.trim_end_matches(" |").split_once(" | ").unwrap());
    let rows = cells.filter(|(class, _)| *class != "class");
    rows.map(|(class, variants)| {
        let variants = variants.split("; ").map(str::to_owned).collect();
        (class.to_owned(), variants)
    })
    .collect()
}

/// The file of a test, and its name: `limits::name` is in this folder, the others are named by where they are.
fn place(test: &str) -> (PathBuf, &str) {
    let (module, name) = test.rsplit_once("::").expect("a file and a test");
    let path = module.replace("::", "/");
    let file = match path.split_once('/') {
        None => format!("crates/engine/tests/engine/{path}"),
        Some(("tests", _)) => path.replacen("tests", "tests/suite", 1),
        Some(("host", file)) if file.starts_with("src/") => format!("host/{file}"),
        Some(("host", file)) => format!("host/tests/{file}"),
        Some(_) => format!("{path}/is-nowhere"),
    };
    (root().join(file).with_extension("rs"), name)
}

#[test]
fn every_class_of_hostile_plugins_has_three_variants_or_more() {
    let rows = rows();
    assert!(rows.len() > 20, "{} classes", rows.len());
    for (class, variants) in rows {
        let different: BTreeSet<&String> = variants.iter().collect();
        assert!(different.len() >= 3, "{class}: {variants:?}");
    }
}

#[test]
fn every_test_that_the_catalogue_names_is_there() {
    for (class, variants) in rows() {
        for variant in variants {
            let test = variant
                .split('`')
                .nth(1)
                .unwrap_or_else(|| panic!("{class}: {variant}"));
            let (file, name) = place(test);
            let code = fs::read_to_string(&file).unwrap_or_else(|_| panic!("{class}: {test}"));
            let is_there = [format!("fn {name}("), format!("    {name}: \"")];
            let is_there = is_there.iter().any(|it| code.contains(it.as_str()));
            assert!(is_there, "{class}: no test {test}");
        }
    }
}

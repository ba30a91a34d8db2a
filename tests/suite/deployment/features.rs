//! `docs/features.md` says for every row of the inventory which test shows it, and that test is there.

use std::collections::BTreeSet;
use std::fs;

use tests::artefacts;

use super::files::text;

const FILE: &str = "docs/features.md";

/// Rows of the inventory: requests, consent and records, retention and offboarding, breaches.
const ROWS: [(char, u32); 4] = [('R', 16), ('C', 11), ('T', 6), ('B', 4)];

/// The cells of each row: what it is, its routes, its tests.
fn rows() -> Vec<[String; 3]> {
    let cells = |line: &str| -> Option<[String; 3]> {
        let line = line
            .strip_prefix("| ")?
            .strip_suffix('|')?
            .replace("\\|", "/");
        let cells: Vec<String> = line.split('|').map(|cell| cell.trim().to_owned()).collect();
        cells.try_into().ok()
    };
    let all = text(FILE).lines().filter_map(cells).collect::<Vec<_>>();
    all.into_iter().filter(|[row, ..]| row != "row").collect()
}

#[test]
fn every_row_of_the_inventory_has_a_test_or_a_reason() {
    let rows = rows();
    for (letter, last) in ROWS {
        for number in 1..=last {
            let name = format!("{letter}{number} ");
            let mut named = rows.iter().filter(|[row, ..]| row.starts_with(&name));
            let [_, routes, tests] = named.next().unwrap_or_else(|| panic!("{FILE}: no {name}"));
            assert!(named.next().is_none(), "{FILE}: {name}twice");
            let has_reason = ["an organization's promise: ", "not yet: "]
                .iter()
                .any(|reason| routes.starts_with(reason));
            assert!(!tests.is_empty() || has_reason, "{FILE}: {name}has no test");
        }
    }
}

#[test]
fn every_test_that_a_row_names_is_there() {
    let suite = artefacts::root().join("tests/suite");
    let mut found = BTreeSet::new();
    for [row, _, tests] in rows() {
        let named = tests.split('`').skip(1).step_by(2);
        for name in named.filter(|name| name.starts_with("api::") || name.starts_with("process::"))
        {
            let (module, test) = name.rsplit_once("::").expect("a path");
            let file = suite.join(module.replace("::", "/")).with_extension("rs");
            // A module that is named whole.
            let (file, prefix) = if file.exists() {
                (file, test.trim_end_matches('*'))
            } else {
                (suite.join(name.replace("::", "/")).with_extension("rs"), "")
            };
            let code = fs::read_to_string(&file).unwrap_or_else(|_| panic!("{row}: {name}"));
            assert!(
                code.contains(&format!("fn {prefix}")),
                "{row}: no test {name}"
            );
            found.insert(name.to_owned());
        }
    }
    assert!(found.len() > 30, "rows name tests: {found:?}");
}

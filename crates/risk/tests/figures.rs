//! The figures of 944 respondents of the American National Election Study of 1996, against those of another
//! program: pyCANON 1.3.6 and `SciPy` 1.15.3 gave those that stand here, and are asked again where they are installed.
//!
//! The data are in the public domain, as statsmodels 0.15.0 says, from whose wheel `anes96.csv` is.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, with what it saw"
)]

use std::io::{self, Write as _};
use std::path::Path;
use std::process::Command;

use risk::{Kind, Layout, Measurement, Options, Report, Roles, Table, Target, generalize};
use serde_json::Value;

/// What was measured: columns, and what the others found.
struct Case {
    quasi: &'static [&'static str],
    sensitive: &'static [(&'static str, Kind)],
    k: u64,
    classes: u64,
    unique: u64,
    median: f64,
    max: u64,
    /// Distinct l, entropy l, recursive (3,l), t, homogeneous classes.
    attributes: &'static [(u64, f64, u64, f64, u64)],
}

const CASES: [Case; 4] = [
    Case {
        quasi: &["age", "educ", "income"],
        sensitive: &[("vote", Kind::Text), ("PID", Kind::Number)],
        k: 1,
        classes: 834,
        unique: 738,
        median: 1.0,
        max: 4,
        attributes: &[
            (1, 1.0, 1, 0.583_686_440_677_966, 789),
            (1, 1.0, 1, 0.526_306_497_175_141_1, 755),
        ],
    },
    Case {
        quasi: &["educ"],
        sensitive: &[
            ("PID", Kind::Number),
            ("selfLR", Kind::Text),
            ("age", Kind::Number),
            ("vote", Kind::Text),
        ],
        k: 13,
        classes: 7,
        unique: 0,
        median: 127.0,
        max: 248,
        attributes: &[
            (5, 4.107_212_755_870_405, 4, 0.217_283_246_414_602_42, 0),
            (4, 3.180_338_521_236_199, 3, 0.267_275_097_783_572_34, 0),
            (12, 11.685_062_651_542_049, 12, 0.318_272_723_039_672, 0),
            (2, 1.716_357_207_683_973_3, 1, 0.185_544_328_552_803_12, 0),
        ],
    },
    Case {
        quasi: &["educ", "vote"],
        sensitive: &[("PID", Kind::Number), ("TVnews", Kind::Text)],
        k: 3,
        classes: 14,
        unique: 0,
        median: 63.5,
        max: 153,
        attributes: &[
            (2, 1.889_881_574_842_309_7, 2, 0.373_693_502_824_858_75, 0),
            (2, 1.889_881_574_842_309_7, 2, 0.576_271_186_440_678, 0),
        ],
    },
    Case {
        quasi: &["vote"],
        sensitive: &[("selfLR", Kind::Text), ("age", Kind::Number)],
        k: 393,
        classes: 2,
        unique: 0,
        median: 472.0,
        max: 551,
        attributes: &[
            (7, 3.825_424_854_050_956, 3, 0.329_047_526_631_302_1, 0),
            (68, 56.756_700_303_702_37, 63, 0.015_151_462_642_244_115, 0),
        ],
    },
];

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))
}

fn respondents(columns: &[(&str, Kind)]) -> Table {
    let file = std::fs::File::open(folder().join("anes96.csv"));
    let layout = Layout {
        delimiter: b'\t',
        columns,
    };
    risk::read_csv(file.expect("the data are here"), &layout).expect("they can be read")
}

fn measure(table: &Table, quasi: &[&str], sensitive: &[(&str, Kind)]) -> Report {
    let sensitive: Vec<&str> = sensitive.iter().map(|(name, _)| *name).collect();
    let roles = Roles::of(table, quasi, &sensitive).expect("the columns are there");
    let measured = Measurement::of(table, &roles, &Options::default());
    measured.expect("there are rows").report()
}

/// To 12 significant digits.
fn agree(one: f64, another: f64) -> bool {
    (one - another).abs() <= 1e-12 * one.abs().max(another.abs())
}

#[test]
fn figures_are_those_of_another_program() {
    for case in &CASES {
        let quasi = case.quasi.iter().map(|name| (*name, Kind::Text));
        let columns: Vec<_> = quasi.chain(case.sensitive.iter().copied()).collect();
        let report = measure(&respondents(&columns), case.quasi, case.sensitive);
        let alone = &report.singling_out;
        assert_eq!(alone.k, case.k);
        assert_eq!(report.classes, case.classes);
        assert_eq!(alone.unique_rows, case.unique);
        assert_eq!(alone.class_sizes.max, case.max);
        assert!(agree(alone.class_sizes.median, case.median));
        for (attribute, (distinct, entropy, recursive, t, homogeneous)) in
            report.inference.attributes.iter().zip(case.attributes)
        {
            let name = &attribute.name;
            let diversity = attribute.diversity;
            assert_eq!(diversity.distinct, *distinct, "{name}");
            assert_eq!(diversity.recursive.l, *recursive, "{name}");
            assert_eq!(attribute.homogeneous_classes, *homogeneous, "{name}");
            assert!(agree(diversity.entropy, *entropy), "{name}: {diversity:?}");
            assert!(agree(attribute.closeness.t, *t), "{name}: {attribute:?}");
        }
    }
}

/// What the other program says of a file; none where it is not installed.
fn others(file: &Path, quasi: &[&str], sensitive: &[(&str, Kind)]) -> Option<Value> {
    let names = |wanted: Option<Kind>| {
        let some = sensitive
            .iter()
            .filter(|(_, kind)| wanted.is_none_or(|w| w == *kind));
        let some: Vec<&str> = some.map(|(name, _)| *name).collect();
        some.join(",")
    };
    let output = Command::new("python3")
        .arg(folder().join("independent.py"))
        .arg(file)
        .args([
            "\t",
            &quasi.join(","),
            &names(None),
            &names(Some(Kind::Number)),
        ])
        .output()
        .ok()?;
    if output.status.code() == Some(3) {
        return None;
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    Some(serde_json::from_slice(&output.stdout).expect("the script prints JSON"))
}

fn number(found: &Value, path: &str) -> f64 {
    let number = found.pointer(path).and_then(Value::as_f64);
    number.unwrap_or_else(|| panic!("{path} is in {found}"))
}

fn compare(report: &Report, discernibility: Option<u64>, found: &Value) {
    let whole = |count: u64| u32::try_from(count).map(f64::from).expect("a small count");
    let sizes = report.singling_out.class_sizes;
    for (path, own) in [
        ("/k", whole(report.singling_out.k)),
        ("/classes", whole(report.classes)),
        ("/unique", whole(report.singling_out.unique_rows)),
        ("/median", sizes.median),
        ("/max", whole(sizes.max)),
        ("/average_class", sizes.mean),
    ] {
        assert!(agree(own, number(found, path)), "{path}: {own}, {found}");
    }
    if let Some(cost) = discernibility {
        assert!(agree(whole(cost), number(found, "/discernibility")));
    }
    for attribute in &report.inference.attributes {
        let diversity = attribute.diversity;
        for (figure, own) in [
            ("distinct", whole(diversity.distinct)),
            ("entropy", diversity.entropy),
            ("recursive", whole(diversity.recursive.l)),
            ("t", attribute.closeness.t),
            ("homogeneous", whole(attribute.homogeneous_classes)),
        ] {
            let path = format!("/attributes/{}/{figure}", attribute.name);
            assert!(agree(own, number(found, &path)), "{path}: {own}, {found}");
        }
        let path = format!("/attributes/{}/t_scipy", attribute.name);
        if !found.pointer(&path).is_none_or(Value::is_null) {
            // SciPy sums more and smaller floating-point numbers.
            let difference = attribute.closeness.t - number(found, &path);
            assert!(difference.abs() < 1e-12, "{path}: {difference}");
        }
    }
}

#[test]
fn the_other_program_still_says_the_same() {
    for case in &CASES {
        let quasi = case.quasi.iter().map(|name| (*name, Kind::Text));
        let columns: Vec<_> = quasi.chain(case.sensitive.iter().copied()).collect();
        let report = measure(&respondents(&columns), case.quasi, case.sensitive);
        let file = folder().join("anes96.csv");
        let Some(found) = others(&file, case.quasi, case.sensitive) else {
            return skipped();
        };
        compare(&report, None, &found);
    }
}

#[test]
fn a_generalized_table_is_what_the_other_program_finds_it_to_be() {
    let quasi = [
        ("age", Kind::Number),
        ("educ", Kind::Number),
        ("income", Kind::Number),
    ];
    let sensitive = [("vote", Kind::Text), ("PID", Kind::Number)];
    let columns = [&quasi[..], &sensitive].concat();
    let table = respondents(&columns);
    let names = quasi.map(|(name, _)| name);
    let roles = Roles::of(&table, &names, &["vote", "PID"]).expect("the columns are there");
    for (k, l) in [(2, None), (5, Some(2)), (20, None)] {
        let target = Target {
            l,
            ..Target::of_k(k)
        };
        let made = generalize(&table, &roles, &target).expect("the target can be reached");
        let report = measure(&made.table, &names, &sensitive);
        assert!(report.singling_out.k >= k);
        let place = tempfile(k);
        write(&made.table, &place);
        let found = others(&place, &names, &sensitive);
        std::fs::remove_file(&place).expect("the file was made here");
        let Some(found) = found else {
            return skipped();
        };
        compare(&report, Some(made.loss.discernibility), &found);
    }
}

fn tempfile(k: u64) -> std::path::PathBuf {
    std::env::temp_dir().join(format!("lethe-risk-{}-{k}.csv", std::process::id()))
}

fn write(table: &Table, place: &Path) {
    let names: Vec<&str> = table.columns().iter().map(risk::Column::name).collect();
    let mut text = names.join("\t");
    for row in 0..table.rows() {
        let cells = table.columns().iter().filter_map(|column| column.cell(row));
        let cells: Vec<String> = cells.map(ToString::to_string).collect();
        text.push('\n');
        text.push_str(&cells.join("\t"));
    }
    std::fs::write(place, text).expect("the file can be written");
}

/// Says so past the test harness, which keeps what a test prints to itself.
fn skipped() {
    let _ = writeln!(
        io::stderr(),
        "NOT COMPARED with another program: python3 has no pycanon. pip install pycanon==1.3.6 \
         and set PYTHONPATH if it is elsewhere"
    );
}

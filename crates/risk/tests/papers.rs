//! The examples by which the papers explain their measures.
#![expect(
    clippy::expect_used,
    reason = "a test fails by panicking, with what it saw"
)]

use risk::{Builder, Kind, Measurement, Options, Roles, Rule, Table, Thresholds};

/// Table 2 of the paper on l-diversity: 4-anonymous inpatients, by postcode and age.
const INPATIENTS: [[&str; 3]; 12] = [
    ["130**", "<30", "heart disease"],
    ["130**", "<30", "heart disease"],
    ["130**", "<30", "viral infection"],
    ["130**", "<30", "viral infection"],
    ["1485*", ">=40", "cancer"],
    ["1485*", ">=40", "heart disease"],
    ["1485*", ">=40", "viral infection"],
    ["1485*", ">=40", "viral infection"],
    ["130**", "3*", "cancer"],
    ["130**", "3*", "cancer"],
    ["130**", "3*", "cancer"],
    ["130**", "3*", "cancer"],
];

/// Table 5 of the paper on t-closeness: salaries in thousands and diseases of nine people in three classes.
const SALARIES: [[&str; 3]; 9] = [
    ["4767*", "3", "gastric ulcer"],
    ["4767*", "5", "stomach cancer"],
    ["4767*", "9", "pneumonia"],
    ["4790*", "6", "gastritis"],
    ["4790*", "11", "flu"],
    ["4790*", "8", "bronchitis"],
    ["4760*", "4", "gastritis"],
    ["4760*", "7", "bronchitis"],
    ["4760*", "10", "stomach cancer"],
];

fn table(columns: [(&str, Kind); 3], rows: &[[&str; 3]]) -> Table {
    let mut builder = Builder::new(columns).expect("names differ");
    for row in rows {
        builder.push(row.map(Some)).expect("the row is good");
    }
    builder.finish()
}

fn inpatients() -> Measurement {
    let names = ["zip", "age", "condition"].map(|name| (name, Kind::Text));
    let table = table(names, &INPATIENTS);
    let roles = Roles::of(&table, &["zip", "age"], &["condition"]).expect("they are there");
    Measurement::of(&table, &roles, &Options::default()).expect("there are rows")
}

#[test]
fn k_anonymous_inpatients_are_disclosed_when_all_that_fit_have_cancer() {
    let report = inpatients().report();
    assert_eq!(report.singling_out.k, 4);
    assert_eq!(report.singling_out.unique_rows, 0);
    assert_eq!(report.singling_out.at_risk_rows, 12);
    assert_eq!(report.linkability.expected_links, 3);
    let condition = report.inference.attributes.first().expect("there is one");
    assert_eq!(condition.diversity.distinct, 1);
    assert_eq!(condition.homogeneous_classes, 1);
    assert_eq!(condition.disclosed_rows, 4);
    assert!(
        report
            .inference
            .explanation
            .contains("condition for 4 rows (33.3 %)"),
        "{}",
        report.inference.explanation
    );
}

/// By hand: cancer is 5 of 12 and 4 of 4, so that 7/12 would have to move.
#[test]
fn a_verdict_says_what_is_missed_by_how_much_and_where() {
    let thresholds = Thresholds {
        k: Some(4),
        l: Some(2),
        t: Some(0.5),
        max_unique: Some(0.0),
    };
    let verdict = inpatients()
        .verdict(&thresholds)
        .expect("they can be asked for");
    assert!(!verdict.met);
    let failures = verdict.failures.iter();
    let failures: Vec<_> = failures
        .map(|f| (f.rule, f.classes, f.rows, f.by))
        .collect();
    assert_eq!(
        failures,
        [(Rule::L, 1, 4, 1.0), (Rule::T, 1, 4, 7.0 / 12.0 - 0.5)]
    );
    let first = verdict.failures.first().and_then(|f| f.worst.first());
    assert_eq!(first.map(|class| class.first_row), Some(9));
}

#[test]
fn thresholds_that_are_met_or_not_asked_for_do_not_fail() {
    let none = inpatients().verdict(&Thresholds::default());
    assert!(none.expect("nothing is asked").met);
    let exactly = Thresholds {
        k: Some(4),
        t: Some(7.0 / 12.0),
        ..Thresholds::default()
    };
    assert!(
        inpatients()
            .verdict(&exactly)
            .expect("they can be asked for")
            .met
    );
}

/// The paper: 0.167 closeness with respect to salary.
#[test]
fn the_salaries_of_the_paper_are_as_close_as_it_says() {
    let columns = [
        ("zip", Kind::Text),
        ("salary", Kind::Number),
        ("disease", Kind::Text),
    ];
    let table = table(columns, &SALARIES);
    let roles = Roles::of(&table, &["zip"], &["salary"]).expect("they are there");
    let measured = Measurement::of(&table, &roles, &Options::default());
    let report = measured.expect("there are rows").report();
    let salary = report.inference.attributes.first().expect("there is one");
    assert!((salary.closeness.t - 1.0 / 6.0).abs() < 1e-15);
    assert_eq!(salary.diversity.distinct, 3);
    assert!((salary.diversity.entropy - 3.0).abs() < 1e-14);
}

/// Tables of which nobody speaks hold no value of a row, so that a report can be shown and kept.
#[test]
fn a_report_holds_no_value_of_a_row() {
    let measured = inpatients();
    let thresholds = Thresholds {
        k: Some(100),
        l: Some(100),
        t: Some(0.0),
        max_unique: None,
    };
    let verdict = measured
        .verdict(&thresholds)
        .expect("they can be asked for");
    let said = serde_json::to_string(&(measured.report(), verdict)).expect("it is JSON");
    for value in INPATIENTS.iter().flatten() {
        assert!(!said.contains(value), "{value}: {said}");
    }
}

#[test]
fn a_million_rows_of_five_quasi_identifiers_are_generalized() {
    let columns = [
        ("year", Kind::Number),
        ("zip", Kind::Text),
        ("sex", Kind::Text),
        ("children", Kind::Number),
        ("job", Kind::Text),
        ("disease", Kind::Text),
        ("salary", Kind::Number),
    ];
    let mut builder = Builder::new(columns).expect("names differ");
    let mut state = 1_u64;
    for _ in 0..1_000_000 {
        let mut below = |most: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % most).to_string()
        };
        let cells = [90, 20_000, 3, 6, 300, 50, 100_000].map(&mut below);
        let cells = cells.iter().map(|cell| Some(cell.as_str()));
        builder.push(cells).expect("the row is good");
    }
    let table = builder.finish();
    let quasi = ["year", "zip", "sex", "children", "job"];
    let roles = Roles::of(&table, &quasi, &["disease", "salary"]).expect("they are there");
    let before = Measurement::of(&table, &roles, &Options::default())
        .expect("there are rows")
        .report();
    assert_eq!((before.rows, before.singling_out.k), (1_000_000, 1));
    let target = risk::Target::of_k(10);
    let made = risk::generalize(&table, &roles, &target).expect("it can be reached");
    let again = Measurement::of(&made.table, &roles, &Options::default())
        .expect("there are rows")
        .report();
    assert!(again.singling_out.k >= 10);
    assert_eq!(again.rows + made.suppressed.len() as u64, 1_000_000);
}

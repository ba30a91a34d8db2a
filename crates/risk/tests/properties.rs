//! What holds for the figures of any table, and the same figures by the definitions, class by class and slowly.
#![expect(
    clippy::expect_used,
    reason = "a test fails by panicking, with what it saw"
)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use risk::{Builder, Kind, Measurement, Options, Roles, Rule, Table, Thresholds};

/// Two quasi-identifiers, a category and a number.
type Rows = Vec<(u8, u8, u8, u8)>;

/// One of the two sensitive attributes.
type Column = fn(&(u8, u8)) -> u8;

fn rows() -> impl Strategy<Value = Rows> {
    (1..5_u8, 1..4_u8, 1..6_u8, 1..9_u8)
        .prop_flat_map(|(a, b, c, d)| proptest::collection::vec((0..a, 0..b, 0..c, 0..d), 1..150))
}

fn table(rows: &Rows) -> (Table, Roles) {
    let columns = [
        ("a", Kind::Text),
        ("b", Kind::Number),
        ("category", Kind::Text),
        ("amount", Kind::Number),
    ];
    let mut builder = Builder::new(columns).expect("names differ");
    for (a, b, c, d) in rows {
        let cells = [a, b, c, d].map(ToString::to_string);
        let cells = cells.iter().map(|cell| Some(cell.as_str()));
        builder.push(cells).expect("the row is good");
    }
    let table = builder.finish();
    let roles = Roles::of(&table, &["a", "b"], &["category", "amount"]);
    (table, roles.expect("the columns are there"))
}

fn measure(rows: &Rows, options: &Options) -> Measurement {
    let (table, roles) = table(rows);
    Measurement::of(&table, &roles, options).expect("there are rows")
}

/// The shares of values among some rows.
fn shares(values: &[u8], domain: &BTreeSet<u8>) -> Vec<f64> {
    let size = f64::from(u32::try_from(values.len()).expect("few rows"));
    let share = |value: &u8| {
        let found = values
            .iter()
            .map(|other| f64::from(u8::from(other == value)));
        found.sum::<f64>() / size
    };
    domain.iter().map(share).collect()
}

fn equal(one: &[f64], another: &[f64]) -> f64 {
    let differences = one.iter().zip(another).map(|(p, q)| (p - q).abs());
    differences.sum::<f64>() / 2.0
}

fn ordered(one: &[f64], another: &[f64]) -> f64 {
    let steps = f64::from(u32::try_from(one.len()).expect("few values")) - 1.0;
    let mut carried = 0.0;
    let mut work = 0.0;
    for (p, q) in one.iter().zip(another) {
        carried += p - q;
        work += f64::abs(carried);
    }
    if steps > 0.0 { work / steps } else { 0.0 }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn figures_are_those_of_the_definitions(rows in rows()) {
        let report = measure(&rows, &Options::default()).report();
        let mut classes: BTreeMap<(u8, u8), Vec<(u8, u8)>> = BTreeMap::new();
        for (a, b, c, d) in &rows {
            classes.entry((*a, *b)).or_default().push((*c, *d));
        }
        let smallest = classes.values().map(Vec::len).min().expect("there are rows");
        let alone = classes.values().filter(|class| class.len() == 1).count();
        prop_assert_eq!(usize::try_from(report.singling_out.k).ok(), Some(smallest));
        prop_assert_eq!(usize::try_from(report.singling_out.unique_rows).ok(), Some(alone));
        prop_assert_eq!(usize::try_from(report.classes).ok(), Some(classes.len()));

        let columns: [Column; 2] = [|cells| cells.0, |cells| cells.1];
        let distances = [equal, ordered];
        for ((attribute, column), distance) in
            report.inference.attributes.iter().zip(columns).zip(distances)
        {
            let all: Vec<u8> = rows.iter().map(|(_, _, c, d)| column(&(*c, *d))).collect();
            let domain: BTreeSet<u8> = all.iter().copied().collect();
            let whole = shares(&all, &domain);
            let (mut t, mut entropy, mut distinct) = (0.0, f64::INFINITY, usize::MAX);
            for class in classes.values() {
                let values: Vec<u8> = class.iter().map(column).collect();
                let of_class = shares(&values, &domain);
                t = f64::max(t, distance(&of_class, &whole));
                let terms = of_class.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln());
                entropy = f64::min(entropy, terms.sum::<f64>().exp());
                distinct = distinct.min(values.iter().collect::<BTreeSet<_>>().len());
            }
            prop_assert!((attribute.closeness.t - t).abs() < 1e-12);
            prop_assert!((attribute.diversity.entropy - entropy).abs() < 1e-9);
            prop_assert_eq!(usize::try_from(attribute.diversity.distinct).ok(), Some(distinct));
        }
    }

    #[test]
    fn figures_lie_within_their_bounds(rows in rows(), c in 0.1..10.0_f64) {
        let options = Options { c, ..Options::default() };
        let report = measure(&rows, &options).report();
        let alone = &report.singling_out;
        let sizes = alone.class_sizes;
        prop_assert!(alone.k == sizes.min && sizes.min <= sizes.max && sizes.max <= report.rows);
        prop_assert!((0.0..=1.0).contains(&alone.unique_share));
        prop_assert!((0.0..=1.0).contains(&report.linkability.expected_share));
        prop_assert!(alone.unique_rows <= alone.at_risk_rows && alone.at_risk_rows <= report.rows);
        for attribute in &report.inference.attributes {
            let diversity = attribute.diversity;
            prop_assert!(diversity.distinct >= 1 && diversity.distinct <= sizes.max);
            prop_assert!(diversity.entropy <= 1e-9 + f64::from(u32::try_from(diversity.distinct)?));
            prop_assert!(diversity.entropy >= 1.0 - 1e-12);
            prop_assert!(diversity.recursive.l <= diversity.distinct);
            prop_assert!((0.0..=1.0).contains(&attribute.closeness.t));
            prop_assert!(attribute.disclosed_rows >= alone.unique_rows);
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(rows in rows()) {
        let backwards: Rows = rows.iter().rev().copied().collect();
        let (one, another) = (rows, backwards);
        let options = Options::default();
        prop_assert_eq!(measure(&one, &options).report(), measure(&another, &options).report());
    }

    #[test]
    fn a_verdict_is_met_exactly_when_no_figure_misses_its_threshold(
        rows in rows(), k in 1..6_u64, l in 1..5_u64, t in 0.0..=1.0_f64, unique in 0.0..=1.0_f64,
    ) {
        let measured = measure(&rows, &Options::default());
        let report = measured.report();
        let asked = Thresholds { k: Some(k), l: Some(l), t: Some(t), max_unique: Some(unique) };
        let verdict = measured.verdict(&asked).expect("a table could have them");
        let attributes = &report.inference.attributes;
        let has = |rule: Rule| verdict.failures.iter().any(|failure| failure.rule == rule);
        prop_assert_eq!(has(Rule::K), report.singling_out.k < k);
        prop_assert_eq!(has(Rule::MaxUnique), report.singling_out.unique_share > unique);
        prop_assert_eq!(has(Rule::L), attributes.iter().any(|a| a.diversity.distinct < l));
        prop_assert_eq!(has(Rule::T), attributes.iter().any(|a| a.closeness.t > t));
        prop_assert_eq!(verdict.met, verdict.failures.is_empty());
        for failure in &verdict.failures {
            prop_assert!(failure.by > 0.0 && failure.classes > 0);
            prop_assert!(failure.rows <= report.rows && failure.rows >= failure.classes);
            prop_assert!(!failure.worst.is_empty() && failure.worst.len() <= 10);
        }
    }
}

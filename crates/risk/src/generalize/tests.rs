use proptest::prelude::*;

use super::*;
use crate::{Builder, Measurement, Options};

const COLUMNS: [(&str, Kind); 4] = [
    ("age", Kind::Number),
    ("born", Kind::Date),
    ("zip", Kind::Text),
    ("disease", Kind::Text),
];

fn table(rows: &[[&str; 4]]) -> Table {
    let mut builder = Builder::new(COLUMNS).unwrap();
    for row in rows {
        let cells = row.map(|cell| Some(cell).filter(|cell| !cell.is_empty()));
        builder.push(cells).unwrap();
    }
    builder.finish()
}

fn roles(table: &Table, quasi: &[&str]) -> Roles {
    Roles::of(table, quasi, &["disease"]).unwrap()
}

fn texts(table: &Table, column: usize) -> Vec<String> {
    let cells = (0..table.rows()).map(|row| table.columns()[column].cell(row));
    cells.map(|cell| cell.unwrap().to_string()).collect()
}

fn people() -> Table {
    table(&[
        ["20", "2004-01-01", "10115", "flu"],
        ["21", "2003-05-06", "10117", "flu"],
        ["30", "1994-02-03", "10245", "ulcer"],
        ["34", "1990-12-31", "80331", "flu"],
        ["50", "1974-02-01", "80333", "ulcer"],
        ["51", "1973-02-01", "80335", "cancer"],
    ])
}

#[test]
fn numbers_become_ranges_at_the_median() {
    let people = people();
    let found = generalize(&people, &roles(&people, &["age"]), &Target::of_k(2)).unwrap();
    assert_eq!(
        texts(&found.table, 0),
        [
            "[20, 30]", "[20, 30]", "[20, 30]", "[34, 51]", "[34, 51]", "[34, 51]"
        ]
    );
    assert_eq!(
        texts(&found.table, 2),
        texts(&people, 2),
        "no quasi-identifier"
    );
    assert_eq!(found.changed, [("age".to_owned(), 6)]);
    assert_eq!(found.loss.discernibility, 18);
    assert!((found.loss.average_class - 3.0).abs() < 1e-12);
    let covered = (10.0 * 3.0 + 17.0 * 3.0) / 31.0 / 6.0;
    assert!((found.loss.generalized - covered).abs() < 1e-12);
}

#[test]
fn texts_keep_the_beginning_that_they_share() {
    let people = people();
    let found = generalize(&people, &roles(&people, &["zip"]), &Target::of_k(2)).unwrap();
    assert_eq!(
        texts(&found.table, 2),
        ["10*", "10*", "10*", "8033*", "8033*", "8033*"]
    );
    assert!((found.loss.generalized - 0.4).abs() < 1e-12);
}

#[test]
fn days_become_intervals() {
    let people = people();
    let found = generalize(&people, &roles(&people, &["born"]), &Target::of_k(3)).unwrap();
    assert_eq!(texts(&found.table, 1)[0], "1994-02-03/2004-01-01");
    assert_eq!(texts(&found.table, 1)[5], "1973-02-01/1990-12-31");
}

#[test]
fn a_table_that_has_it_already_is_left_alone() {
    let people = people();
    let found = generalize(&people, &roles(&people, &["age"]), &Target::of_k(1)).unwrap();
    assert_eq!(found.table, people);
    assert_eq!(found.changed, [("age".to_owned(), 0)]);
    assert!(found.suppressed.is_empty());
    assert!(found.loss.generalized.abs() < 1e-12);
}

#[test]
fn a_stranger_is_left_out_rather_than_that_all_postcodes_go() {
    let mut rows = vec![["20", "2004-01-01", "10115", "flu"]; 20];
    rows.push(["20", "2004-01-01", "99999", "flu"]);
    let people = table(&rows);
    let roles = roles(&people, &["zip"]);
    let mut target = Target::of_k(5);
    let found = generalize(&people, &roles, &target).unwrap();
    assert_eq!(texts(&found.table, 2)[0], "*");
    target.max_suppressed = 0.05;
    let found = generalize(&people, &roles, &target).unwrap();
    assert_eq!(found.suppressed, [20]);
    assert_eq!(texts(&found.table, 2), vec!["10115"; 20]);
    assert_eq!(found.loss.discernibility, 20 * 20 + 21);
}

#[test]
fn no_more_rows_are_left_out_than_may_be_in_all() {
    let mut rows = vec![["20", "2004-01-01", "aa", "flu"]; 37];
    rows.extend(["ab", "y", "z"].map(|zip| ["20", "2004-01-01", zip, "flu"]));
    let people = table(&rows);
    let target = Target {
        max_suppressed: 0.05,
        ..Target::of_k(5)
    };
    // Two of forty may go. The one of ab would be few enough among the 38 that are left.
    let found = generalize(&people, &roles(&people, &["zip"]), &target).unwrap();
    assert_eq!(found.suppressed, [38, 39]);
    assert_eq!(texts(&found.table, 2), vec!["a*"; 38]);
}

#[test]
fn what_the_whole_table_misses_no_part_can_have() {
    let people = people();
    let roles = roles(&people, &["age"]);
    let error = generalize(&people, &roles, &Target::of_k(7)).unwrap_err();
    assert!(matches!(
        error,
        Error::Unattainable {
            rows: 6,
            allowed: 0
        }
    ));
    let diverse = Target {
        l: Some(4),
        max_suppressed: 1.0,
        ..Target::of_k(1)
    };
    let found = generalize(&people, &roles, &diverse).unwrap();
    assert_eq!(found.table.rows(), 0);
    assert!((found.loss.generalized - 1.0).abs() < 1e-12);
}

#[test]
fn suppressing_takes_the_rows_of_small_classes_and_nothing_else() {
    let people = table(&[
        ["20", "", "1", "flu"],
        ["30", "", "1", "flu"],
        ["20", "", "2", "ulcer"],
    ]);
    let found = suppress(&people, &roles(&people, &["age"]), 2).unwrap();
    assert_eq!(found.suppressed, [1]);
    assert_eq!(texts(&found.table, 2), ["1", "2"]);
    assert_eq!(found.table.columns()[0].distinct(), 1);
    assert_eq!(found.loss.discernibility, 4 + 3);
}

#[test]
fn shares_and_counts_that_no_table_has_are_refused() {
    let people = people();
    let roles = roles(&people, &["age"]);
    let targets = [
        Target::of_k(0),
        Target {
            max_suppressed: f64::NAN,
            ..Target::of_k(1)
        },
        Target {
            t: Some(1.1),
            ..Target::of_k(1)
        },
    ];
    for target in targets {
        let error = generalize(&people, &roles, &target).unwrap_err();
        assert!(matches!(error, Error::Threshold { .. }), "{target:?}");
    }
}

type Person = (Option<i8>, Option<i16>, Option<String>, u8);

fn any_table() -> impl Strategy<Value = Vec<Person>> {
    let row = (
        proptest::option::weighted(0.9, any::<i8>()),
        proptest::option::weighted(0.9, -9999_i16..9999),
        proptest::option::weighted(0.9, "[0-9é]{0,5}"),
        0..6_u8,
    );
    proptest::collection::vec(row, 1..120)
}

fn from(rows: &[Person]) -> Table {
    let mut builder = Builder::new(COLUMNS).unwrap();
    for (age, born, zip, disease) in rows {
        let age = age.map(|age| age.to_string());
        let born = born.map(|days| {
            let epoch = jiff::civil::date(1970, 1, 1);
            epoch
                .saturating_add(jiff::Span::new().days(days))
                .to_string()
        });
        let disease = disease.to_string();
        let cells = [
            age.as_deref(),
            born.as_deref(),
            zip.as_deref(),
            Some(&disease),
        ];
        builder.push(cells).unwrap();
    }
    builder.finish()
}

proptest! {
    #[test]
    fn a_generalized_table_keeps_to_its_target(
        rows in any_table(), k in 1..12_u64, l in 1..4_u64, t in 0.0..1.0_f64,
        most in prop::sample::select(vec![0.0, 0.05, 0.3, 1.0]), use_t in any::<bool>(),
    ) {
        let table = from(&rows);
        let roles = roles(&table, &["age", "born", "zip"]);
        let t = use_t.then_some(t);
        let target = Target { k, l: Some(l), t, max_suppressed: most };
        match generalize(&table, &roles, &target) {
            Err(error) => {
                let is_unattainable = matches!(error, Error::Unattainable { .. });
                prop_assert!(is_unattainable, "{error}");
                prop_assert!(most < 1.0);
            }
            Ok(found) => {
                let left = found.table.rows() + found.suppressed.len();
                prop_assert_eq!(left, table.rows());
                prop_assert!((0.0..=1.0).contains(&found.loss.generalized));
                let share = number(count(found.suppressed.len())) / number(count(rows.len()));
                prop_assert!(share <= most);
                if found.table.rows() > 0 {
                    let measured = Measurement::of(&found.table, &roles, &Options::default());
                    let asked = Thresholds { k: Some(k), l: Some(l), t, max_unique: None };
                    let verdict = measured.unwrap().verdict(&asked).unwrap();
                    prop_assert!(verdict.met, "{:?}", verdict.failures);
                }
                prop_assert_eq!(generalize(&table, &roles, &target).unwrap(), found);
            }
        }
    }

    #[test]
    fn suppressing_leaves_classes_of_k(rows in any_table(), k in 1..5_u64) {
        let table = from(&rows);
        let roles = roles(&table, &["zip"]);
        let found = suppress(&table, &roles, k).unwrap();
        if found.table.rows() > 0 {
            let measured = Measurement::of(&found.table, &roles, &Options::default()).unwrap();
            prop_assert!(measured.report().singling_out.k >= k);
        }
    }
}

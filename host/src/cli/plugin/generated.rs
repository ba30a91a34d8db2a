//! Rows that nobody thought of: every type, and values at the edges.

use domain::{Value, ValueType};
use engine::{Column, Error, Table};
use jiff::{Timestamp, civil};

use super::{columns, loaded::Loaded, run::Circumstances};

/// What became of the generated tables.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Tables that were answered.
    pub(super) answered: u32,
    /// Types that the plugin does not work on, in its words.
    pub(super) refused: Vec<String>,
    /// The most fuel of a run.
    pub(super) most_fuel: u64,
    /// The most memory of a run.
    pub(super) most_memory: u64,
}

const TYPES: [ValueType; 7] = [
    ValueType::Text,
    ValueType::Integer,
    ValueType::Number,
    ValueType::Boolean,
    ValueType::Date,
    ValueType::Timestamp,
    ValueType::Bytes,
];

/// Rows of a generated table.
const ROWS: [usize; 4] = [0, 1, 7, 200];

/// Texts that have broken programs: direction, width, case, joined and combining characters, syntax.
const TEXTS: [&str; 14] = [
    " ",
    "Ada Lovelace",
    "\u{202e}drawkcab",
    "\u{200b}",
    "e\u{301}e\u{301}",
    "ﬁ ß İ ı",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "田中 太郎",
    "أحمد",
    "line\r\nbreak\ttab",
    "'; DROP TABLE people; --",
    "=HYPERLINK(\"x\")",
    "{\"json\": [null]}",
    "\u{fffd}\u{1}\u{7f}",
];

/// Runs a plugin on generated tables, each twice.
///
/// # Errors
/// What it must not do, and on which table.
pub(super) fn run(
    loaded: &Loaded,
    parameters: &str,
    tables: u32,
    seed: u64,
) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    let mut random = fastrand::Rng::with_seed(seed);
    for value_type in TYPES {
        for number in 0..tables {
            let table = table(loaded, value_type, &mut random);
            let (seed, rows) = (random.u64(..), rows(&table));
            let given = Circumstances::of("generated", parameters, seed, rows);
            let once = loaded.run(&given, &table);
            let again = loaded.run(&given, &table);
            let (once, again) = match (once, again) {
                (Ok(once), Ok(again)) => (once, again),
                (Err(Error::Refused(said)), Err(Error::Refused(_))) => {
                    outcome.refused.push(said);
                    break;
                }
                (Err(error), _) | (_, Err(error)) => {
                    return Err(format!("{value_type:?} table {number}: {error}"));
                }
            };
            if once.receipt != again.receipt {
                return Err(format!(
                    "{value_type:?} table {number}: two runs on the same input differ"
                ));
            }
            outcome.answered += 1;
            outcome.most_fuel = outcome.most_fuel.max(once.receipt.fuel);
            outcome.most_memory = outcome.most_memory.max(once.usage.peak_memory);
        }
    }
    outcome.refused.sort();
    outcome.refused.dedup();
    Ok(outcome)
}

/// A table with a column for each class that the plugin wants, and one for each name.
fn table(loaded: &Loaded, value_type: ValueType, random: &mut fastrand::Rng) -> Table {
    let rows = random.choice(ROWS).unwrap_or_default();
    let wished = loaded
        .description
        .fields
        .iter()
        .filter_map(|it| it.name.clone());
    let names = wished.chain(std::iter::once("generated".to_owned()));
    let mut columns = Vec::new();
    for name in names {
        for class in columns::CLASSES
            .into_iter()
            .filter(|class| loaded.wants(&name, *class))
        {
            let values: Vec<_> = (0..rows).map(|_| value(value_type, random)).collect();
            let cells = columns::cells(value_type, &values);
            columns.push(Column::pack(&name, columns::class(class), &cells));
            if name != "generated" {
                break;
            }
        }
    }
    // Names are unique in a table: the classes of one name are told apart by a number.
    for (number, column) in columns.iter_mut().enumerate() {
        if column.name == "generated" {
            column.name = format!("generated_{number}");
        }
    }
    Table { columns }
}

/// The rows of a table; a few records of which a policy asks for no field.
fn rows(table: &Table) -> usize {
    if table.columns.is_empty() {
        7
    } else {
        table.rows()
    }
}

fn value(value_type: ValueType, random: &mut fastrand::Rng) -> Option<Value> {
    if random.u8(..8) == 0 {
        return None;
    }
    Some(match value_type {
        ValueType::Text => Value::Text(text(random)),
        ValueType::Integer => Value::Integer(*random.choice(&[0, -1, i64::MIN, i64::MAX, 42])?),
        ValueType::Number => {
            Value::Number(*random.choice(&[0.0, -0.0, f64::MAX, f64::MIN_POSITIVE, -1.5])?)
        }
        ValueType::Boolean => Value::Boolean(random.bool()),
        ValueType::Date => Value::Date(*random.choice(&[
            civil::Date::MIN,
            civil::Date::MAX,
            civil::date(2024, 2, 29),
            civil::date(1815, 12, 10),
        ])?),
        ValueType::Timestamp => Value::Timestamp(*random.choice(&[
            Timestamp::UNIX_EPOCH,
            Timestamp::constant(-377_705_023_201, 0),
            Timestamp::constant(253_402_207_200, 0),
        ])?),
        ValueType::Bytes => Value::Bytes((0..random.usize(1..64)).map(|_| random.u8(..)).collect()),
    })
}

fn text(random: &mut fastrand::Rng) -> String {
    match random.u8(..10) {
        0 => "x".repeat(random.usize(1..200)),
        1 => random.char(..).to_string(),
        _ => random.choice(TEXTS).unwrap_or_default().to_owned(),
    }
}

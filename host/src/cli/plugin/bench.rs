//! `lethe plugin bench`: what a plugin costs, on this machine, under the limits of production.

use std::time::{Duration, Instant};

use domain::{Value, ValueType};
use engine::{Column, Table, World};

use super::{arguments::Bench, columns, loaded::Loaded, run::Circumstances};
use crate::cli::{error::Error, print};

const ROWS: usize = 1_000;
const FIELDS: usize = 8;
/// Runs of which the median is taken.
const RUNS: usize = 200;

pub(super) fn run(options: &Bench) -> Result<(), Error> {
    let loaded = Loaded::from_file(&options.file, options.size.into())?;
    let given = |rows| Circumstances::of("bench", &options.parameters, 1, rows);
    let one = measure(&loaded, &given(1), &table(&loaded, 1, 1)?)?;
    let full = measure(&loaded, &given(ROWS), &table(&loaded, ROWS, FIELDS)?)?;
    let per_second = |run: &Measured, values: f64| values / run.median.as_secs_f64();
    figure("one_row", one.median.as_secs_f64() * 1e6, "us")?;
    figure("full_table", full.median.as_secs_f64() * 1e6, "us")?;
    figure("values", per_second(&full, 8_000.0), "values/s")?;
    let settings = &loaded.settings;
    #[expect(
        clippy::cast_precision_loss,
        reason = "shares of limits far below 2^52"
    )]
    for (name, used, allowed) in [
        ("fuel_of_limit", full.fuel as f64, settings.fuel as f64),
        (
            "memory_of_limit",
            full.memory as f64,
            settings.memory_bytes as f64,
        ),
        (
            "time_of_limit",
            full.median.as_secs_f64(),
            settings.deadline.as_secs_f64(),
        ),
    ] {
        figure(name, used / allowed, "ratio")?;
    }
    Ok(())
}

struct Measured {
    median: Duration,
    fuel: u64,
    memory: u64,
}

fn measure(loaded: &Loaded, given: &Circumstances, table: &Table) -> Result<Measured, Error> {
    let mut samples = Vec::with_capacity(RUNS);
    let (mut fuel, mut memory) = (0, 0);
    for _ in 0..RUNS {
        let started = Instant::now();
        let run = loaded.run(given, table);
        samples.push(started.elapsed());
        let run = run.map_err(|error| Error::Refused(format!("it cannot be measured: {error}")))?;
        (fuel, memory) = (run.receipt.fuel, run.usage.peak_memory);
    }
    samples.sort_unstable();
    Ok(Measured {
        median: samples.get(RUNS / 2).copied().unwrap_or_default(),
        fuel,
        memory,
    })
}

/// Short texts in fields that the plugin asks for.
fn table(loaded: &Loaded, rows: usize, fields: usize) -> Result<Table, Error> {
    let named = loaded
        .description
        .fields
        .iter()
        .find_map(|it| it.name.clone());
    let wanted = |name: &str| {
        columns::CLASSES
            .into_iter()
            .find(|class| loaded.wants(name, *class))
    };
    let unnamed = wanted("field").map(|class| ("field".to_owned(), class, fields));
    // A plugin that asks for fields by name is given one of them.
    let by_name = || named.and_then(|name| Some((name.clone(), wanted(&name)?, 1)));
    let found = unnamed.or_else(by_name);
    if found.is_none() && loaded.description.world == World::Retention {
        // It decides by the times of records alone.
        let columns = Vec::new();
        return Ok(Table { columns });
    }
    let (name, class, fields) =
        found.ok_or_else(|| Error::Refused("the plugin asks for no field".to_owned()))?;
    let columns = (0..fields).map(|field| {
        let text = |row| Some(Value::Text(format!("value {field} of person {row}")));
        let values: Vec<_> = (0..rows).map(text).collect();
        let name = if fields > 1 {
            format!("{name}_{field}")
        } else {
            name.clone()
        };
        let cells = columns::cells(ValueType::Text, &values);
        Column::pack(name, columns::class(class), &cells)
    });
    Ok(Table {
        columns: columns.collect(),
    })
}

fn figure(name: &str, value: f64, unit: &str) -> Result<(), Error> {
    Ok(print::line(&format!("{name}\t{value:.3}\t{unit}"))?)
}

//! `lethe risk`: measures how far the rows of a CSV file can be told apart. Needs neither host nor database.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use risk::{
    Failure, Kind, Layout, Measurement, Options, Report, Roles, Rule, Table, Thresholds, Verdict,
    read_csv,
};
use serde::Serialize;

use super::{arguments::Risk, error::Error, print};

/// What programs take.
#[derive(Serialize)]
struct Answer<'a> {
    report: &'a Report,
    thresholds: &'a Thresholds,
    verdict: &'a Verdict,
}

pub(super) fn run(options: &Risk) -> Result<(), Error> {
    let table = read(options)?;
    let roles = Roles::of(&table, &options.qi, &options.sensitive)?;
    let mut settings = Options::default();
    if let Some(k) = options.k {
        settings.at_risk_below = k;
    }
    let thresholds = Thresholds {
        k: options.k,
        l: options.l,
        t: options.t,
        max_unique: options.max_unique,
    };
    let measured = Measurement::of(&table, &roles, &settings)?;
    let verdict = measured.verdict(&thresholds)?;
    let report = measured.report();
    if options.json {
        print::json(&Answer {
            report: &report,
            thresholds: &thresholds,
            verdict: &verdict,
        })?;
    } else {
        show(&report)?;
    }
    if verdict.met {
        return Ok(());
    }
    let missed: Vec<String> = verdict.failures.iter().map(missed).collect();
    Err(Error::Refused(format!(
        "thresholds are not met: {}",
        missed.join("; ")
    )))
}

/// Reads the columns that are named, each once.
fn read(options: &Risk) -> Result<Table, Error> {
    let mut columns: Vec<(&str, Kind)> = Vec::new();
    for name in options.qi.iter().chain(&options.sensitive) {
        let kind = if options.numeric.contains(name) {
            Kind::Number
        } else {
            Kind::Text
        };
        if columns.iter().all(|(known, _)| known != name) {
            columns.push((name, kind));
        }
    }
    let mut numeric = options.numeric.iter();
    if let Some(name) = numeric.find(|name| columns.iter().all(|(known, _)| known != name)) {
        return Err(Error::Refused(format!(
            "--numeric names {name}, which is named by neither --qi nor --sensitive"
        )));
    }
    let layout = Layout {
        delimiter: options.delimiter,
        columns: &columns,
    };
    let file = open(&options.file).map_err(|error| {
        let file = options.file.display();
        Error::Refused(format!("cannot read {file}: {error}"))
    })?;
    Ok(read_csv(file, &layout)?)
}

fn open(file: &Path) -> io::Result<Box<dyn Read>> {
    if file == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    Ok(Box::new(File::open(file)?))
}

/// Shows the figures to people.
fn show(report: &Report) -> Result<(), Error> {
    let alone = &report.singling_out;
    let sizes = &alone.class_sizes;
    let row = |what: &str, figure: String| [what.to_owned(), figure];
    let rows = [
        row("rows", report.rows.to_string()),
        row("classes", report.classes.to_string()),
        row("rows of a class, least (k)", alone.k.to_string()),
        row("rows of a class, median", format!("{:.1}", sizes.median)),
        row("rows of a class, mean", format!("{:.1}", sizes.mean)),
        row("rows of a class, most", sizes.max.to_string()),
        row("unique rows", part(alone.unique_rows, alone.unique_share)),
        row(
            &format!("rows in classes below {}", alone.at_risk_below),
            part(alone.at_risk_rows, alone.at_risk_share),
        ),
        row("highest risk of a row", percent(alone.prosecutor_risk)),
        row(
            "expected links",
            part(
                report.linkability.expected_links,
                report.linkability.expected_share,
            ),
        ),
    ];
    print::table(["figure", "value"], &rows)?;
    let attributes: Vec<[String; 6]> = report
        .inference
        .attributes
        .iter()
        .map(|attribute| {
            [
                attribute.name.clone(),
                attribute.diversity.distinct.to_string(),
                format!("{:.2}", attribute.diversity.entropy),
                attribute.diversity.recursive.l.to_string(),
                format!("{:.3}", attribute.closeness.t),
                part(attribute.disclosed_rows, attribute.disclosed_share),
            ]
        })
        .collect();
    if !attributes.is_empty() {
        print::line("")?;
        let heading = [
            "sensitive",
            "l",
            "entropy l",
            "recursive (3,l)",
            "t",
            "disclosed rows",
        ];
        print::table(heading, &attributes)?;
    }
    print::line("")?;
    print::line(&format!("Singling out: {}", alone.explanation))?;
    print::line(&format!("Linkability: {}", report.linkability.explanation))?;
    print::line(&format!("Inference: {}", report.inference.explanation))?;
    Ok(())
}

fn part(rows: u64, share: f64) -> String {
    format!("{rows} ({})", percent(share))
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A threshold that is missed, with where it is missed most.
fn missed(failure: &Failure) -> String {
    let rule = failure.rule;
    let figure = |number: f64| match rule {
        Rule::K | Rule::L => format!("{number:.0}"),
        _ => format!("{number:.3}"),
    };
    let of = failure.attribute.as_ref();
    let of = of.map_or(String::new(), |name| format!(" of {name}"));
    let worst = failure.worst.first();
    let worst = worst.map_or(String::new(), |class| {
        format!(", worst in that of row {}", class.first_row)
    });
    format!(
        "{rule}{of} is {} and not {} (classes {}, rows {}{worst})",
        figure(failure.measured),
        figure(failure.asked),
        failure.classes,
        failure.rows,
    )
}

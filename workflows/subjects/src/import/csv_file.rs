//! Records of a CSV file (RFC 4180) with a header row.

use csv::{ReaderBuilder, StringRecord};
use domain::Collection;
use kit::problem::{Place, Problem};

use super::errors::Errors;
use super::mapping::Mapping;
use super::text::line_after;
use super::{Row, Rows};

/// Reads the records of the text. A row is named by the line that it starts on.
pub(super) fn read(text: &str, mapping: &Mapping, of: &Collection) -> Result<Rows, Problem> {
    if let Some(line) = unclosed_quote(text.as_bytes()) {
        let problem = Problem::malformed("malformed-csv", "the file is not CSV (RFC 4180)");
        return Err(problem.at(Place::line(line, "a quote that opens here is never closed")));
    }
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|_| no_header())?;
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    if header.iter().all(String::is_empty) {
        return Err(no_header());
    }
    let columns = mapping.columns(&header, of).map_err(|places| {
        Problem::invalid("the columns of the file do not fit the collection", places)
    })?;

    let mut rows = Rows::default();
    let mut errors = Errors::default();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|_| no_header())? && !errors.is_full() {
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != columns.len() {
            let (wanted, given) = (columns.len(), record.len());
            errors.add(Place::line(
                line,
                format!("{given} cells, where the header has {wanted}"),
            ));
            continue;
        }
        let cells = columns.iter().zip(&record);
        let cells = cells.filter_map(|(field, cell)| field.map(|field| (field, cell)));
        match of.read_text(cells) {
            Ok(fields) => rows.push(Row { line, fields })?,
            Err(shortcomings) => errors.add_all(line, shortcomings),
        }
    }
    errors.check()?;
    Ok(rows)
}

fn no_header() -> Problem {
    let problem = Problem::malformed("malformed-csv", "the file has no header row");
    problem.at(Place::line(1, "the first line must name the columns"))
}

/// The line of a quote that opens a cell and is never closed: a file that was cut off. The csv crate
/// would take the rest of the file for the cell.
fn unclosed_quote(text: &[u8]) -> Option<u64> {
    let (mut opened, mut closed) = (None, None);
    let mut previous = b'\n';
    for (at, byte) in text.iter().enumerate() {
        if *byte == b'"' {
            let starts_cell = matches!(previous, b',' | b'\n' | b'\r');
            (opened, closed) = match (opened, closed) {
                (Some(start), _) => (None, Some(start)),
                // A doubled quote: the cell goes on.
                (None, Some(start)) => (Some(start), None),
                (None, None) => (starts_cell.then_some(at), None),
            };
        } else {
            closed = None;
        }
        previous = *byte;
    }
    opened.map(|at| line_after(text.get(..at).unwrap_or_default()))
}

#[cfg(test)]
mod tests;

//! Records of processing as CSV (RFC 4180), without cells that a spreadsheet would run.

use domain::organization::Organization;
use domain::processing::ProcessingRecord;
use kit::documents::Opened;
use kit::problem::Problem;

use super::lines::{Line, lines};

/// Writes a row a record.
pub(super) fn write(
    records: &[Opened<ProcessingRecord>],
    organization: Option<&Organization>,
) -> Result<String, Problem> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |_| Problem::internal("a CSV file cannot be written");
    for (index, record) in records.iter().enumerate() {
        let lines = lines(record, organization);
        if index == 0 {
            writer
                .write_record(lines.iter().map(|(name, _)| name))
                .map_err(failed)?;
        }
        let cells = lines
            .iter()
            .map(|(_, values): &Line| harmless(&values.join("; ")));
        writer.write_record(cells).map_err(failed)?;
    }
    let bytes = writer.into_inner();
    let bytes = bytes.map_err(|_| Problem::internal("a CSV file cannot be written"))?;
    String::from_utf8(bytes).map_err(|_| Problem::internal("a CSV file is not text"))
}

/// A cell that begins like a formula is shown as text: spreadsheets take the apostrophe for that.
fn harmless(cell: &str) -> String {
    let begins_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    format!("{}{cell}", if begins_formula { "'" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_text() {
        for formula in ["=1+1", "+1", "-1", "@sum(a1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        assert_eq!(harmless("1=1"), "1=1");
    }
}

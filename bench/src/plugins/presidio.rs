//! The same records by `presidio-anonymizer`, in a Python that has it: each field is a text of which all is one finding, masked
//! like here.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, ensure};

use super::calls::{ROWS, fields_per_second, table};
use crate::{
    figure,
    masking::{self, FIELDS},
};

/// Reads a JSON array of texts and prints how many of them it masked in a second.
const SCRIPT: &str = include_str!("presidio.py");
/// Batches of one measurement here.
const BATCHES: usize = 20;

/// Prints the ratio; without the package, says how to get it.
pub(crate) fn run(turns: usize, python: &str) -> anyhow::Result<()> {
    let is_there = Command::new(python)
        .args(["-c", "import presidio_anonymizer"])
        .stderr(Stdio::null())
        .status();
    if !is_there.is_ok_and(|status| status.success()) {
        eprintln!(
            "  presidio: {python} has no presidio-anonymizer: pip install presidio-anonymizer, or --python"
        );
        return Ok(());
    }
    let texts: Vec<String> = (0..ROWS)
        .flat_map(|row| (0..FIELDS).map(move |field| masking::text(0, row, field)))
        .collect();
    let texts = serde_json::to_vec(&texts)?;
    let (plugin, context, batch) = (masking::plugin()?, masking::context(), table(ROWS));
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..turns {
        theirs.push(by_presidio(python, &texts)?);
        let started = Instant::now();
        for _ in 0..BATCHES {
            plugin.anonymize(&context, &batch)?;
        }
        ours.push(fields_per_second(BATCHES, started.elapsed()));
    }
    let (ours, theirs) = (figure::median(&mut ours), figure::median(&mut theirs));
    figure::ratio("plugin_fields_vs_presidio", ours, theirs, "fields/s");
    Ok(())
}

fn by_presidio(python: &str, texts: &[u8]) -> anyhow::Result<f64> {
    let mut child = Command::new(python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("Python cannot be started")?;
    let mut input = child.stdin.take().context("a pipe")?;
    input.write_all(texts)?;
    drop(input);
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "presidio-anonymizer failed");
    let rate = String::from_utf8(output.stdout)?;
    rate.trim().parse().context("presidio.py prints a rate")
}

//! Recalculates the results of `docs/scale.md` from the inputs that stand in it, so that neither
//! changes without the other.

mod inputs;
mod placement;
mod plan;
mod units;

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result, ensure};

use self::inputs::Inputs;
use crate::workspace::Workspace;

const FILE: &str = "docs/scale.md";

/// What stands around the results.
const BEGIN: &str = "<!-- calculated by `cargo xtask scale` -->\n";
const END: &str = "<!-- end -->";

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Writes nothing; fails when the results are not those of the inputs
    #[arg(long)]
    pub(crate) check: bool,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let file = workspace.root().join(FILE);
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {FILE}"))?;
    let fresh = recalculate(&text).with_context(|| FILE.to_owned())?;
    if options.check {
        let is_fresh = fresh == text;
        ensure!(
            is_fresh,
            "the results in {FILE} are not those of its inputs; run `cargo xtask scale`"
        );
        println!("{FILE} has the results of its inputs");
    } else {
        fs::write(&file, fresh)?;
        println!("wrote {FILE}");
    }
    Ok(())
}

/// The text with the results of its inputs.
fn recalculate(text: &str) -> Result<String> {
    let (before, rest) = text.split_once(BEGIN).context("no place for results")?;
    let (_, after) = rest.split_once(END).context("the results do not end")?;
    let mut table = String::from("| result | value | how |\n|---|---|---|\n");
    for (name, value, how) in plan::results(&Inputs::read(before)?)? {
        writeln!(table, "| {name} | {value} | {how} |")?;
    }
    Ok(format!("{before}{BEGIN}{table}{END}{after}"))
}

//! `lethe plugin replay`: runs a plugin once more on what it was given, and compares the evidence.

use engine::{Receipt, Settings, Size};
use serde::Deserialize;
use serde_json::Value as Json;

use super::{arguments::Replay, examples, loaded::Loaded};
use crate::cli::{error::Error, print};

/// What of a receipt is compared; the API shows more members, which say when and for what it ran.
#[derive(Deserialize)]
struct Kept {
    plugin_digest: String,
    contract: String,
    parameters_hash: String,
    input_hash: String,
    output_hash: String,
    fuel: u64,
    engine: String,
}

pub(super) fn run(options: &Replay) -> Result<(), Error> {
    let kept: Kept = read(&options.receipt)?;
    let usual = Settings::default().fuel;
    let size = if kept.fuel > usual {
        Size::Large
    } else {
        Size::Usual
    };
    let loaded = Loaded::from_file(&options.component, size)?;
    let input: domain::plugin::Example = read(&options.input)?;
    let handed = input.handed(|name, class| loaded.wants(name, class));
    let table = examples::table(&handed).map_err(Error::Refused)?;
    let ran = loaded.run(&examples::circumstances(&input), &table);
    let ran = ran.map_err(|error| Error::Refused(format!("it does not run: {error}")))?;
    compare(&kept, &ran.receipt)
}

/// Says line by line what is the same.
fn compare(kept: &Kept, again: &Receipt) -> Result<(), Error> {
    let (fuel, fuel_again) = (kept.fuel.to_string(), again.fuel.to_string());
    let mut differ = Vec::new();
    for (name, before, now) in [
        ("plugin_digest", &kept.plugin_digest, &again.plugin_digest),
        ("contract", &kept.contract, &again.contract),
        ("engine", &kept.engine, &again.engine),
        (
            "parameters_hash",
            &kept.parameters_hash,
            &again.parameters_hash,
        ),
        ("input_hash", &kept.input_hash, &again.input_hash),
        ("output_hash", &kept.output_hash, &again.output_hash),
        ("fuel", &fuel, &fuel_again),
    ] {
        if before == now {
            print::line(&format!("same     {name}"))?;
        } else {
            differ.push(name);
            print::line(&format!("DIFFERS  {name}: {before} then, {now} now"))?;
        }
    }
    if differ.is_empty() {
        return Ok(());
    }
    Err(Error::Refused(format!(
        "this is not the run of the receipt: {} differ",
        differ.join(", ")
    )))
}

fn read<T: for<'de> Deserialize<'de>>(file: &std::path::Path) -> Result<T, Error> {
    let shown = file.display();
    let text = std::fs::read(file)
        .map_err(|error| Error::Refused(format!("cannot read {shown}: {error}")))?;
    // Examples hold one input; a file of one is taken as well.
    let json: Json = serde_json::from_slice(&text)
        .map_err(|error| Error::Refused(format!("{shown} is no JSON: {error}")))?;
    serde_json::from_value(json)
        .map_err(|error| Error::Refused(format!("{shown} cannot be read: {error}")))
}

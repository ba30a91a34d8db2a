//! `lethe plugin test`: examples and generated rows.

use super::{arguments::Test, examples, generated, loaded::Loaded};
use crate::cli::{error::Error, print};

pub(super) fn run(options: &Test) -> Result<(), Error> {
    let loaded = Loaded::from_file(&options.file, options.size.into())?;
    let examples = match &options.examples {
        Some(file) => examples::read(file)?,
        None => Vec::new(),
    };
    let mut failed = 0;
    for example in &examples {
        let name = &example.name;
        match examples::run(example, &loaded) {
            Ok(()) => print::line(&format!("ok      {name}"))?,
            Err(why) => {
                failed += 1;
                print::line(&format!("FAILED  {name}: {why}"))?;
            }
        }
    }
    let shown = examples.iter().find(|it| it.is_answered());
    let parameters = options
        .parameters
        .clone()
        .or_else(|| shown.map(domain::plugin::Example::parameters))
        .unwrap_or_else(|| "{}".to_owned());
    match generated::run(&loaded, &parameters, options.tables, options.seed) {
        Ok(outcome) => say(&outcome, &loaded)?,
        Err(why) => {
            failed += 1;
            print::line(&format!("FAILED  generated rows: {why}"))?;
        }
    }
    if failed > 0 {
        return Err(Error::Refused(format!("{failed} failed")));
    }
    Ok(())
}

fn say(outcome: &generated::Outcome, loaded: &Loaded) -> Result<(), Error> {
    for said in &outcome.refused {
        print::line(&format!("refused generated rows: {said}"))?;
    }
    if outcome.answered == 0 {
        let hint = "give --parameters that fit, or --examples with some";
        return Err(Error::Refused(format!(
            "the plugin refused every generated table: {hint}"
        )));
    }
    let settings = &loaded.settings;
    let fuel = format!("{} of {} fuel", outcome.most_fuel, settings.fuel);
    let memory = format!(
        "{} of {} bytes of memory",
        outcome.most_memory, settings.memory_bytes
    );
    let tables = outcome.answered;
    Ok(print::line(&format!(
        "ok      {tables} generated tables, each run twice; at most {fuel}, {memory}"
    ))?)
}

//! Golden examples that an upload brings: they run before it is kept.

use axum::http::StatusCode;
use domain::plugin::{Example, Given, Outcome, PluginUsage, Verdict};
use jiff::Timestamp;
use kit::columns;
use kit::platform::engine;
use kit::plugin::{self, Plugin};
use kit::problem::{Place, Problem};
use kit::quotas;

/// The most examples of an upload.
pub(crate) const LIMIT: usize = 50;

/// Runs examples, and refuses the upload with every one that fails. What they use is added to `used`.
pub(crate) fn pass(
    named: &engine::Plugin,
    description: &engine::Description,
    examples: &[Example],
    used: &mut PluginUsage,
) -> Result<(), Problem> {
    let mut failed = Vec::new();
    for (number, example) in examples.iter().enumerate() {
        if let Err(why) = run(named, description, example, used)? {
            let message = format!("{}: {why}", example.name);
            failed.push(Place::pointer(format!("/examples/{number}"), message));
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    let detail = "the plugin does not do what its examples show; it was not kept";
    let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "example-failed", detail);
    Err(problem.at_all(failed))
}

/// Runs one: the inner error says how what came differs from what was expected.
fn run(
    named: &engine::Plugin,
    description: &engine::Description,
    example: &Example,
    used: &mut PluginUsage,
) -> Result<Result<(), String>, Problem> {
    let wants = |name: &str, class| plugin::wants(&description.fields, name, columns::class(class));
    let handed = example.handed(wants);
    let table = match table(&handed) {
        Ok(table) => table,
        Err(why) => return Ok(Err(why)),
    };
    let ran = match description.world {
        engine::World::Anonymizer => anonymize(named, example, &handed, &table),
        engine::World::Exporter => export(named, example, &table),
        engine::World::Retention => decide(named, example, table),
    };
    used.add(match &ran {
        Ok((_, used)) => *used,
        Err(error) => quotas::used_by_failure(error, named.size),
    });
    match ran {
        Ok((outcome, _)) => Ok(example.compare(&handed, &outcome)),
        Err(engine::Error::Refused(said)) => Ok(example.compare(&handed, &Outcome::Refused(said))),
        Err(error) => {
            let uploaded = Plugin {
                name: description.name.clone(),
                digest: named.digest.clone(),
            };
            let place = Place::default().in_field(example.name.as_str());
            Err(plugin::refused(&uploaded, error).at(Place {
                message: "in this example".to_owned(),
                ..place
            }))
        }
    }
}

fn table(handed: &[&Given]) -> Result<engine::Table, String> {
    let columns = handed.iter().map(|given| {
        let (name, class) = (&given.name, columns::class(given.class));
        Ok(columns::values(
            name,
            class,
            given.value_type,
            &given.input()?,
        ))
    });
    Ok(engine::Table {
        columns: columns.collect::<Result<_, String>>()?,
    })
}

fn anonymize(
    named: &engine::Plugin,
    example: &Example,
    handed: &[&Given],
    table: &engine::Table,
) -> Result<(Outcome, PluginUsage), engine::Error> {
    let context = engine::Context {
        collection: example.collection.clone(),
        now: example.now.as_millisecond(),
        parameters: example.parameters(),
        seed: example.seed,
    };
    let engine::Run {
        output,
        receipt,
        usage,
        ..
    } = engine::anonymize(named, &context, table)?;
    let read = |(column, given): (engine::Column, &&Given)| {
        let what = || engine::Error::OutputRefused(format!("the column {}", given.name));
        columns::taken(column, given.value_type).ok_or_else(what)
    };
    let columns = output.columns.into_iter().zip(handed).map(read);
    let outcome = Outcome::Columns(columns.collect::<Result<_, _>>()?);
    Ok((outcome, quotas::used(&receipt, usage)))
}

fn export(
    named: &engine::Plugin,
    example: &Example,
    table: &engine::Table,
) -> Result<(Outcome, PluginUsage), engine::Error> {
    let context = engine::ExportContext {
        title: example.title.clone(),
        now: example.now.as_millisecond(),
        parameters: example.parameters(),
    };
    let file = engine::File::begin(named, &context)?;
    let mut bytes = file.first();
    if !table.columns.is_empty() {
        bytes.extend(file.push(&example.collection, table)?);
    }
    let end = file.finish()?;
    bytes.extend(end.bytes);
    Ok((Outcome::File(bytes), quotas::used(&end.receipt, end.usage)))
}

fn decide(
    named: &engine::Plugin,
    example: &Example,
    fields: engine::Table,
) -> Result<(Outcome, PluginUsage), engine::Error> {
    let context = engine::RetentionContext {
        collection: example.collection.clone(),
        purpose: example.purpose.clone(),
        now: example.now.as_millisecond(),
        parameters: example.parameters(),
    };
    let moments = |times: &[Timestamp]| times.iter().map(|at| at.as_millisecond()).collect();
    let records = engine::Records {
        created: moments(&example.created),
        changed: moments(example.changed()),
        fields,
    };
    let decided = engine::decide(named, &context, &records)?;
    let used = quotas::used(&decided.receipt, decided.usage);
    let verdicts = decided.decisions.into_iter().map(|it| match it.verdict {
        // One that no calendar has is the end of the last day.
        engine::Verdict::KeepUntil(at) => {
            Verdict::KeepUntil(Timestamp::from_millisecond(at).unwrap_or(Timestamp::MAX))
        }
        engine::Verdict::Erase => Verdict::Erase,
        engine::Verdict::Anonymize => Verdict::Anonymize,
        engine::Verdict::Ask => Verdict::Ask,
    });
    Ok((Outcome::Decisions(verdicts.collect()), used))
}

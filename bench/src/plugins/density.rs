//! Many plugins in one engine, each loaded from an artifact of its own: what one takes, and whether calls get slower.

use engine::{Cells, Column, Context, DataClass, Engine, Plugin, Sealer, Settings, Table, compile};
use tests::artefacts;

use super::calls::samples;
use crate::{figure, masking::TENANT, memory};

/// How many are loaded.
const COUNTS: [usize; 3] = [1, 100, 5_000];
/// Calls of plugins that are drawn by lot.
const CALLS: usize = 5_000;

/// Prints the memory of a plugin and percentiles of calls.
pub(crate) fn run() -> anyhow::Result<()> {
    let engine = Engine::new(Settings::default())?;
    let compiled = compile(&engine, &artefacts::plugin("template"))?;
    let (sealer, identity) = (Sealer::new([7; 32]), engine.identity());
    let kept = sealer.seal(TENANT, &compiled.digest, &identity, &compiled.artifact);
    let (context, one) = (context(), one());
    let mut plugins: Vec<Plugin> = Vec::new();
    let before = memory::resident_mib(std::process::id())?;
    for count in COUNTS {
        while plugins.len() < count {
            let artifact = sealer.open(TENANT, &compiled.digest, &identity, &kept)?;
            plugins.push(engine.load(&artifact)?);
        }
        let mut took = samples(CALLS, || {
            let drawn = fastrand::usize(..plugins.len());
            let plugin = plugins.get(drawn);
            plugin.map_or(Ok(()), |plugin| plugin.anonymize(&context, &one).map(drop))
        })?;
        for (share, word) in [(0.5, "p50"), (0.99, "p99")] {
            let microseconds = figure::percentile_ms(&mut took, share) * 1e3;
            figure::print(&format!("loaded_{count}_call_{word}"), microseconds, "us");
        }
        let grown = memory::resident_mib(std::process::id())? - before;
        figure::print(&format!("loaded_{count}_memory"), grown, "MiB");
    }
    Ok(())
}

fn context() -> Context {
    Context {
        parameters: "{}".to_owned(),
        ..crate::masking::context()
    }
}

fn one() -> Table {
    let cells = Cells::Text(vec![Some("Ada Lovelace".to_owned())]);
    Table {
        columns: vec![Column::pack(
            "name".to_owned(),
            DataClass::Identifier,
            &cells,
        )],
    }
}

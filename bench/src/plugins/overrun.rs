//! How late a run is stopped: plugins that never end, under a deadline alone, for fuel would stop them earlier.

use std::time::Instant;

use engine::{Engine, Error, Limit, Sealer, Settings, compile};
use tests::hostile;

use crate::{figure, masking, masking::TENANT};

/// Runs of each plugin.
const RUNS: usize = 20;
/// Plugins that do not end: code that jumps back, and code that fills all of its memory again and again.
const ENDLESS: [&str; 2] = ["loops", "fills-memory"];

/// Prints by how much the worst run of each came after its deadline.
pub(crate) fn run() -> anyhow::Result<()> {
    let settings = Settings {
        fuel: u64::MAX / 2,
        ..Settings::default()
    };
    let deadline = settings.deadline;
    let engine = Engine::new(settings)?;
    let input = engine::Table {
        columns: vec![masking::column(0, 1, 0)],
    };
    for name in ENDLESS {
        let compiled = compile(&engine, &hostile::build(name).component)?;
        let (sealer, identity) = (Sealer::new([7; 32]), engine.identity());
        let kept = sealer.seal(TENANT, &compiled.digest, &identity, &compiled.artifact);
        let plugin = engine.load(&sealer.open(TENANT, &compiled.digest, &identity, &kept)?)?;
        let mut took = Vec::with_capacity(RUNS);
        for _ in 0..RUNS {
            let started = Instant::now();
            let stopped = plugin.anonymize(&masking::context(), &input);
            took.push(started.elapsed().saturating_sub(deadline));
            anyhow::ensure!(
                matches!(stopped, Err(Error::LimitExceeded(Limit::Time))),
                "{name} was not stopped by its deadline"
            );
        }
        let worst = figure::percentile_ms(&mut took, 1.0);
        figure::print(&format!("overrun_{}", name.replace('-', "_")), worst, "ms");
    }
    Ok(())
}

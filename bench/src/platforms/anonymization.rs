//! 10,000 rows of 8 fields, anonymized by the host's engine and by the provider `sandbox`, each compiled by its own compiler.

use std::time::Instant;

use anyhow::Context as _;
use running_providers::{compiler, key, sandbox};
use tests::artefacts;

use crate::{
    figure,
    masking::{self, BATCH, FIELDS, TENANT},
};

const ROWS: usize = 10_000;

/// Prints fields a second of each, and their ratio.
pub(crate) fn run(turns: usize) -> anyhow::Result<()> {
    let component = artefacts::plugin("redact");
    let batches: Vec<engine::Table> = (0..ROWS / BATCH).map(masking::batch).collect();
    let context = masking::context();
    let wit_context = sandbox::wit::Context {
        collection: context.collection.clone(),
        now: context.now,
        parameters: context.parameters.clone(),
        seed: context.seed,
    };
    let plugin = masking::plugin()?;

    let given = [("artifact_key", key(7))];
    let given = given
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let mut compiling = compiler::start(&given);
    let made = compiling.provider.lethe_compiler_compiler().call_compile(
        &mut compiling.store,
        TENANT,
        compiler::wit::Size::Usual,
        &component,
    );
    let compiled = answered(made)?
        .ok()
        .context("the provider refused the plugin")?;
    let mut provider = sandbox::start(&given);
    let named = sandbox::wit::Plugin {
        tenant: TENANT.to_owned(),
        digest: compiled.digest,
        size: sandbox::wit::Size::Usual,
        at_once: 1,
    };
    let guest = provider.provider.lethe_engine_plugins();
    let loaded = guest.call_load(&mut provider.store, &named, &compiled.artifact);
    answered(loaded)?
        .ok()
        .context("the provider did not load the plugin")?;

    let (mut natives, mut providers) = (Vec::new(), Vec::new());
    for _ in 0..turns {
        let started = Instant::now();
        for batch in &batches {
            plugin.anonymize(&context, batch)?;
        }
        natives.push(rate(started));
        let started = Instant::now();
        for batch in &batches {
            let batch = batch.clone().into();
            let run = guest.call_anonymize(&mut provider.store, &named, &wit_context, &batch);
            answered(run)?
                .ok()
                .context("the provider refused a batch")?;
        }
        providers.push(rate(started));
    }
    let (native, provider) = (figure::median(&mut natives), figure::median(&mut providers));
    figure::print("anonymize_native", native, "fields/s");
    figure::print("anonymize_sandbox", provider, "fields/s");
    figure::ratio("anonymize_sandbox_vs_native", provider, native, "fields/s");
    Ok(())
}

/// What a provider answered, unless it was stopped.
fn answered<T>(called: Result<T, impl std::fmt::Display>) -> anyhow::Result<T> {
    called.map_err(|stopped| anyhow::anyhow!("a provider was stopped: {stopped}"))
}

#[expect(clippy::cast_precision_loss, reason = "a constant far below 2^52")]
fn rate(started: Instant) -> f64 {
    (ROWS * FIELDS) as f64 / started.elapsed().as_secs_f64()
}

//! A plugin by whoever supplies the platform: natively, or by the providers.

use std::{path::Path, sync::OnceLock};

use compiler::wit as compiling;
use engine::{Engine, Plugin, Sealer, Settings};
use running_providers::{compiler, sandbox};
use sandbox::wit as running;

pub(crate) const TENANT: &str = "0197a3c0-0000-7000-8000-000000000001";
/// The byte that the artifact key of these tests is made of.
pub(crate) const KEY: u8 = 7;

/// What an upload and its runs come to.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    /// It was refused.
    Refused(compiling::Error),
    /// It was compiled.
    Ran {
        digest: String,
        exports: Vec<String>,
        imports: Vec<String>,
        described: Box<Result<running::Description, running::Error>>,
        /// One a context.
        runs: Vec<Result<running::Run, running::Error>>,
    },
}

/// A table and the contexts to run it in.
pub(crate) struct Trial {
    pub(crate) parameters: Vec<String>,
    pub(crate) table: fn() -> running::Table,
}

/// The context of a run; the same parameters give the same one.
pub(crate) fn context(parameters: &str) -> running::Context {
    running::Context {
        collection: "people".into(),
        now: 1_790_000_000_000,
        parameters: parameters.to_owned(),
        seed: 0x5eed,
    }
}

/// What the host makes of it, without its threads and processes.
pub(crate) fn natively(component: &[u8], trial: &Trial) -> Outcome {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    let engine = ENGINE.get_or_init(|| Engine::new(Settings::default()).unwrap());
    let compiled = match engine::compile(engine, component) {
        Ok(compiled) => compiled,
        Err(refused) => return Outcome::Refused(refused.into()),
    };
    let plugin = loaded(engine, &compiled);
    let described = plugin.describe();
    let runs = trial.parameters.iter().map(|parameters| {
        let (context, table) = (context(parameters).into(), (trial.table)().into());
        let run = plugin.anonymize(&context, &table);
        run.map(running::Run::from).map_err(running::Error::from)
    });
    Outcome::Ran {
        runs: runs.collect(),
        described: Box::new(described.map(From::from).map_err(From::from)),
        digest: compiled.digest,
        exports: compiled.exports,
        imports: compiled.imports,
    }
}

pub(crate) fn loaded(engine: &Engine, compiled: &engine::Compiled) -> Plugin {
    let (sealer, identity) = (Sealer::new([KEY; 32]), engine.identity());
    let kept = sealer.seal(TENANT, &compiled.digest, &identity, &compiled.artifact);
    let artifact = sealer.open(TENANT, &compiled.digest, &identity, &kept);
    engine.load(&artifact.unwrap()).unwrap()
}

/// What the providers make of it.
pub(crate) fn by_providers(component: &[u8], trial: &Trial) -> Outcome {
    let compiled = match compile(TENANT, component) {
        Ok(compiled) => compiled,
        Err(refused) => return Outcome::Refused(refused),
    };
    let key = running_providers::key(KEY);
    let sandbox::Running {
        mut store,
        provider,
    } = sandbox::start(&[("artifact_key", &key)]);
    let engine = provider.lethe_engine_plugins();
    let plugin = named(&compiled);
    let loaded = engine
        .call_load(&mut store, &plugin, &compiled.artifact)
        .unwrap();
    loaded.unwrap();
    let described = engine.call_describe(&mut store, &plugin).unwrap();
    let runs = trial.parameters.iter().map(|parameters| {
        let (context, table) = (context(parameters), (trial.table)());
        let run = engine.call_anonymize(&mut store, &plugin, &context, &table);
        run.unwrap()
    });
    Outcome::Ran {
        runs: runs.collect(),
        described: Box::new(described),
        digest: compiled.digest,
        exports: compiled.exports,
        imports: compiled.imports,
    }
}

/// Has the provider compile an upload.
pub(crate) fn compile(
    tenant: &str,
    component: &[u8],
) -> Result<compiling::Compiled, compiling::Error> {
    let key = running_providers::key(KEY);
    let compiler::Running {
        mut store,
        provider,
    } = compiler::start(&[("artifact_key", &key)]);
    let compiler = provider.lethe_compiler_compiler();
    compiler
        .call_compile(&mut store, tenant, compiling::Size::Usual, component)
        .unwrap()
}

/// The plugin of the tenant that these tests are about.
pub(crate) fn named(compiled: &compiling::Compiled) -> running::Plugin {
    running::Plugin {
        tenant: TENANT.into(),
        digest: compiled.digest.clone(),
        size: running::Size::Usual,
        at_once: 1,
    }
}

/// The component of a plugin of the tree.
pub(crate) fn built(name: &str) -> Vec<u8> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"),
        Into::into,
    );
    let path = target.join("plugins").join(name).with_extension("wasm");
    std::fs::read(&path).unwrap_or_else(|_| panic!("{name} is missing: run `cargo xtask wasm`"))
}

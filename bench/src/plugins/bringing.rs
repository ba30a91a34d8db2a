//! Bringing a plugin in: compiling and loading it here, and activating versions of it in the real host.

use engine::{Engine, Sealer, Settings, compile};
use tests::{Folder, Host, Tenant, artefacts, hostile};

use super::calls::samples;
use crate::{figure, masking::TENANT};

/// Compilations and loads that are measured.
const TIMES: usize = 10;
/// Activations that are measured.
const ACTIVATIONS: usize = 50;

/// Prints how long each takes.
pub(crate) fn run() -> anyhow::Result<()> {
    let engine = Engine::new(Settings::default())?;
    let component = artefacts::plugin("redact");
    let mut took = samples(TIMES, || compile(&engine, &component).map(drop))?;
    figure::print("compile_p50", figure::percentile_ms(&mut took, 0.5), "ms");
    let compiled = compile(&engine, &component)?;
    let (sealer, identity) = (Sealer::new([7; 32]), engine.identity());
    let kept = sealer.seal(TENANT, &compiled.digest, &identity, &compiled.artifact);
    let mut took = samples(TIMES, || {
        let artifact = sealer.open(TENANT, &compiled.digest, &identity, &kept)?;
        engine.load(&artifact).map(drop)
    })?;
    figure::print("load_p50", figure::percentile_ms(&mut took, 0.5), "ms");

    let folder = Folder::warm();
    let host = Host::start(&folder);
    let tenant = Tenant::create(&folder, host.url());
    let digests = [1, 2].map(|version| {
        let plugin = version_of(version);
        let digest = tenant.upload(&plugin);
        let approved = tenant
            .administrator()
            .act(&format!("/v1/plugins/{digest}/approval"));
        let _ = approved.expect(200);
        digest
    });
    let administrator = tenant.administrator();
    let mut turn = digests.iter().cycle();
    let mut took = samples(ACTIVATIONS, || {
        if let Some(digest) = turn.next() {
            let path = format!("/v1/plugins/{digest}/activation");
            let _ = administrator.act(&path).expect(200);
        }
        Ok::<(), anyhow::Error>(())
    })?;
    figure::print("activate_p50", figure::percentile_ms(&mut took, 0.5), "ms");
    figure::print("activate_p99", figure::percentile_ms(&mut took, 0.99), "ms");
    host.stop();
    Ok(())
}

/// A plugin that gives back what it was given. The length of its data tells versions apart.
fn version_of(version: usize) -> Vec<u8> {
    let data = "x".repeat(version);
    hostile::component(
        "echo",
        &format!(
            "(module {{{{memory}}}} {{{{realloc}}}} {{{{describe}}}} {{{{echo}}}}
                (data (i32.const 0) \"{data}\")
                (func {{{{head}}}} (call $answer (local.get $columns) (local.get $count))))"
        ),
    )
}

//! Requests a second of a trivial component in the host against a plain axum handler, both in this process, on one core; the
//! load comes from another process on the other core.

use std::{fs, net::SocketAddr, process::Command, sync::Arc, time::Duration};

use anyhow::{Context, ensure};
use axum::{Router, routing::get};
use host::{
    http::Limits,
    manifest::Component,
    platform::{self, Platform},
    runtime::{Settings, Supplier, Supply},
    spin,
};
use tests::artefacts;

use crate::{figure, load};

const TIME: Duration = Duration::from_secs(2);

/// Grants nothing.
struct Nothing(Platform);

impl Supplier for Nothing {
    fn supply(&self, _: &Component) -> Result<Supply, String> {
        let platform = self.0.clone();
        Ok(Box::new(move || {
            (
                spin::State::new(Arc::default()),
                platform.state(platform::Grants::default()),
            )
        }))
    }
}

/// Prints the ratios for a fresh instance a request and for reused ones.
pub(crate) fn run(turns: usize) -> anyhow::Result<()> {
    let pinned = Command::new("taskset")
        .args([
            "--all-tasks",
            "--cpu-list",
            "--pid",
            "0",
            &std::process::id().to_string(),
        ])
        .output()
        .context("taskset is in Debian's util-linux")?;
    ensure!(
        pinned.status.success(),
        "this process cannot be bound to one core"
    );
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let plain = runtime.block_on(axum())?;
    let folder = tempfile::tempdir()?;
    let fresh = runtime.block_on(component(folder.path(), Settings::default()))?;
    let reused = Settings {
        reuse: 128,
        concurrency: 16,
        ..Settings::default()
    };
    let reused = runtime.block_on(component(folder.path(), reused))?;
    let addresses = [plain, fresh, reused];
    for address in addresses {
        load::rate(address, "/ping", TIME / 4)?;
    }
    let mut rates = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..turns {
        for (address, rates) in addresses.into_iter().zip(&mut rates) {
            rates.push(load::rate(address, "/ping", TIME)?);
        }
    }
    let [plain, fresh, reused] = rates.each_mut().map(|rates| figure::median(rates));
    figure::ratio("serve_fresh_vs_axum", fresh, plain, "requests/s");
    figure::ratio("serve_reused_vs_axum", reused, plain, "requests/s");
    Ok(())
}

async fn axum() -> anyhow::Result<SocketAddr> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let router = Router::new().route("/ping", get(async || "pong"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

/// Serves the trivial component for as long as the runtime lives.
async fn component(folder: &std::path::Path, settings: Settings) -> anyhow::Result<SocketAddr> {
    let manifest = folder.join("spin.toml");
    let source = artefacts::built(
        artefacts::target().join("wasm32-wasip2/guest/ping.wasm"),
        "cargo xtask bench spine",
    );
    fs::write(
        &manifest,
        format!(
            "spin_manifest_version = 2\n[application]\nname = \"bench\"\nversion = \"0.1.0\"\n\
             [[trigger.http]]\nroute = \"/ping\"\ncomponent = \"ping\"\n\
             [component.ping]\nsource = '{}'\n",
            source.display(),
        ),
    )?;
    let platform = Platform::new(vault::RootKey::from_bytes([7; 32]), "lethe".into(), None)?;
    let server = host::serve(host::Options {
        manifest,
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        tls: None,
        allow_plain_http: false,
        limits: Limits::default(),
        settings,
        cache: None,
        supplier: Arc::new(Nothing(platform)),
        schedule: None,
    })
    .await?;
    let address = server.address();
    tokio::spawn(server.wait());
    Ok(address)
}

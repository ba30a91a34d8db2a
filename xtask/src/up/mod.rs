//! Builds everything, starts the host, fills a demo tenant, and says what to try.

mod guide;
mod host;
mod seed;

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use self::host::{Host, Running};
use crate::workspace::Workspace;
use crate::{native, wasm};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Folder of the database and the keys
    #[arg(long, value_name = "FOLDER", default_value = "data")]
    data: PathBuf,
    /// Stops when the demo tenant is filled, for scripts
    #[arg(long)]
    exit_after_seed: bool,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    // Asked before anything is built: nobody should wait minutes to hear this.
    is_free(options.listen)?;
    let data = std::path::absolute(&options.data)?;
    wasm::run(workspace)?;
    native::run(workspace)?;

    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        // Nobody listens any more when the program is ending anyway.
        let _ = stop.send(());
    })?;
    let host = Host::new(workspace, options.listen, &data);
    let mut running = host.start()?;
    running.wait_until_healthy(&stopped)?;
    let seeded = seed::ensure(workspace, &host, &stopped)?;
    println!();
    println!(
        "Lethe listens on {}, its data is in {}",
        host.url(),
        shown(&data)
    );
    match seeded {
        Some(seeded) => guide::first(&host, &seeded),
        None => guide::again(&host),
    }
    if !options.exit_after_seed {
        println!("Ctrl-C ends it. What it logs is in {}", shown(&host.log()));
        wait(&mut running, &stopped)?;
    }
    running.stop()
}

/// Waits for Ctrl-C.
fn wait(running: &mut Running, stopped: &mpsc::Receiver<()>) -> Result<()> {
    while let Err(mpsc::RecvTimeoutError::Timeout) = stopped.recv_timeout(Duration::from_secs(1)) {
        running.check()?;
    }
    Ok(())
}

/// Ends the work on hand when Ctrl-C was pressed.
fn go_on(stopped: &mpsc::Receiver<()>) -> Result<()> {
    match stopped.try_recv() {
        Ok(()) => bail!("stopped; the next start goes on from here"),
        Err(_) => Ok(()),
    }
}

fn is_free(address: SocketAddr) -> Result<()> {
    TcpListener::bind(address).map(drop).with_context(|| {
        format!("cannot listen on {address}; choose another address with --listen")
    })
}

/// A path as short as it can be said from here.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here)
        .unwrap_or(path)
        .display()
        .to_string()
}

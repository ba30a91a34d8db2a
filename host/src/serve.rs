//! Puts the host together: manifest, runtime, listener.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    task::JoinHandle,
};

use crate::{
    Error,
    http::{App, Limits, Listener, Stop, Tls, TlsFiles},
    manifest::Manifest,
    runtime::{ArtifactCache, Runtime, Settings, Supplier},
    schedule::{Schedule, Scheduler},
};

/// What to serve, where, and within which bounds.
pub struct Options {
    /// The Spin manifest.
    pub manifest: PathBuf,
    /// The address to listen on; port 0 is any free one.
    pub listen: SocketAddr,
    /// The certificate; without one, plain HTTP is spoken.
    pub tls: Option<TlsFiles>,
    /// Whether plain HTTP may be spoken with other machines.
    pub allow_plain_http: bool,
    /// Limits of the listener.
    pub limits: Limits,
    /// How instances are made and bounded.
    pub settings: Settings,
    /// Where compiled components are kept; without it they are compiled at every start.
    pub cache: Option<ArtifactCache>,
    /// Grants components what their manifest asks for.
    pub supplier: Arc<dyn Supplier>,
    /// How background jobs are worked off; without it, somebody else does.
    pub schedule: Option<Schedule>,
}

/// A host that serves.
pub struct Server {
    address: SocketAddr,
    stop: Stop,
    task: JoinHandle<()>,
    scheduler: Option<Scheduler>,
}

/// Starts to serve; the address accepts connections when this returns.
///
/// # Errors
/// The manifest is refused, a component cannot be loaded, or the address cannot be listened on.
pub async fn serve(options: Options) -> Result<Server, Error> {
    let is_secure = options.tls.is_some();
    let tls = options.tls.as_ref().map(Tls::load).transpose()?;
    let manifest = Manifest::load(&options.manifest)?;
    let listener = Listener::bind(options.listen, is_secure, options.allow_plain_http).await?;
    let (settings, limits) = (options.settings, options.limits);
    let (cache, supplier) = (options.cache, options.supplier);
    // Compiling takes seconds of processor time, which belong on a thread of their own.
    let loaded = tokio::task::spawn_blocking(move || {
        let runtime = Runtime::new(settings.clone(), cache, supplier)?;
        App::load(&manifest, &runtime, &settings, limits, is_secure)
    });
    let app = loaded
        .await
        .map_err(|error| Error::Engine(error.to_string()))??;
    let address = listener.address();
    let scheduler = options.schedule.and_then(|schedule| schedule.start(&app));
    let (stop, task) = listener.serve(app, tls);
    tracing::info!(%address, tls = is_secure, "serving");
    Ok(Server {
        address,
        stop,
        task,
        scheduler,
    })
}

impl Server {
    /// The address it listens on, with the port that was found.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A handle that stops it; running requests are finished.
    pub fn stopper(&self) -> Stop {
        self.stop.clone()
    }

    /// Waits until it has been stopped and running requests have finished.
    pub async fn wait(self) {
        let _scheduler = self.scheduler;
        let _panicked = self.task.await;
    }

    /// Serves until the process is told to end, and then finishes.
    pub async fn run(self, told: &mut Termination) {
        let mut task = self.task;
        tokio::select! {
            _panicked = &mut task => return,
            () = told.wait() => {}
        }
        tracing::info!("stopping");
        drop(self.scheduler);
        self.stop.stop();
        let _panicked = task.await;
    }
}

/// The signals that tell the process to end: SIGTERM and SIGINT. From the moment that they are listened
/// for, they end nothing by themselves.
pub struct Termination {
    terminate: Signal,
    interrupt: Signal,
}

impl Termination {
    /// Listens for them from now on.
    ///
    /// # Errors
    /// The system does not let it.
    pub fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits for one of them; one that came since [`listen`](Self::listen) counts.
    pub async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

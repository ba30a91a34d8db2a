//! Accepts connections until told to stop.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use super::{
    app::App,
    connection::{self, Shared},
    gate::Gate,
    tls::Tls,
};
use crate::Error;

/// How long to wait when the machine is out of sockets.
const BREATH: Duration = Duration::from_millis(50);

/// A bound address on which nothing is served yet.
pub struct Listener {
    listener: TcpListener,
    address: SocketAddr,
}

/// Tells a listener to stop.
#[derive(Clone)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Stop {
    /// Accepts nothing more, and closes each connection when its requests are answered.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Listener {
    /// Binds `address`; port 0 is any free one.
    ///
    /// # Errors
    /// The address is taken or not of this machine, or plain HTTP would be spoken on it with
    /// other machines although nobody has allowed that.
    pub async fn bind(
        address: SocketAddr,
        is_secure: bool,
        allow_plain: bool,
    ) -> Result<Self, Error> {
        if !is_secure && !allow_plain && !is_loopback(address.ip()) {
            return Err(Error::PlainHttp(address));
        }
        let refused = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => Error::AddressInUse(address),
            _ => Error::Listen { address, source },
        };
        let listener = TcpListener::bind(address).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        Ok(Self { listener, address })
    }

    /// The address, with the port that was found.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until stopped, and then until running requests have finished or the limit for that
    /// is over.
    pub fn serve(self, app: App, tls: Option<Tls>) -> (Stop, JoinHandle<()>) {
        let (sender, receiver) = watch::channel(false);
        let gate = Gate::new(app.limits.connections, app.limits.connections_per_address);
        let shared = Arc::new(Shared { app, gate, tls });
        let task = tokio::spawn(run(self.listener, shared, receiver));
        (Stop(Arc::new(sender)), task)
    }
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

async fn run(listener: TcpListener, shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &shared) => accepted,
            _stopped = stop.wait_for(|stop| *stop) => break,
        };
        let Some((stream, peer, seat)) = accepted else {
            continue;
        };
        let _nagle = stream.set_nodelay(true);
        tokio::spawn(connection::serve(
            shared.clone(),
            stream,
            peer,
            seat,
            stop.clone(),
        ));
    }
    drop(listener);
    let _finished = tokio::time::timeout(shared.app.limits.shutdown, shared.gate.empty()).await;
}

/// Takes a seat first: without one, clients wait in the queue of the kernel.
async fn accept(
    listener: &TcpListener,
    shared: &Shared,
) -> Option<(tokio::net::TcpStream, SocketAddr, super::gate::Seat)> {
    let seat = shared.gate.seat().await?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, seat)),
        Err(error) => {
            tracing::warn!(kind = %error.kind(), "a connection was not accepted");
            tokio::time::sleep(BREATH).await;
            None
        }
    }
}

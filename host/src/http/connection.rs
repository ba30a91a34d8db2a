//! One connection, from its handshake to its end.

use std::{convert::Infallible, pin::pin, sync::Arc, time::Duration};

use http::HeaderValue;
use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::watch,
};

use super::{
    activity::Activity,
    app::App,
    framing::{MAX_FIELDS, MAX_HEAD, Watched},
    gate::{Gate, Seat},
    guest::Client,
    limits::Limits,
    tls::Tls,
    wire::Wire,
};

/// How long a connection that was told to close may take over it.
const FAREWELL: Duration = Duration::from_secs(1);

/// What all connections of a listener share.
pub(super) struct Shared {
    pub(super) app: App,
    pub(super) gate: Arc<Gate>,
    pub(super) tls: Option<Tls>,
}

/// Serves a connection to its end.
pub(super) async fn serve(
    shared: Arc<Shared>,
    stream: TcpStream,
    peer: std::net::SocketAddr,
    seat: Seat,
    stop: watch::Receiver<bool>,
) {
    let limits = &shared.app.limits;
    let Some(address_seat) = shared.gate.address(peer.ip(), limits.head).await else {
        return;
    };
    let Ok(address) = HeaderValue::try_from(peer.to_string()) else {
        return;
    };
    let activity = Activity::new();
    let client = Client {
        address,
        activity: activity.clone(),
    };
    let wire = Wire::new(stream, activity.clone(), (seat, address_seat));
    let mut builder = builder(limits);
    let Some(tls) = &shared.tls else {
        return drive(
            &builder,
            &shared,
            Watched::new(wire, activity),
            client,
            stop,
        )
        .await;
    };
    let handshake = tls.acceptor().accept(wire);
    let Ok(Ok(stream)) = tokio::time::timeout(limits.head, handshake).await else {
        return;
    };
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        builder = builder.http2_only();
        return drive(&builder, &shared, stream, client, stop).await;
    }
    builder = builder.http1_only();
    drive(
        &builder,
        &shared,
        Watched::new(stream, activity),
        client,
        stop,
    )
    .await;
}

fn builder(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_headers(MAX_FIELDS)
        .max_buf_size(MAX_HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX))
        .keep_alive_interval(limits.idle)
        .keep_alive_timeout(limits.head);
    builder
}

/// Runs a connection; ends it when it is idle, stuck, or the host stops.
async fn drive<S>(
    builder: &Builder<TokioExecutor>,
    shared: &Arc<Shared>,
    stream: S,
    client: Client,
    mut stop: watch::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let activity = client.activity.clone();
    let service = service_fn(|request| {
        let (shared, client) = (shared.clone(), client.clone());
        async move { Ok::<_, Infallible>(shared.app.serve(request, &client).await) }
    });
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let mut is_closing = *stop.borrow();
    if is_closing {
        connection.as_mut().graceful_shutdown();
    }
    loop {
        let patience = patience(&activity, &shared.app);
        tokio::select! {
            _ended = connection.as_mut() => return,
            _stopped = stop.changed(), if !is_closing => {
                is_closing = true;
                connection.as_mut().graceful_shutdown();
            }
            () = tokio::time::sleep(patience.max(FAREWELL)) => {
                if patience == Duration::ZERO && is_closing {
                    return;
                }
                if self::patience(&activity, &shared.app) == Duration::ZERO && !is_closing {
                    is_closing = true;
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    }
}

/// How much longer the connection may go on as it is.
fn patience(activity: &Activity, app: &App) -> Duration {
    let limits = &app.limits;
    let allowed = if activity.is_busy() {
        app.request + limits.head
    } else if activity.has_served() {
        limits.idle
    } else {
        limits.head
    };
    allowed.saturating_sub(activity.since_change())
}

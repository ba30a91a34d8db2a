//! How many connections there may be, and how they end.

use std::{
    net::Ipv4Addr,
    time::{Duration, Instant},
};

use host::{Error, http::Limits, runtime::Settings};
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::support::{Wanted, answers, exchange, get, read_all, start, status};

async fn hold(address: std::net::SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    stream
}

#[tokio::test]
async fn connections_over_the_limit_wait_until_there_is_room() {
    for limits in [
        Limits {
            connections: 2,
            ..Limits::default()
        },
        Limits {
            connections_per_address: 2,
            ..Limits::default()
        },
    ] {
        let (server, _folder) = start(Wanted {
            limits,
            ..Wanted::default()
        })
        .await;
        let address = server.address();
        let (first, _second) = (hold(address).await, hold(address).await);
        tokio::time::sleep(Duration::from_millis(50)).await;
        let third = tokio::spawn(async move { exchange(address, get("/")).await });
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!third.is_finished());
        drop(first);
        assert_eq!(status(&third.await.unwrap()), 200);
    }
}

#[tokio::test]
async fn a_connection_is_kept_for_further_requests_and_closed_when_idle() {
    let limits = Limits {
        head: Duration::from_millis(400),
        ..Limits::default()
    };
    let (server, _folder) = start(Wanted {
        limits,
        ..Wanted::default()
    })
    .await;
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let request = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
    stream
        .write_all(format!("{request}{request}").as_bytes())
        .await
        .unwrap();
    let started = Instant::now();
    assert_eq!(answers(&read_all(&mut stream).await), 2);
    assert!(started.elapsed() < Duration::from_secs(4));
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_finishes_what_runs_and_accepts_nothing_more() {
    let settings = Settings {
        request: Duration::from_secs(1),
        ..Wanted::default().settings
    };
    let (server, _folder) = start(Wanted {
        settings,
        ..Wanted::default()
    })
    .await;
    let address = server.address();
    let idle = hold(address).await;
    let running = tokio::spawn(async move {
        let request = "GET /loops HTTP/1.1\r\nhost: x\r\n\r\n";
        exchange(address, request).await
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let started = Instant::now();
    server.stopper().stop();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(TcpStream::connect(address).await.is_err());
    assert_eq!(status(&running.await.unwrap()), 504);
    drop(idle);
    server.wait().await;
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_taken_port_is_one_clear_line() {
    let (server, folder) = start(Wanted::default()).await;
    let listen = server.address();
    let again = host::http::Listener::bind(listen, false, false).await;
    let Err(error) = again else {
        panic!("bound twice")
    };
    let line = error.to_string();
    assert!(matches!(error, Error::AddressInUse(_)), "{line}");
    assert!(
        line.contains(&listen.to_string()) && !line.contains('\n'),
        "{line}"
    );
    drop(folder);
}

#[tokio::test]
async fn plain_http_with_other_machines_needs_permission() {
    let everywhere = (Ipv4Addr::UNSPECIFIED, 0).into();
    let refused = host::http::Listener::bind(everywhere, false, false).await;
    assert!(matches!(refused, Err(Error::PlainHttp(_))));
    assert!(
        host::http::Listener::bind(everywhere, false, true)
            .await
            .is_ok()
    );
    assert!(
        host::http::Listener::bind(everywhere, true, false)
            .await
            .is_ok()
    );
}

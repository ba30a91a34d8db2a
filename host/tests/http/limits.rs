//! What is too long, too large, too slow or too much.

use std::time::{Duration, Instant};

use host::http::Limits;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::support::{Wanted, exchange, get, read_all, start, status};

/// Limits small enough to be broken quickly.
fn small() -> Wanted {
    let limits = Limits {
        head: Duration::from_millis(400),
        body: 10_000,
        upload: 100_000,
        ..Limits::default()
    };
    Wanted {
        limits,
        ..Wanted::default()
    }
}

#[tokio::test]
async fn a_head_that_comes_too_slowly_ends_the_connection() {
    let (server, _folder) = start(small()).await;
    for beginning in [
        "",
        "P",
        "GET / HTTP/1.1\r\nhost: x\r\n",
        "PRI * HTTP/2.0\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        let started = Instant::now();
        stream.write_all(beginning.as_bytes()).await.unwrap();
        let said = read_all(&mut stream).await;
        assert!(!said.contains(" 200 "), "{beginning:?}: {said}");
        assert!(started.elapsed() < Duration::from_secs(4), "{beginning:?}");
    }
}

#[tokio::test]
async fn a_drip_of_header_fields_does_not_keep_the_connection() {
    let (server, _folder) = start(small()).await;
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    let started = Instant::now();
    while stream.write_all(b"a: b\r\n").await.is_ok() {
        assert!(started.elapsed() < Duration::from_secs(4));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_long_target_is_refused() {
    let (server, _folder) = start(Wanted::default()).await;
    let path = |length: usize| format!("/{}", "a".repeat(length - 1));
    for (length, wanted) in [(8192, 404), (8193, 414), (40_000, 414)] {
        let answer = exchange(server.address(), get(&path(length))).await;
        assert_eq!(status(&answer), wanted, "{length}");
    }
    let answer = exchange(server.address(), get(&format!("/?{}", "a".repeat(8191)))).await;
    assert_eq!(status(&answer), 414);
    let answer = exchange(server.address(), get(&path(1 << 20))).await;
    assert!([414, 431].contains(&status(&answer)), "{answer}");
}

#[tokio::test]
async fn too_many_or_too_large_header_fields_are_refused() {
    let (server, _folder) = start(Wanted::default()).await;
    let with = |fields: &str| get("/").replace("connection:", &format!("{fields}connection:"));
    for (count, wanted) in [(98, 200), (99, 431), (120, 431), (500, 431)] {
        let answer = exchange(server.address(), with(&"a: b\r\n".repeat(count))).await;
        assert_eq!(status(&answer), wanted, "{count}");
    }
    for (length, wanted) in [(30_000, 200), (33_000, 431), (200_000, 431)] {
        let field = format!("a: {}\r\n", "b".repeat(length));
        let answer = exchange(server.address(), with(&field)).await;
        assert_eq!(status(&answer), wanted, "{length}");
    }
}

fn post(path: &str, framing: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{framing}\r\n\r\n")
}

fn with_length(path: &str, length: usize) -> String {
    let head = post(path, &format!("content-length: {length}"));
    format!("{head}{}", "x".repeat(length))
}

fn chunked(path: &str, length: usize) -> String {
    let chunk = format!("3e8\r\n{}\r\n", "x".repeat(1000));
    let head = post(path, "transfer-encoding: chunked");
    format!("{head}{}0\r\n\r\n", chunk.repeat(length / 1000))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_body_is_refused_whatever_it_says_of_its_length() {
    let (server, _folder) = start(small()).await;
    // The guest reads its body and answers nothing, which is a 500.
    for (path, length, wanted) in [
        ("/reads", 10_000, 500),
        ("/reads", 11_000, 413),
        ("/reads/import", 100_000, 500),
        ("/reads/import", 101_000, 413),
    ] {
        for request in [with_length(path, length), chunked(path, length)] {
            let answer = exchange(server.address(), request).await;
            assert_eq!(status(&answer), wanted, "{path} {length}: {answer}");
        }
    }
    assert_eq!(
        status(&exchange(server.address(), with_length("/", 11_000)).await),
        413
    );
    let promised = post("/reads", "content-length: 99999999999");
    assert_eq!(status(&exchange(server.address(), promised).await), 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_without_end_is_cut_off() {
    let (server, _folder) = start(small()).await;
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let head = post("/reads", "transfer-encoding: chunked");
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let sending = tokio::spawn(async move {
        let chunk = format!("3e8\r\n{}\r\n", "x".repeat(1000));
        while writer.write_all(chunk.as_bytes()).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
    assert_eq!(status(&read_all(&mut reader).await), 413);
    drop(reader);
    tokio::time::timeout(Duration::from_secs(10), sending)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_stops_coming_is_not_waited_for() {
    let (server, _folder) = start(small()).await;
    for head in [
        post("/reads", "content-length: 9000") + "some",
        post("/reads", "transfer-encoding: chunked") + "4\r\nsome\r\n",
    ] {
        let started = Instant::now();
        let answer = exchange(server.address(), head).await;
        assert_eq!(status(&answer), 408, "{answer}");
        assert!(started.elapsed() < Duration::from_secs(4));
    }
}

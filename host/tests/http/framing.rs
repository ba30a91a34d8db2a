//! Requests that two readers could cut differently are answered once at most, and never obeyed.

use crate::support::{Wanted, answers, exchange, get, start, status};

/// A request that an attacker hides behind another.
const HIDDEN: &str = "GET /.well-known/spin/health HTTP/1.1\r\nhost: x\r\n\r\n";

#[tokio::test]
async fn ambiguous_framing_is_refused() {
    let (server, _folder) = start(Wanted::default()).await;
    for (name, fields, body) in [
        (
            "CL.TE",
            "content-length: 6\r\ntransfer-encoding: chunked\r\n",
            "0\r\n\r\n",
        ),
        (
            "TE.CL",
            "transfer-encoding: chunked\r\ncontent-length: 4\r\n",
            "0\r\n\r\n",
        ),
        (
            "TE.TE",
            "transfer-encoding: chunked\r\ntransfer-encoding: x\r\n",
            "0\r\n\r\n",
        ),
        (
            "TE list",
            "transfer-encoding: gzip, chunked\r\n",
            "0\r\n\r\n",
        ),
        (
            "TE not final",
            "transfer-encoding: chunked, identity\r\n",
            "0\r\n\r\n",
        ),
        ("TE tab", "transfer-encoding:\u{b}chunked\r\n", "0\r\n\r\n"),
        (
            "two lengths",
            "content-length: 0\r\ncontent-length: 5\r\n",
            "",
        ),
        ("list of lengths", "content-length: 0, 5\r\n", ""),
        ("signed", "content-length: +0\r\n", ""),
        ("negative", "content-length: -1\r\n", ""),
        ("hexadecimal", "content-length: 0x0\r\n", ""),
        (
            "overflow",
            "content-length: 99999999999999999999999\r\n",
            "",
        ),
        ("folded", "a: b\r\n c: d\r\n", ""),
        ("space before colon", "content-length : 0\r\n", ""),
        ("NUL", "a: b\0c\r\n", ""),
        ("bare CR", "a: b\rc: d\r\n", ""),
        ("bad chunk", "transfer-encoding: chunked\r\n", "z\r\n\r\n"),
        (
            "chunk overflow",
            "transfer-encoding: chunked\r\n",
            "fffffffffffffffff\r\n\r\n",
        ),
    ] {
        let request = format!("POST /reads HTTP/1.1\r\nhost: x\r\n{fields}\r\n{body}{HIDDEN}");
        let said = exchange(server.address(), request).await;
        assert!(answers(&said) <= 1, "{name}: {said}");
        assert!(
            [0, 400, 413, 500].contains(&status(&said)),
            "{name}: {said}"
        );
        assert!(!said.ends_with("OK"), "{name}: {said}");
    }
}

#[tokio::test]
async fn a_second_head_with_two_lengths_is_found_too() {
    let (server, _folder) = start(Wanted::default()).await;
    let first = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
    let second = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\
                  transfer-encoding: chunked\r\n\r\n0\r\n\r\n";
    let said = exchange(server.address(), format!("{first}{second}{HIDDEN}")).await;
    assert!(said.contains("400 Bad Request"), "{said}");
    assert!(!said.ends_with("OK"), "{said}");
}

#[tokio::test]
async fn a_request_must_name_one_host() {
    let (server, _folder) = start(Wanted::default()).await;
    let with = |host: &str| get("/traps").replace("host: localhost\r\n", host);
    for host in [
        "",
        "host: a\r\nhost: b\r\n",
        "host: a\r\nhost: a\r\n",
        "host: a b\r\n",
        "host: user@a\r\n",
        "host: subjects.spin.internal\r\n",
        "host: \r\n",
    ] {
        let answer = exchange(server.address(), with(host)).await;
        assert_eq!(status(&answer), 400, "{host:?}: {answer}");
    }
    let absolute = with("host: b\r\n").replace("/traps", "http://a/traps");
    assert_eq!(status(&exchange(server.address(), absolute).await), 400);
    let absolute = with("host: a\r\n").replace("/traps", "http://a/traps");
    assert_eq!(status(&exchange(server.address(), absolute).await), 500);
}

#[tokio::test]
async fn methods_for_proxies_are_not_served() {
    let (server, _folder) = start(Wanted::default()).await;
    for method in ["TRACE", "CONNECT"] {
        let target = if method == "CONNECT" {
            "x:80"
        } else {
            "/traps"
        };
        let request = format!("{method} {target} HTTP/1.1\r\nhost: x:80\r\n\r\n");
        let answer = exchange(server.address(), request).await;
        assert!(
            [400, 404, 501].contains(&status(&answer)),
            "{method}: {answer}"
        );
    }
}

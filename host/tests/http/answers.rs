//! What every answer has, and what a failing guest comes to.

use std::time::Duration;

use host::runtime::Settings;

use crate::support::{Wanted, exchange, get, start, status};

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    answer
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[tokio::test]
async fn every_answer_carries_its_own_trace_id_and_is_not_cached() {
    let (server, _folder) = start(Wanted::default()).await;
    let mut traces = Vec::new();
    for path in ["/", "/nowhere", "/.well-known/spin/health"] {
        let request = get(path).replace("host:", "x-trace-id: mine\r\nhost:");
        let answer = exchange(server.address(), request).await;
        assert_eq!(
            header(&answer, "x-content-type-options"),
            Some("nosniff"),
            "{answer}"
        );
        assert_eq!(
            header(&answer, "cache-control"),
            Some("no-store"),
            "{answer}"
        );
        let trace = header(&answer, "x-trace-id").unwrap().to_owned();
        assert!(trace.len() == 32 && trace.bytes().all(|byte| byte.is_ascii_hexdigit()));
        traces.push(trace);
    }
    traces.dedup();
    assert_eq!(traces.len(), 3);
}

#[tokio::test]
async fn the_host_answers_for_its_health() {
    let (server, _folder) = start(Wanted::default()).await;
    let answer = exchange(server.address(), get("/.well-known/spin/health")).await;
    assert_eq!(status(&answer), 200);
    assert!(answer.ends_with("\r\n\r\nOK"), "{answer}");
    let other = exchange(server.address(), get("/.well-known/spin/other")).await;
    assert_eq!(status(&other), 404);
}

#[tokio::test]
async fn an_unknown_path_is_a_problem_that_repeats_nothing() {
    let (server, _folder) = start(Wanted::default()).await;
    let answer = exchange(server.address(), get("/jane-doe?born=nineteen-eighty")).await;
    assert_eq!(status(&answer), 404);
    assert_eq!(
        header(&answer, "content-type"),
        Some("application/problem+json")
    );
    assert!(
        !answer.contains("jane") && !answer.contains("eighty"),
        "{answer}"
    );
    let body = answer.split("\r\n\r\n").nth(1).unwrap();
    let problem: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(problem["type"], "urn:lethe:problem:not-found");
    assert_eq!(problem["status"], 404);
    assert_eq!(problem["trace"].as_str(), header(&answer, "x-trace-id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_that_fails_is_a_problem_and_the_host_serves_on() {
    let settings = Settings {
        request: Duration::from_secs(1),
        ..Wanted::default().settings
    };
    let (server, _folder) = start(Wanted {
        settings,
        ..Wanted::default()
    })
    .await;
    for (path, wanted) in [
        ("/traps", 500),
        ("/grows", 500),
        ("/reads", 500),
        ("/loops", 504),
    ] {
        let answer = exchange(server.address(), get(path)).await;
        assert_eq!(status(&answer), wanted, "{path}: {answer}");
        assert!(answer.contains("application/problem+json"), "{answer}");
        assert_eq!(status(&exchange(server.address(), get("/")).await), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guests_that_loop_do_not_hold_up_others() {
    let settings = Settings {
        request: Duration::from_secs(4),
        ..Wanted::default().settings
    };
    let (server, _folder) = start(Wanted {
        settings,
        ..Wanted::default()
    })
    .await;
    let address = server.address();
    let loops: Vec<_> = (0..6)
        .map(|_| tokio::spawn(async move { exchange(address, get("/loops")).await }))
        .collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(status(&exchange(address, get("/")).await), 200);
    assert_eq!(status(&exchange(address, get("/traps")).await), 500);
    assert!(!loops.iter().any(tokio::task::JoinHandle::is_finished));
    for looping in loops {
        assert_eq!(status(&looping.await.unwrap()), 504);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_gets_no_turn_is_told_so() {
    let settings = Settings {
        request: Duration::from_secs(1),
        in_flight: 1,
        ..Wanted::default().settings
    };
    let (server, _folder) = start(Wanted {
        settings,
        ..Wanted::default()
    })
    .await;
    let address = server.address();
    let first = tokio::spawn(async move { exchange(address, get("/loops")).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let second = tokio::spawn(async move { exchange(address, get("/loops")).await });
    assert_eq!(status(&first.await.unwrap()), 504);
    let second = second.await.unwrap();
    assert!([503, 504].contains(&status(&second)), "{second}");
}

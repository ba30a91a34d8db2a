//! The host as a server: its port, its end, its limits.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use tests::process::HEALTH;
use tests::{Client, Folder, Host, Method, Tenant, data};

const MIB: usize = 1 << 20;

/// Sends bytes as they are and gives everything that comes back until the host closes.
fn raw(host: &Host, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(host.address()).expect("the host takes connections");
    stream
        .set_read_timeout(Some(Duration::from_secs(15)))
        .expect("a timeout can be set");
    // The host may answer and close before it has read everything.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> u16 {
    let word = answer.split_whitespace().nth(1).unwrap_or_default();
    word.parse()
        .unwrap_or_else(|_| panic!("not an answer: {answer:.500}"))
}

#[test]
fn a_taken_port_is_an_error_of_one_line() {
    let folder = Folder::warm();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let child = Host::spawn(&folder, &["--listen", &address]);
    let status = child.wait_with_output().expect("the host ends").status;
    assert!(!status.success());
    let log = folder.log();
    let complaint: Vec<&str> = log.lines().filter(|line| line.contains(&address)).collect();
    assert_eq!(complaint.len(), 1, "{log}");
    assert!(!log.contains("panicked"), "{log}");
}

#[test]
fn health_is_told_without_a_token() {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    let answer = Client::new(host.url()).get(HEALTH).expect(200);
    assert_eq!(answer.text().trim(), "OK");
}

#[test]
fn every_answer_names_its_trace() {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    let nobody = Client::new(host.url());
    for path in ["/", HEALTH, "/nowhere", "/v1/collections"] {
        let answer = nobody.get(path);
        let trace = answer
            .header("x-trace-id")
            .unwrap_or_else(|| panic!("{answer:?}"))
            .to_owned();
        if answer.status >= 400 {
            assert_eq!(answer.text_at("/trace"), trace);
        }
    }
}

#[test]
fn an_unknown_route_is_a_problem_and_so_is_an_unknown_method() {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    let tenant = Tenant::create(&folder, host.url());
    let client = tenant.administrator();
    for path in [
        "/nowhere",
        "/v1",
        "/v1/nothing",
        "/v1/collections/a/b/c/d",
        "/v1/requests/x/y/z",
    ] {
        let _ = client.get(path).problem(404);
    }
    for path in ["/v1/collections", "/v1/audit/events", "/v1/subjects"] {
        let answer = client.call(&Method::DELETE, path, &[], None);
        assert!(
            answer
                .header("allow")
                .is_some_and(|allow| allow.contains("GET")),
            "{answer:?}"
        );
        let _ = answer.problem(405);
    }
    let odd = raw(
        &host,
        b"BREW / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    );
    assert!((400..502).contains(&status(&odd)), "{odd}");
}

#[test]
fn what_is_too_large_is_refused() {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    let tenant = Tenant::create(&folder, host.url()).with_collection(&data::people());
    let long = format!("/v1/subjects?after={}", "x".repeat(9 * 1024));
    assert_eq!(tenant.editor().get(&long).status, 414);
    let header = "h".repeat(40 * 1024);
    let answer = tenant
        .editor()
        .call(&Method::GET, "/v1/subjects", &[("x-long", &header)], None);
    assert_eq!(answer.status, 431);
    let many = "x-many: y\r\n".repeat(300);
    let answer = raw(
        &host,
        format!("GET / HTTP/1.1\r\nhost: x\r\n{many}\r\n").as_bytes(),
    );
    assert_eq!(status(&answer), 431, "{answer:.200}");
    let body = vec![b' '; 2 * MIB];
    let answer = tenant
        .editor()
        .post_as("/v1/subjects/lookup", "application/json", &body);
    let _ = answer.problem(413);
    let claim = "POST /v1/subjects/lookup HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
        content-length: 99999999999\r\nconnection: close\r\n\r\n";
    assert_eq!(status(&raw(&host, claim.as_bytes())), 413);
    // The host still serves.
    let _ = tenant.editor().get("/v1/subjects").expect(200);
}

#[test]
fn a_client_that_dawdles_over_its_headers_is_let_go() {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    let begun = Instant::now();
    let answer = raw(&host, b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ");
    assert!(
        begun.elapsed() < Duration::from_secs(9),
        "held for {:?}",
        begun.elapsed()
    );
    assert!(answer.is_empty() || status(&answer) == 408, "{answer}");
}

#[test]
fn ambiguous_requests_are_refused() {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    for head in [
        "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: +5\r\n\r\nhello",
        "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5, 6\r\n\r\nhello",
        "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: nonsense\r\n\r\nhello",
        "GET / HTTP/1.1\r\nhost: x\r\nbad header: 1\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: x\r\nx: a\0b\r\n\r\n",
        "GET /\x01 HTTP/1.1\r\nhost: x\r\n\r\n",
        "hello\r\n\r\n",
    ] {
        let answer = raw(&host, head.as_bytes());
        assert!(
            answer.is_empty() || (400..500).contains(&status(&answer)),
            "{head:?}: {answer}"
        );
    }
    let _ = Client::new(host.url()).get(HEALTH).expect(200);
}

#[test]
fn a_request_that_runs_is_finished_before_the_host_stops() {
    let folder = Folder::warm();
    let mut host = Host::start(&folder);
    let tenant = Tenant::create(&folder, host.url()).with_collection(&data::people());
    let mut body = "employee_no,name\n".to_owned();
    body.extend((0..8_000).map(|number| format!("{number},Person {number}\n")));
    std::thread::scope(|scope| {
        let import = scope.spawn(|| {
            let path = "/v1/collections/people/import";
            tenant
                .editor()
                .anew()
                .post_as(path, "text/csv", body.as_bytes())
        });
        std::thread::sleep(Duration::from_millis(60));
        host.ask_to_stop();
        let answer = import.join().expect("an answer").expect(200);
        assert_eq!(answer.json()["records"], 8_000);
    });
    assert!(host.wait(Duration::from_secs(40)).success());
    let host = Host::start(&folder);
    assert_eq!(tenant.at(host.url()).records("people").len(), 8_000);
}

#[test]
fn a_second_host_on_the_same_folder_serves_the_same_or_says_why_not() {
    let folder = Folder::warm();
    let first = Host::start(&folder);
    let tenant = Tenant::create(&folder, first.url()).with_people(&data::some_people(1, 3));
    let port = tests::process::free_port();
    let mut child = Host::spawn(&folder, &["--listen", &format!("127.0.0.1:{port}")]);
    let second = Client::new(&format!("http://127.0.0.1:{port}"));
    let deadline = Instant::now() + Duration::from_secs(20);
    let ended = loop {
        if let Some(status) = child.try_wait().expect("its state can be asked") {
            break Some(status);
        }
        let health = second.attempt(&Method::GET, HEALTH, &[], None);
        if health.is_ok_and(|answer| answer.status == 200) {
            break None;
        }
        assert!(Instant::now() < deadline, "neither serves nor ends");
        std::thread::sleep(Duration::from_millis(10));
    };
    if let Some(status) = ended {
        assert!(!status.success());
    } else {
        let there = tenant.at(second.url());
        assert_eq!(there.records("people").len(), 3);
        let _ = there
            .import("people", &[serde_json::json!({"employee_no": "X1"})])
            .expect(200);
        assert_eq!(tenant.records("people").len(), 4);
    }
    let _ = child.kill();
    let _ = child.wait();
    assert!(
        tenant.records("people").len() >= 3,
        "the first host still serves"
    );
}

#[test]
fn plain_http_beyond_this_machine_needs_to_be_asked_for() {
    let folder = Folder::warm();
    let port = tests::process::free_port();
    let address = format!("0.0.0.0:{port}");
    let child = Host::spawn(&folder, &["--listen", &address]);
    let status = child.wait_with_output().expect("the host ends").status;
    assert!(!status.success());
    let log = folder.log();
    assert!(
        log.contains("--allow-plain-http") && log.contains("certificate"),
        "{log}"
    );

    let mut child = Host::spawn(&folder, &["--listen", &address, "--allow-plain-http"]);
    let client = Client::new(&format!("http://127.0.0.1:{port}"));
    let deadline = Instant::now() + Duration::from_secs(20);
    while client.attempt(&Method::GET, HEALTH, &[], None).is_err() {
        assert!(Instant::now() < deadline, "the host does not serve");
        std::thread::sleep(Duration::from_millis(10));
    }
    let _ = child.kill();
    let _ = child.wait();
}

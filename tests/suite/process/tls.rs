//! HTTPS with certificate files.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tests::process::free_port;
use tests::{Folder, Host};

/// GET of the health route over TLS; what came back, or why nothing did.
fn get(port: u16, roots: &RootCertStore) -> Result<String, std::io::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("TLS 1.2 and 1.3")
        .with_root_certificates(roots.clone())
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").expect("a name");
    let connection = ClientConnection::new(Arc::new(config), name).expect("a connection");
    let mut stream = StreamOwned::new(connection, TcpStream::connect(("127.0.0.1", port))?);
    stream.write_all(
        b"GET /.well-known/spin/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
    )?;
    let mut answer = Vec::new();
    // A server that closes without close_notify has still answered.
    let _ = stream.read_to_end(&mut answer);
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[test]
fn with_a_certificate_the_host_speaks_https_and_tells_browsers_to_stay_there() {
    let folder = Folder::warm();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let (cert, key) = (
        folder.path().join("cert.pem"),
        folder.path().join("key.pem"),
    );
    std::fs::write(&cert, made.cert.pem()).expect("a file");
    std::fs::write(&key, made.signing_key.serialize_pem()).expect("a file");
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).expect("a root");

    let port = free_port();
    let listen = format!("0.0.0.0:{port}");
    let paths = [&cert, &key].map(|path| path.to_str().expect("a path").to_owned());
    let arguments = [
        "--listen",
        &listen,
        "--tls-cert",
        &paths[0],
        "--tls-key",
        &paths[1],
    ];
    let mut child = Host::spawn(&folder, &arguments);
    let deadline = Instant::now() + Duration::from_secs(20);
    let answer = loop {
        match get(port, &roots) {
            Ok(answer) if !answer.is_empty() => break answer,
            other => assert!(Instant::now() < deadline, "no HTTPS: {other:?}"),
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let lower = answer.to_lowercase();
    assert!(lower.starts_with("http/1.1 200"), "{answer}");
    assert!(
        lower.contains("strict-transport-security: max-age="),
        "{answer}"
    );

    let mut plain = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    plain
        .set_read_timeout(Some(Duration::from_secs(10)))
        .expect("a timeout");
    plain
        .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .expect("it is sent");
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(
        !answer.starts_with(b"HTTP/1.1 200"),
        "plain HTTP is served on the TLS port"
    );
    assert!(get(port, &roots).is_ok(), "HTTPS goes on");
    let _ = child.kill();
    let _ = child.wait();
}

#[test]
fn a_key_without_a_certificate_is_an_error_that_names_the_file() {
    let folder = Folder::warm();
    let nowhere = folder.path().join("nowhere.pem");
    let nowhere = nowhere.to_str().expect("a path");
    let child = Host::spawn(
        &folder,
        &[
            "--listen",
            "127.0.0.1:0",
            "--tls-cert",
            nowhere,
            "--tls-key",
            nowhere,
        ],
    );
    assert!(
        !child
            .wait_with_output()
            .expect("the host ends")
            .status
            .success()
    );
    let log = folder.log();
    assert!(
        log.contains("nowhere.pem") && !log.contains("panicked"),
        "{log}"
    );
}

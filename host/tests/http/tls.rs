//! TLS, and HTTP/2 over it.

use std::sync::Arc;

use host::{
    Error,
    http::{Tls, TlsFiles},
};
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tempfile::TempDir;
use tokio::{io::AsyncWriteExt, net::TcpStream};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

use crate::support::{Wanted, exchange, get, read_all, start, status};

struct Authority {
    files: TlsFiles,
    certificate: rcgen::Certificate,
    _folder: TempDir,
}

fn authority() -> Authority {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let files = TlsFiles {
        certificates: folder.path().join("cert.pem"),
        key: folder.path().join("key.pem"),
    };
    std::fs::write(&files.certificates, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    Authority {
        files,
        certificate: made.cert,
        _folder: folder,
    }
}

async fn connect(
    authority: &Authority,
    address: std::net::SocketAddr,
    protocol: &[u8],
) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(authority.certificate.der().clone()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .unwrap()
}

#[tokio::test]
async fn both_versions_of_http_are_served_over_tls() {
    let authority = authority();
    let wanted = Wanted {
        tls: Some(authority.files.clone()),
        ..Wanted::default()
    };
    let (server, _folder) = start(wanted).await;

    let mut stream = connect(&authority, server.address(), b"http/1.1").await;
    stream.write_all(get("/").as_bytes()).await.unwrap();
    let answer = read_all(&mut stream).await;
    assert_eq!(status(&answer), 200);
    assert!(
        answer.contains("strict-transport-security: max-age="),
        "{answer}"
    );

    let stream = connect(&authority, server.address(), b"h2").await;
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let handshake =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
    let (mut client, connection) = handshake.await.unwrap();
    tokio::spawn(connection);
    for (path, wanted) in [("/", 200), ("/nowhere", 404), ("/traps", 500)] {
        let request = http::Request::get(format!("https://localhost{path}"));
        let request = request.body(Empty::<Bytes>::new()).unwrap();
        let answer = client.send_request(request).await.unwrap();
        assert_eq!(answer.status().as_u16(), wanted, "{path}");
        assert!(answer.headers().contains_key("x-trace-id"));
        answer.into_body().collect().await.unwrap();
    }
}

#[tokio::test]
async fn plain_http_on_a_tls_port_gets_no_answer() {
    let authority = authority();
    let wanted = Wanted {
        tls: Some(authority.files.clone()),
        ..Wanted::default()
    };
    let (server, _folder) = start(wanted).await;
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(get("/").as_bytes()).await.unwrap();
    let mut said = Vec::new();
    let _reset = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut said).await;
    assert!(!said.starts_with(b"HTTP"));
}

#[tokio::test]
async fn http2_is_served_without_tls_too() {
    let (server, _folder) = start(Wanted::default()).await;
    let stream = TokioIo::new(TcpStream::connect(server.address()).await.unwrap());
    let handshake = hyper::client::conn::http2::handshake(TokioExecutor::new(), stream);
    let (mut client, connection) = handshake.await.unwrap();
    tokio::spawn(connection);
    let request = http::Request::get("http://localhost/")
        .body(Empty::<Bytes>::new())
        .unwrap();
    assert_eq!(
        client
            .send_request(request)
            .await
            .unwrap()
            .status()
            .as_u16(),
        200
    );
    assert_eq!(status(&exchange(server.address(), get("/")).await), 200);
}

#[test]
fn files_that_do_not_belong_together_are_refused() {
    let (ours, theirs) = (authority(), authority());
    let mixed = TlsFiles {
        key: theirs.files.key.clone(),
        ..ours.files.clone()
    };
    assert!(matches!(Tls::load(&mixed), Err(Error::Tls { .. })));
    let missing = TlsFiles {
        key: "nowhere.pem".into(),
        ..ours.files.clone()
    };
    assert!(matches!(Tls::load(&missing), Err(Error::Tls { .. })));
    let swapped = TlsFiles {
        certificates: ours.files.key.clone(),
        key: ours.files.certificates.clone(),
    };
    assert!(matches!(Tls::load(&swapped), Err(Error::Tls { .. })));
}

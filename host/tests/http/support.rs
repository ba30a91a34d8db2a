//! A host with small guests, and a client that sends bytes as they are.

use std::{
    fmt::Write as _,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use host::{
    Options, Server,
    http::{Limits, TlsFiles},
    manifest::Component,
    platform::{self, Platform},
    runtime::{Settings, Supplier, Supply},
    spin,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A WASI 0.2 HTTP component whose handler is the body of a core function.
const GUEST: &str = include_str!("guest.wat");

/// The guests and what their handlers do; none of them ever answers.
const GUESTS: [(&str, &str); 4] = [
    ("loops", "(loop $forever (br $forever))"),
    ("traps", "unreachable"),
    // Asks for more memory until it gets none; having got too much, it loops.
    (
        "grows",
        "(loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
         (if (i32.gt_u (memory.size) (i32.const 64)) (then (loop $forever (br $forever))))",
    ),
    (
        "reads",
        "(call $consume (local.get $request) (i32.const 0))
         (call $stream (i32.load (i32.const 4)) (i32.const 0))
         (local.set $input (i32.load (i32.const 4)))
         (loop $more
           (call $read (local.get $input) (i64.const 32768) (i32.const 0))
           (br_if $more (i32.eqz (i32.load8_u (i32.const 0)))))",
    ),
];

/// What the suite asks of the host.
pub(crate) struct Wanted {
    pub(crate) limits: Limits,
    pub(crate) settings: Settings,
    pub(crate) tls: Option<TlsFiles>,
}

impl Default for Wanted {
    fn default() -> Self {
        let settings = Settings {
            memory: 4 << 20,
            in_flight: 8,
            ..Settings::default()
        };
        Self {
            limits: Limits::default(),
            settings,
            tls: None,
        }
    }
}

struct Nothing(Platform);

impl Supplier for Nothing {
    fn supply(&self, _component: &Component) -> Result<Supply, String> {
        let platform = self.0.clone();
        Ok(Box::new(move || {
            let grants = platform::Grants::default();
            (spin::State::new(Arc::default()), platform.state(grants))
        }))
    }
}

/// Starts a host: a fixed answer at `/`, and each guest under its name.
pub(crate) async fn start(wanted: Wanted) -> (Server, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut manifest = String::from(
        "spin_manifest_version = 2\n[application]\nname = \"app\"\n\
         [[trigger.http]]\nroute = \"/\"\nstatic_response = { body = \"hello\" }\n",
    );
    for (name, handler) in GUESTS {
        std::fs::write(
            folder.path().join(format!("{name}.wasm")),
            wat::parse_str(GUEST.replace(";; HANDLER", handler)).unwrap(),
        )
        .unwrap();
        write!(
            manifest,
            "[[trigger.http]]\nroute = \"/{name}/...\"\ncomponent = \"{name}\"\n\
             [component.{name}]\nsource = \"{name}.wasm\"\n"
        )
        .unwrap();
    }
    let path = folder.path().join("spin.toml");
    std::fs::write(&path, manifest).unwrap();
    let root = vault::RootKey::from_bytes([7; 32]);
    let platform = Platform::new(root, PathBuf::from("lethe"), None).unwrap();
    let server = host::serve(Options {
        manifest: path,
        listen: (Ipv4Addr::LOCALHOST, 0).into(),
        tls: wanted.tls,
        allow_plain_http: false,
        limits: wanted.limits,
        settings: wanted.settings,
        cache: None,
        supplier: Arc::new(Nothing(platform)),
        schedule: None,
    })
    .await
    .unwrap();
    (server, folder)
}

/// Sends bytes and reads until the host closes; what it said.
pub(crate) async fn exchange(address: SocketAddr, bytes: impl AsRef<[u8]>) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The host may refuse before it has read everything.
    let _refused = stream.write_all(bytes.as_ref()).await;
    read_all(&mut stream).await
}

/// Reads until the host closes.
pub(crate) async fn read_all(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut said = Vec::new();
    let reading = stream.read_to_end(&mut said);
    let read = tokio::time::timeout(Duration::from_secs(20), reading).await;
    // A reset after the answer is an end too.
    let _reset = read.expect("the host keeps the connection open");
    String::from_utf8(said).unwrap()
}

/// The status of an answer, or 0 when there is none.
pub(crate) fn status(answer: &str) -> u16 {
    let code = answer
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3));
    code.map_or(0, |code| code.parse().unwrap())
}

/// How many answers there are.
pub(crate) fn answers(text: &str) -> usize {
    text.matches("HTTP/1.1 ").count()
}

/// A plain request that closes the connection.
pub(crate) fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
}

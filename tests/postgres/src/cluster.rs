//! The server: made, started, and ended.

use std::fs::Permissions;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::{APPLICATION, OWNER, programs};

/// Runs the server until standard input ends, which is when the test process does, and then
/// removes the folder. `$1` is the server, `$2` the folder, `$3` the port.
const KEEPER: &str = r#"
"$1" -D "$2/data" -p "$3" -k "$2" >"$2/log" 2>&1 &
server=$!
cat >/dev/null
kill -QUIT $server
wait $server
rm -rf "$2"
"#;

/// A test has a few connections, and a machine runs several tests at once. A commit is flushed to
/// the disk as always; where a test sets `synchronous_commit` to `on`, it then also waits for a
/// standby that does not exist. Everything else, `fsync` above all, is as PostgreSQL has it.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
max_connections = 100
shared_buffers = 16MB
max_wal_size = 128MB
autovacuum = off
deadlock_timeout = 200ms
synchronous_commit = local
synchronous_standby_names = 'nobody'
";

/// The superuser comes in by the socket, which lies in a folder that is closed to others; everybody
/// else needs a password.
const ACCESS: &str = "
local all postgres trust
host all all 127.0.0.1/32 scram-sha-256
";

/// A server that ends with this process.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    port: u16,
    _keeper: Child,
    _lifeline: ChildStdin,
}

/// The password of a role.
pub(crate) fn password(role: &str) -> String {
    format!("{role}-password")
}

impl Cluster {
    /// The server of this process; the first call makes it.
    pub fn of_this_process() -> &'static Self {
        static CLUSTER: OnceLock<Cluster> = OnceLock::new();
        CLUSTER.get_or_init(Self::start)
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Runs statements as the superuser, and gives what they print: values, one row a line.
    pub fn run(&self, database: &str, statements: &str) -> String {
        let output = programs::command(programs::folder().join("psql"))
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                "postgres",
            ])
            .arg("-h")
            .arg(&self.folder)
            .args([
                "-p",
                &self.port.to_string(),
                "-d",
                database,
                "-c",
                statements,
            ])
            .output()
            .expect("psql can be run");
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let complained = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{statements}: {complained}");
        said
    }

    fn start() -> Self {
        let mut place = tempfile::Builder::new();
        place
            .prefix("lethe-pg-")
            .permissions(Permissions::from_mode(0o700));
        let place = place.tempdir();
        // Whom the server runs as removes it in the end.
        let folder = place.expect("a temporary folder can be made").keep();
        programs::hand_over(&folder);
        initialize(&folder);
        let port = free_port();
        let mut keeper = programs::command("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(programs::folder().join("postgres"))
            .arg(&folder)
            .arg(port.to_string())
            // Whoever stops the test by a signal to its group must leave the keeper to do its work.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell can be started");
        let lifeline = keeper.stdin.take().expect("its standard input is ours");
        let cluster = Self {
            folder,
            port,
            _keeper: keeper,
            _lifeline: lifeline,
        };
        cluster.wait();
        for role in [OWNER, APPLICATION] {
            let password = password(role);
            let statement = format!("CREATE ROLE {role} LOGIN PASSWORD '{password}'");
            cluster.run("postgres", &statement);
        }
        cluster
    }

    fn wait(&self) {
        let deadline = Instant::now() + Duration::from_mins(1);
        let mut ready = programs::command(programs::folder().join("pg_isready"));
        ready.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        while !ready.status().is_ok_and(|status| status.success()) {
            if Instant::now() > deadline {
                let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                panic!("PostgreSQL does not start:\n{log}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn initialize(folder: &Path) {
    let data = folder.join("data");
    let output = programs::command(programs::folder().join("initdb"))
        .args([
            "--no-sync",
            "--no-instructions",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ])
        // Sorts otherwise than the tables must, which say so themselves.
        .args(["--locale-provider=icu", "--icu-locale=en-US"])
        .args(["--auth=trust", "--username=postgres", "-D"])
        .arg(&data)
        .output()
        .expect("initdb can be run");
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "initdb: {complained}");
    for (file, text) in [("postgresql.auto.conf", SETTINGS), ("pg_hba.conf", ACCESS)] {
        std::fs::write(data.join(file), text).expect("its settings can be written");
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port can be had");
    listener.local_addr().expect("it has an address").port()
}

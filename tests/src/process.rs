//! A host of the test's own: its data folder, its process, its command line.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use postgres_cluster::Database;

use crate::artefacts;

/// A temporary folder with a host's data and, beside it, what the host wrote to its outputs.
pub struct Folder {
    place: tempfile::TempDir,
    database: Option<Arc<Database>>,
}

/// The variable that says which database [`Folder::warm`] has: `postgres`, or SQLite without it.
const DATABASE: &str = "LETHE_TEST_DATABASE";

impl Folder {
    /// An empty folder, for a database in it: the next start is a first start.
    pub fn empty() -> Self {
        let place = tempfile::Builder::new().prefix("lethe-").tempdir();
        let folder = Self {
            place: place.expect("a temporary folder can be made"),
            database: None,
        };
        fs::create_dir(folder.data()).expect("the data folder can be made");
        folder
    }

    /// A folder whose workflows are compiled already, so that a start takes no time. The database is
    /// what `LETHE_TEST_DATABASE` names.
    pub fn warm() -> Self {
        match std::env::var(DATABASE).as_deref() {
            Ok("postgres") => Self::on_postgres(),
            Ok(other) if other != "sqlite" => {
                panic!("{DATABASE} is postgres or sqlite, not {other}")
            }
            _ => Self::with_file(),
        }
    }

    /// A warm folder with a SQLite database.
    pub fn with_file() -> Self {
        Self::warm_for(&artefacts::manifest())
    }

    /// A folder in which the components of another manifest are compiled already.
    pub fn warm_for(manifest: &Path) -> Self {
        let folder = Self::empty();
        copy(&warmed(manifest), &folder.data());
        folder
    }

    /// A warm folder for a PostgreSQL database of its own.
    pub fn on_postgres() -> Self {
        let folder = Self {
            database: Some(Arc::new(Database::create())),
            ..Self::with_file()
        };
        folder.lethe_says(&["migrate", "--app-role", postgres_cluster::APPLICATION]);
        folder
    }

    /// A folder for another host on the same PostgreSQL database.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self {
            database: self.database.clone(),
            ..Self::with_file()
        }
    }

    /// The PostgreSQL database, if it has one.
    pub fn database(&self) -> Option<&Database> {
        self.database.as_deref()
    }

    /// What `--data` is given.
    pub fn data(&self) -> PathBuf {
        self.place.path().join("data")
    }

    /// Standard output and error of every host started here.
    pub fn log(&self) -> String {
        let logs = fs::read_dir(self.place.path())
            .into_iter()
            .flatten()
            .flatten();
        let logs = logs.map(|entry| entry.path()).filter(|path| path.is_file());
        logs.map(|path| fs::read_to_string(path).unwrap_or_default())
            .collect()
    }

    /// Every byte that processes here left behind.
    pub fn path(&self) -> &Path {
        self.place.path()
    }

    /// A run of `lethe` on this folder, to its end.
    pub fn lethe(&self, arguments: &[&str]) -> Output {
        let output = self.command(arguments).output();
        output.expect("the program under test can be run")
    }

    /// A run of `lethe` that must succeed; gives the last word it printed.
    pub fn lethe_says(&self, arguments: &[&str]) -> String {
        let output = self.lethe(arguments);
        let (said, complained) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        assert!(
            output.status.success(),
            "lethe {arguments:?}: {said}{complained}"
        );
        let last = said.split_whitespace().last();
        last.unwrap_or_else(|| panic!("lethe {arguments:?} printed nothing: {complained}"))
            .to_owned()
    }

    /// A command of the program under test on this folder, ready to be changed and started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(artefacts::program());
        command.args(arguments).arg("--data").arg(self.data());
        command.current_dir(self.place.path()).stdin(Stdio::null());
        for variable in [
            "LETHE_ROOT_KEY",
            "LETHE_DATA",
            "LETHE_DATABASE",
            "LETHE_LISTEN",
        ] {
            command.env_remove(variable);
        }
        if let Some(database) = &self.database {
            let url = match arguments.first() {
                Some(&"serve") => database.application(),
                _ => database.owner(),
            };
            command.env("LETHE_DATABASE", url);
            let operator = [
                ("OPERATOR_DATABASE_URL", database.owner()),
                ("APPLICATION_ROLE", postgres_cluster::APPLICATION.to_owned()),
            ];
            for (name, value) in operator {
                command.env(format!("SPIN_VARIABLE_{name}"), value);
            }
        }
        command
    }
}

/// A running `lethe serve`, ended with the value.
pub struct Host {
    child: Child,
    url: String,
}

impl Host {
    /// Starts a host on the folder and waits until it is healthy.
    pub fn start(folder: &Folder) -> Self {
        Self::start_with(folder, &[])
    }

    /// Starts a host with more arguments.
    pub fn start_with(folder: &Folder, more: &[&str]) -> Self {
        let (mut child, log) =
            Self::spawn_logged(folder, &[&["--listen", "127.0.0.1:0"], more].concat());
        // The first start compiles what it serves, on a machine that may be busy.
        let deadline = Instant::now() + Duration::from_mins(5);
        loop {
            let said = fs::read_to_string(&log).unwrap_or_default();
            let address = said
                .lines()
                .find_map(|line| line.strip_prefix("listening on "));
            if let Some(url) = address {
                return Self {
                    child,
                    url: url.trim().to_owned(),
                };
            }
            let ended = child.try_wait().expect("the host's state can be asked");
            assert!(
                ended.is_none(),
                "the host ended at start, {ended:?}:\n{said}"
            );
            assert!(
                Instant::now() < deadline,
                "the host did not start to listen:\n{said}"
            );
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Starts the process with these arguments of `serve` and does not wait for anything.
    pub fn spawn(folder: &Folder, arguments: &[&str]) -> Child {
        Self::spawn_logged(folder, arguments).0
    }

    fn spawn_logged(folder: &Folder, arguments: &[&str]) -> (Child, PathBuf) {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let path = folder.path().join(format!("log-{number}.txt"));
        let log = File::create_new(&path).expect("a log can be made");
        let mut command = folder.command(&["serve"]);
        if !arguments.contains(&"--manifest") {
            command.arg("--manifest").arg(artefacts::manifest());
        }
        if !arguments.contains(&"--platform") {
            command.args(["--platform", &platform()]);
        }
        command.args(arguments);
        command
            .stdout(log.try_clone().expect("the log can be shared"))
            .stderr(log);
        (
            command
                .spawn()
                .expect("the program under test can be started"),
            path,
        )
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// `host:port`.
    pub fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends it as a power cut would: SIGKILL, nothing flushed.
    pub fn kill(mut self) {
        self.child.kill().expect("the host can be killed");
        self.child.wait().expect("the host has ended");
    }

    /// Asks it to stop (SIGTERM).
    pub fn ask_to_stop(&self) {
        ask_to_stop(&self.child);
    }

    /// Stops it gracefully and checks that it says it went well.
    pub fn stop(mut self) {
        self.ask_to_stop();
        let status = self.wait(Duration::from_secs(40));
        assert!(status.success(), "the host stopped with {status}");
    }

    /// Waits until the process has ended.
    pub fn wait(&mut self, at_most: Duration) -> std::process::ExitStatus {
        let deadline = Instant::now() + at_most;
        loop {
            if let Some(status) = self
                .child
                .try_wait()
                .expect("the host's state can be asked")
            {
                return status;
            }
            assert!(
                Instant::now() < deadline,
                "the host did not stop within {at_most:?}"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks a process to stop (SIGTERM).
pub fn ask_to_stop(process: &Child) {
    let id = i32::try_from(process.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    let id = id.expect("a process id is a positive number");
    rustix::process::kill_process(id, rustix::process::Signal::TERM).expect("it can be asked");
}

/// Who supplies the platform to the hosts under test, as `lethe serve --platform` has it.
fn platform() -> String {
    std::env::var("LETHE_PLATFORM").unwrap_or_else(|_| "native".to_owned())
}

/// The health route, the same as Spin's.
pub const HEALTH: &str = "/.well-known/spin/health";

/// A port that nothing listens on now.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port can be had");
    listener.local_addr().expect("it has an address").port()
}

/// The folder whose root key and compiled workflows every warm folder starts from.
///
/// Compiled workflows are bound to the root key, so both are copied. Made by whoever comes first, anew
/// for each build of the program and the workflows.
fn warmed(manifest: &Path) -> PathBuf {
    let shelf = artefacts::target().join("tests/warm");
    fs::create_dir_all(&shelf).expect("the shelf can be made");
    let lock = File::create(shelf.join("lock")).expect("the lock can be made");
    lock.lock().expect("the lock can be had");
    let warm = shelf.join(stamp(manifest));
    if !warm.exists() {
        let folder = Folder::empty();
        let manifest = manifest.to_str().expect("the path of a manifest is text");
        Host::start_with(&folder, &["--manifest", manifest]).stop();
        let draft = shelf.join("draft");
        let _ = fs::remove_dir_all(&draft);
        fs::create_dir(&draft).expect("the draft can be made");
        for part in ["root.key", "cache"] {
            let from = folder.data().join(part);
            copy(
                &artefacts::built(from, "the first start makes it: look at"),
                &draft.join(part),
            );
        }
        fs::rename(&draft, &warm).expect("the draft can be put in its place");
    }
    warm
}

/// Names one build of program, manifest and workflows, by sizes and times, and who supplies the platform.
fn stamp(manifest: &Path) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut files = vec![artefacts::program(), manifest.to_owned()];
    for profile in ["guest", "guest-wasip2"] {
        let guests = artefacts::target().join("wasm32-wasip2").join(profile);
        let listed = fs::read_dir(artefacts::built(guests, "cargo xtask wasm"));
        let listed = listed.expect("it can be listed").flatten();
        files.extend(listed.map(|entry| entry.path()));
    }
    files.retain(|path| {
        path.extension()
            .is_none_or(|ending| ending == "wasm" || ending == "toml")
    });
    files.sort();
    let mut hasher = DefaultHasher::new();
    platform().hash(&mut hasher);
    for file in files.iter().filter(|path| path.is_file()) {
        let facts = fs::metadata(file).expect("a built file has metadata");
        (file, facts.len(), facts.modified().ok()).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// Copies a file, or a folder with all it holds, keeping modes.
pub fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder can be made");
        for entry in fs::read_dir(from)
            .expect("a folder can be listed")
            .flatten()
        {
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).expect("a file can be copied");
    }
}

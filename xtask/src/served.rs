//! A Lethe that stories of the API share: `lethe serve` or, where the machine has one, stock Spin, on a manifest of this
//! tree, with a folder and keys of its own.

use std::fs::{self, File};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use postgres_cluster::Database;
use rustix::process::{Pid, Signal, kill_process};

use crate::api::Api;
use crate::process;
use crate::workspace::Workspace;

/// The manifests that Spin is tried with.
pub(crate) const MANIFESTS: [&str; 2] = ["spin.toml", "spin.wasip2.toml"];

/// The first start compiles the components.
const START_WITHIN: Duration = Duration::from_mins(5);

/// What opens the operator's routes of a Lethe that only tests reach.
pub(crate) const OPERATOR_TOKEN: &str = "the-operator-token-of-lethe-under-test";

/// Whether there is a `spin` on the PATH.
pub(crate) fn spin_is_there() -> bool {
    process::works(Command::new("spin").arg("--version"))
}

/// What `lethe serve` is told.
pub(crate) struct Serve {
    /// The application's manifest, in the workspace's folder.
    pub(crate) manifest: &'static str,
    /// Who supplies the platform, as `--platform` has it.
    pub(crate) platform: &'static str,
    /// Whether everything is kept in a PostgreSQL database, which is thrown away with this process.
    pub(crate) on_postgres: bool,
}

/// An application that is served. It ends with this value.
pub(crate) struct Served {
    child: Child,
    url: String,
    folder: tempfile::TempDir,
}

impl Served {
    /// Starts Spin with an empty SQLite database, and sets the database up.
    pub(crate) fn by_spin(workspace: &Workspace, manifest: &str) -> Result<Self> {
        let served = Self::start(|folder, listen| {
            let mut spin = Command::new("spin");
            spin.arg("up").arg("--from");
            spin.arg(workspace.root().join(manifest));
            spin.args(["--listen", listen, "--state-dir"]);
            spin.arg(folder.join("state"));
            for (variable, byte) in [("ROOT_KEY", "5a"), ("ARTIFACT_KEY", "a5")] {
                spin.env(format!("SPIN_VARIABLE_{variable}"), byte.repeat(32));
            }
            Ok(spin)
        })?;
        Api::with_token(&served.url, OPERATOR_TOKEN)
            .post("/operator/v1/migrate", "application/json", "migrate", b"")
            .with_context(|| served.log())?;
        Ok(served)
    }

    /// Starts the built host with an empty database.
    pub(crate) fn by_host(workspace: &Workspace, serve: &Serve) -> Result<Self> {
        let program = workspace.target().join("release/lethe");
        let database = serve.on_postgres.then(Database::create);
        Self::start(|folder, listen| {
            let mut lethe = Command::new(&program);
            let manifest = workspace.root().join(serve.manifest);
            // Background work is seen to soon, so that stories need not wait for it.
            lethe.args(["serve", "--listen", listen, "--jobs-every", "1"]);
            lethe.args(["--platform", serve.platform]);
            lethe.arg("--manifest").arg(manifest);
            lethe.arg("--data").arg(folder.join("data"));
            lethe.env("LETHE_ROOT_KEY", "5a".repeat(32));
            if let Some(database) = &database {
                let role = postgres_cluster::APPLICATION;
                let mut migrate = Command::new(&program);
                migrate.args(["migrate", "--app-role", role, "--data"]);
                migrate.arg(folder.join("data"));
                process::output(migrate.env("LETHE_DATABASE", database.owner()))?;
                lethe.env("LETHE_DATABASE", database.application());
                lethe.env("SPIN_VARIABLE_OPERATOR_DATABASE_URL", database.owner());
                lethe.env("SPIN_VARIABLE_APPLICATION_ROLE", role);
            }
            Ok(lethe)
        })
    }

    /// Starts what is made for a folder and an address, and waits until it answers.
    fn start(make: impl FnOnce(&std::path::Path, &str) -> Result<Command>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let log = File::create(folder.path().join("log"))?;
        let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = make(folder.path(), &listen.to_string())?;
        command.env("SPIN_VARIABLE_OPERATOR_TOKEN", OPERATOR_TOKEN);
        command.stdin(Stdio::null());
        command.stdout(log.try_clone()?).stderr(log);
        let name = command.get_program().display().to_string();
        let mut served = Self {
            child: command
                .spawn()
                .with_context(|| format!("cannot start {name}"))?,
            url: format!("http://{listen}"),
            folder,
        };
        served.wait_until_healthy()?;
        Ok(served)
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn wait_until_healthy(&mut self) -> Result<()> {
        let api = Api::new(&self.url);
        let until = Instant::now() + START_WITHIN;
        while !api.is_healthy() {
            if let Some(status) = self.child.try_wait()? {
                bail!("it ended ({status}):\n{}", self.log());
            }
            ensure!(Instant::now() < until, "it does not answer");
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(())
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // `spin` is a parent of the trigger, which it ends when it is told to end.
        let id = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(id) = id {
            let _ = kill_process(id, Signal::TERM);
        }
        let _ = self.child.wait();
    }
}

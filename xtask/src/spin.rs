//! Stock Spin, where the machine has one: `spin up` on a manifest of this tree, with a folder and keys of its own.

use std::fs::{self, File};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};

use crate::api::Api;
use crate::process;
use crate::workspace::Workspace;

/// The manifests that it is tried with.
pub(crate) const MANIFESTS: [&str; 2] = ["spin.toml", "spin.wasip2.toml"];

/// The first start compiles the components.
const START_WITHIN: Duration = Duration::from_mins(5);

/// What opens the operator's routes of a Spin that only tests reach.
pub(crate) const OPERATOR_TOKEN: &str = "the-operator-token-of-spin-under-test";

/// Whether there is a `spin` on the PATH.
pub(crate) fn is_there() -> bool {
    process::works(Command::new("spin").arg("--version"))
}

/// An application that Spin serves. It ends with this value.
pub(crate) struct Spin {
    child: Child,
    url: String,
    folder: tempfile::TempDir,
}

impl Spin {
    /// Starts it with an empty SQLite database, and sets the database up.
    pub(crate) fn up(workspace: &Workspace, manifest: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let log = File::create(folder.path().join("log"))?;
        let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut spin = Command::new("spin");
        spin.arg("up").arg("--from");
        spin.arg(workspace.root().join(manifest));
        spin.args(["--listen", &listen.to_string(), "--state-dir"]);
        spin.arg(folder.path().join("state"));
        for (variable, byte) in [("ROOT_KEY", "5a"), ("ARTIFACT_KEY", "a5")] {
            spin.env(format!("SPIN_VARIABLE_{variable}"), byte.repeat(32));
        }
        spin.env("SPIN_VARIABLE_OPERATOR_TOKEN", OPERATOR_TOKEN);
        spin.stdin(Stdio::null());
        spin.stdout(log.try_clone()?).stderr(log);
        let mut spin = Self {
            child: spin.spawn().context("cannot start spin")?,
            url: format!("http://{listen}"),
            folder,
        };
        spin.wait_until_healthy()?;
        Api::with_token(&spin.url, OPERATOR_TOKEN)
            .post("/operator/v1/migrate", "application/json", "migrate", b"")
            .with_context(|| spin.log())?;
        Ok(spin)
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
                bail!("spin ended ({status}):\n{}", self.log());
            }
            ensure!(Instant::now() < until, "spin does not answer");
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(())
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Spin {
    fn drop(&mut self) {
        // `spin` is a parent of the trigger, which it ends when it is told to end.
        let id = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(id) = id {
            let _ = kill_process(id, Signal::TERM);
        }
        let _ = self.child.wait();
    }
}

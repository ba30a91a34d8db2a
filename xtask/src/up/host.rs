//! The program `lethe`: served by a child process, and asked on its command line.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};

use crate::api::Api;
use crate::workspace::Workspace;
use crate::{process, progress};

/// The first start compiles the workflows; a slow machine takes a minute.
const START_WITHIN: Duration = Duration::from_mins(5);
/// Longer than the host gives the requests it is still answering.
const STOP_WITHIN: Duration = Duration::from_secs(40);

/// A built host with its folder.
pub(super) struct Host {
    program: PathBuf,
    manifest: PathBuf,
    listen: SocketAddr,
    data: PathBuf,
}

impl Host {
    pub(super) fn new(workspace: &Workspace, listen: SocketAddr, data: &Path) -> Self {
        Self {
            program: workspace.target().join("release/lethe"),
            manifest: workspace.root().join("spin.toml"),
            listen,
            data: data.to_owned(),
        }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.listen)
    }

    pub(super) fn log(&self) -> PathBuf {
        self.data.join("lethe.log")
    }

    /// The command line with the data folder, as somebody would type it.
    pub(super) fn typed(&self, verb: &str) -> String {
        let (program, data) = (super::shown(&self.program), super::shown(&self.data));
        format!("{program} {verb} --data {data}")
    }

    /// What `lethe` answers to a verb.
    pub(super) fn ask(&self, verb: &[&str]) -> Result<String> {
        let mut lethe = Command::new(&self.program);
        process::output(lethe.args(verb).arg("--data").arg(&self.data))
            .map(|said| said.trim().to_owned())
    }

    /// Starts serving.
    pub(super) fn start(&self) -> Result<Running> {
        fs::create_dir_all(&self.data)
            .with_context(|| format!("cannot make {}", self.data.display()))?;
        let log = File::create(self.log())
            .with_context(|| format!("cannot write to {}", self.log().display()))?;
        let mut lethe = Command::new(&self.program);
        lethe.args(["serve", "--listen", &self.listen.to_string(), "--manifest"]);
        lethe.arg(&self.manifest).arg("--data").arg(&self.data);
        lethe
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        // In a group of its own, so that Ctrl-C reaches it through this program, once.
        lethe.process_group(0);
        let child = lethe.spawn().context("cannot start the host")?;
        Ok(Running {
            child,
            url: self.url(),
            log: self.log(),
        })
    }
}

/// A host that serves. It ends with this value.
pub(super) struct Running {
    child: Child,
    url: String,
    log: PathBuf,
}

impl Running {
    /// Waits until it answers.
    pub(super) fn wait_until_healthy(&mut self, stopped: &mpsc::Receiver<()>) -> Result<()> {
        let spinner = progress::spinner("starting the host");
        let api = Api::new(&self.url);
        let until = Instant::now() + START_WITHIN;
        while !api.is_healthy() {
            self.check()?;
            super::go_on(stopped)?;
            ensure!(
                Instant::now() < until,
                "the host does not answer; see {}",
                self.log.display()
            );
            std::thread::sleep(Duration::from_millis(100));
        }
        spinner.finish();
        Ok(())
    }

    /// Fails when it has ended by itself.
    pub(super) fn check(&mut self) -> Result<()> {
        let Some(status) = self.child.try_wait()? else {
            return Ok(());
        };
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let last: Vec<&str> = log.lines().rev().take(5).collect();
        let last: Vec<&str> = last.into_iter().rev().collect();
        bail!("the host ended ({status}):\n{}", last.join("\n"))
    }

    /// Lets it finish what it is doing, and ends it.
    pub(super) fn stop(mut self) -> Result<()> {
        let status = self.end()?;
        ensure!(
            status.is_none_or(|status| status.success()),
            "the host did not end well"
        );
        Ok(())
    }

    /// Ends it; gives how, unless it had to be killed.
    fn end(&mut self) -> Result<Option<std::process::ExitStatus>> {
        if let Some(status) = self.child.try_wait()? {
            return Ok(Some(status));
        }
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.context("the host has no process")?, Signal::TERM)?;
        let until = Instant::now() + STOP_WITHIN;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(status));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        self.child.kill()?;
        self.child.wait()?;
        Ok(None)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Reached with a living host only on the way out of an error, which is the one to report.
        let _ = self.end();
    }
}

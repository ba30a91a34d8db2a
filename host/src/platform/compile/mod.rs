//! Compiling an upload in a process of its own.
//!
//! A component of 1.5 MB can keep a compiler busy for minutes and make it take gigabytes. Its own
//! process can be stopped at any moment, and takes nothing along: it has no environment, no root
//! key and no open file, and the kernel holds it to its limits.

mod child;

use std::{
    path::PathBuf,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use engine::{CompileError, Compiled, Sealer, Size};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::{Child, Command},
    time::timeout,
};

pub use self::child::compile_plugin;
use super::turns::{Busy, Turns};

/// The hidden verb under which this program compiles.
pub const VERB: &str = "compile-plugin";

/// Longest that a compilation may take, as a multiple of its processor time.
const WALL_TIME: u32 = 2;

/// Seconds of processor time that a compilation may take, of each size.
const SECONDS: u64 = 5;
const SECONDS_LARGE: u64 = 20;

/// Longest that an upload waits while others are compiled.
const PATIENCE: Duration = Duration::from_secs(30);

/// Compilations at once, of all tenants and of one.
const AT_ONCE: usize = 2;
const OF_A_TENANT: usize = 1;

/// Threads of a compilation.
const THREADS: &str = "2";

/// Largest answer: machine code is several times as large as what it was made of.
const MAX_ANSWER_BYTES: u64 = 64 << 20;

/// Why an upload was not compiled.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// It is no plugin.
    Refused(CompileError),
    /// Time or memory ran out.
    TooCostly,
    /// The compiler cannot work now.
    Unavailable(String),
}

/// Compiles for all tenants, and seals what it made for the one that asked.
pub(super) struct Compiler {
    program: PathBuf,
    identity: String,
    sealer: Sealer,
    turns: Turns,
}

impl Compiler {
    pub(super) fn new(program: PathBuf, identity: String, sealer: Sealer) -> Self {
        let turns = Turns::new(AT_ONCE, PATIENCE);
        Self {
            program,
            identity,
            sealer,
            turns,
        }
    }

    /// The identity of the engine whose artifacts it makes.
    pub(super) fn identity(&self) -> &str {
        &self.identity
    }

    /// Compiles a component; the artifact is sealed for the tenant.
    pub(super) async fn compile(
        &self,
        tenant: &str,
        size: Size,
        component: Vec<u8>,
    ) -> Result<Compiled, Failure> {
        let _turn = self
            .turns
            .take(tenant, OF_A_TENANT)
            .await
            .map_err(|Busy| unavailable("too busy"))?;
        let digest = engine::sha256_hex(&component);
        let seconds = match size {
            Size::Usual => SECONDS,
            Size::Large => SECONDS_LARGE,
        };
        let child = self
            .start(seconds)
            .map_err(|_| unavailable("the compiler does not start"))?;
        let longest = Duration::from_secs(seconds) * WALL_TIME;
        let answered = timeout(longest, converse(child, &component));
        let answer = answered.await.map_err(|_| Failure::TooCostly)??;
        let answer: Result<Compiled, CompileError> = postcard::from_bytes(&answer)
            .map_err(|_| unavailable("the compiler's answer cannot be read"))?;
        let compiled = answer.map_err(Failure::Refused)?;
        let artifact = self
            .sealer
            .seal(tenant, &digest, &self.identity, &compiled.artifact);
        Ok(Compiled {
            digest,
            artifact,
            ..compiled
        })
    }

    fn start(&self, seconds: u64) -> std::io::Result<Child> {
        Command::new(&self.program)
            .arg(VERB)
            .arg(seconds.to_string())
            .env_clear()
            .env("RAYON_NUM_THREADS", THREADS)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
    }
}

/// Gives the component to the child and reads what it answers.
async fn converse(mut child: Child, component: &[u8]) -> Result<Vec<u8>, Failure> {
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(unavailable("the compiler has no pipes"));
    };
    let ask = async {
        // A child that gave up closes its end; its exit says why.
        let _ = stdin.write_all(component).await;
        drop(stdin);
    };
    let mut answer = Vec::new();
    let mut stdout = stdout.take(MAX_ANSWER_BYTES);
    let ((), read) = tokio::join!(ask, stdout.read_to_end(&mut answer));
    read.map_err(|_| unavailable("the compiler's answer cannot be read"))?;
    drop(stdout);
    let status = child
        .wait()
        .await
        .map_err(|_| unavailable("the compiler is lost"))?;
    if status.success() {
        Ok(answer)
    } else {
        Err(blame(status))
    }
}

/// A child that was killed ran out of time (SIGXCPU, SIGKILL) or of memory (SIGABRT, SIGSEGV).
fn blame(status: ExitStatus) -> Failure {
    use std::os::unix::process::ExitStatusExt as _;
    match status.signal() {
        Some(_) => Failure::TooCostly,
        None => unavailable("the compiler failed"),
    }
}

fn unavailable(reason: &str) -> Failure {
    Failure::Unavailable(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _, time::Instant};

    use super::*;

    /// A compiler whose program does what the script says.
    fn scripted(folder: &tempfile::TempDir, script: &str) -> Compiler {
        let program = folder.path().join("program");
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
        Compiler::new(program, "identity".to_owned(), Sealer::new([0; 32]))
    }

    async fn failure(script: &str) -> Failure {
        let folder = tempfile::tempdir().unwrap();
        let compiler = scripted(&folder, script);
        compiler
            .compile("tenant", Size::Usual, vec![0; 100_000])
            .await
            .unwrap_err()
    }

    #[tokio::test]
    async fn a_compilation_that_the_kernel_stops_was_too_costly() {
        assert_eq!(
            failure("cat >/dev/null; kill -XCPU $$").await,
            Failure::TooCostly
        );
        assert_eq!(failure("kill -ABRT $$").await, Failure::TooCostly);
    }

    #[tokio::test]
    async fn a_compilation_that_takes_too_long_is_stopped() {
        let started = Instant::now();
        assert_eq!(failure("exec sleep 100").await, Failure::TooCostly);
        assert!(started.elapsed() < Duration::from_secs(SECONDS) * WALL_TIME * 2);
    }

    #[tokio::test]
    async fn a_compiler_that_fails_or_answers_nonsense_is_unavailable() {
        assert!(matches!(failure("exit 3").await, Failure::Unavailable(_)));
        assert!(matches!(
            failure("cat >/dev/null; echo nonsense").await,
            Failure::Unavailable(_)
        ));
        let folder = tempfile::tempdir().unwrap();
        let compiler = scripted(&folder, "");
        let missing = Compiler {
            program: folder.path().join("none"),
            ..compiler
        };
        let refused = missing.compile("tenant", Size::Usual, vec![]).await;
        assert!(matches!(refused, Err(Failure::Unavailable(_))));
    }

    #[tokio::test]
    async fn the_compiler_is_given_no_environment() {
        let folder = tempfile::tempdir().unwrap();
        let said = folder.path().join("environment");
        let compiler = scripted(&folder, &format!("env > {}", said.display()));
        let _ = compiler.compile("tenant", Size::Usual, vec![]).await;
        let said = fs::read_to_string(said).unwrap();
        assert!(said.contains("RAYON_NUM_THREADS"), "{said}");
        assert!(!said.contains("HOME=") && !said.contains("CARGO"), "{said}");
    }
}

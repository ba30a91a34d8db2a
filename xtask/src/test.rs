//! Runs every test.

use std::process::Command;

use anyhow::Result;

use crate::served::{self, Serve, Served};
use crate::workspace::Workspace;
use crate::{ci, packages, process, tools, wasm};

#[derive(clap::Args, Default)]
pub(crate) struct Options {
    /// Runs the stories of the API, and only those, against a Lethe that is running there
    #[arg(long, requires = "operator_token", conflicts_with = "way")]
    url: Option<String>,
    /// The value of that Lethe's variable `operator_token`: each test makes tenants of its own
    #[arg(long, env = "LETHE_OPERATOR_TOKEN", hide_env_values = true)]
    operator_token: Option<String>,
    /// Runs one way only; without it, all of them one after the other
    #[arg(long)]
    way: Option<Way>,
    /// What nextest is told besides, such as the name of a test
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// What the same tests are run on.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Way {
    /// Everything; the host has SQLite and supplies the platform itself
    Native,
    /// The black-box suite; the platform is components, as in Spin
    Components,
    /// The black-box suite; the hosts keep everything in PostgreSQL
    Postgresql,
    /// The stories of the API; the workflows are built for WASI 0.2, as in Spin clouds
    Wasip2,
    /// The stories of the API, on `spin up` of both manifests
    Spin,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    ci::stage("wasm", || wasm::run(workspace))?;
    if let (Some(url), Some(token)) = (&options.url, &options.operator_token) {
        return against(workspace, url, token, &options.arguments);
    }
    packages::ensure()?;
    let ways = match options.way {
        Some(way) => vec![way],
        None => vec![
            Way::Native,
            Way::Components,
            Way::Postgresql,
            Way::Wasip2,
            Way::Spin,
        ],
    };
    for way in ways {
        ci::stage(way.title(), || way.run(workspace, &options.arguments))?;
    }
    if options.way.is_some() || !options.arguments.is_empty() {
        return Ok(());
    }
    // Examples in the documentation are not among what nextest runs.
    ci::stage("examples in the documentation", || {
        process::run(process::cargo(workspace).args(["test", "--doc", "--release", "--workspace"]))
    })
}

/// Every test but those that need PostgreSQL whatever the others run on.
const NATIVE: &str = "not test(/^process::(backups_on_postgres|two_hosts|lost_connection)::/)";

/// What a host of its own is started for, without what is the same whoever supplies the platform.
const COMPONENTS: &str = "package(tests) & test(/^process::/) & not \
    test(/^process::(audit_log|backups|backups_on_postgres|lost_connection|offboarding|plugin_author|plugin_deaths|plugin_in_javascript|risk|two_hosts)::/)";

/// What a host of its own is started for, without what is the same on every database.
const POSTGRESQL: &str = "package(tests) & test(/^process::/) & not \
    test(/^process::(plugin_author|plugin_deaths|plugin_in_javascript|risk)::/)";

/// What any Lethe can be asked, wherever it runs. But for the first way all of it is asked of one, as of one that is
/// in use: a host for each would be started a thousand times.
const API: &str = "package(tests) & test(/^api::/)";

impl Way {
    fn title(self) -> &'static str {
        match self {
            Self::Native => "the host alone",
            Self::Components => "the platform as components",
            Self::Postgresql => "PostgreSQL",
            Self::Wasip2 => "workflows for WASI 0.2",
            Self::Spin => "stock Spin",
        }
    }

    fn run(self, workspace: &Workspace, arguments: &[String]) -> Result<()> {
        println!("Tests: {}", self.title());
        let mut serve = Serve {
            manifest: "spin.toml",
            platform: "native",
            on_postgres: false,
        };
        match self {
            Self::Native => return process::run(runner(workspace, NATIVE).args(arguments)),
            Self::Components => {
                let mut own = runner(workspace, COMPONENTS);
                process::run(own.env("LETHE_PLATFORM", "components").args(arguments))?;
                serve.platform = "components";
            }
            Self::Postgresql => {
                let mut own = runner(workspace, POSTGRESQL);
                process::run(own.env("LETHE_TEST_DATABASE", "postgres").args(arguments))?;
                serve.on_postgres = true;
            }
            Self::Wasip2 => {
                let build = ["test", "--no-run", "--release", "--workspace"];
                process::run(process::cargo(workspace).args(build).arg("--tests"))?;
                serve.manifest = "spin.wasip2.toml";
            }
            Self::Spin => return on_spin(workspace, arguments),
        }
        let lethe = Served::by_host(workspace, &serve)?;
        against(workspace, lethe.url(), served::OPERATOR_TOKEN, arguments)
    }
}

fn on_spin(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    if !served::spin_is_there() {
        println!("WARNING: there is no `spin` on the PATH: nothing was tested on stock Spin");
        return Ok(());
    }
    for manifest in served::MANIFESTS {
        println!("Tests: spin up --from {manifest}");
        let spin = Served::by_spin(workspace, manifest)?;
        against(workspace, spin.url(), served::OPERATOR_TOKEN, arguments)?;
    }
    Ok(())
}

fn against(workspace: &Workspace, url: &str, token: &str, arguments: &[String]) -> Result<()> {
    let mut tests = runner(workspace, API);
    tests.env("LETHE_URL", url);
    tests.env("LETHE_OPERATOR_TOKEN", token);
    process::run(tests.args(arguments))
}

/// nextest, which runs tests at once and cuts off those that hang; cargo's own runner where nextest
/// can be neither found nor installed.
fn runner(workspace: &Workspace, part: &str) -> Command {
    // The whole workspace is named each time: cargo builds other features for a part of it.
    let mut command = match tools::find(workspace, "cargo-nextest") {
        Ok(mut nextest) => {
            // What was asked for by name may not be in every part.
            nextest.args([
                "nextest",
                "run",
                "--no-fail-fast",
                "--no-tests",
                "warn",
                "-E",
                part,
            ]);
            nextest
        }
        Err(error) => {
            println!("WARNING: running without nextest, and so without time limits: {error:#}");
            let mut cargo = process::cargo(workspace);
            cargo.args(["test", "--no-fail-fast", "--lib", "--bins", "--tests"]);
            cargo
        }
    };
    command.args(["--release", "--workspace"]);
    command.current_dir(workspace.root());
    command
}

//! `lethe audit`: checks with what is at hand that a log was not changed.

mod fetch;
mod verify;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{error::Error, remote::Server};

#[derive(Debug, Subcommand)]
pub(super) enum AuditVerb {
    Fetch(Fetch),
    Verify(Verify),
}

/// Fetch the audit log of a tenant with its signed checkpoint into one file
///
/// It takes a token that may read the log, such as an auditor's.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  LETHE_TOKEN=lethe_... lethe audit fetch acme.log --url https://lethe.example
  lethe audit verify acme.log --since last-month.log")]
pub(super) struct Fetch {
    /// The file to write; it must not exist
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    server: Server,
}

/// Check a fetched log without any server: every event against the tree, the tree against the signed checkpoint
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The log
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A log that was fetched earlier: nothing of it may have been changed or taken away
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// The key of the log, if it was noted down when the log was new; else the one in the file is believed
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: AuditVerb) -> Result<(), Error> {
    match verb {
        AuditVerb::Fetch(options) => fetch::run(&options),
        AuditVerb::Verify(options) => verify::run(&options),
    }
}

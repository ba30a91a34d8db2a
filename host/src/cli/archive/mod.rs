//! `lethe archive`: everything that Lethe keeps of a tenant, as a file (Art. 28(3)(g) GDPR).

mod check;
mod fetch;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{error::Error, remote::Server};

#[derive(Debug, Subcommand)]
pub(super) enum ArchiveVerb {
    Fetch(Fetch),
    Check(Check),
}

/// Fetch everything that Lethe keeps of a tenant into one tar file
///
/// What is sealed in Lethe is in the clear in that file. It takes a token of an administrator.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  LETHE_TOKEN=lethe_... lethe archive fetch acme.tar --url https://lethe.example
  lethe archive check acme.tar")]
pub(super) struct Fetch {
    /// The file to write; it must not exist
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    server: Server,
}

/// Check that a fetched archive is whole: every file that its manifest lists, byte for byte, and no other
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The archive
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: ArchiveVerb) -> Result<(), Error> {
    match verb {
        ArchiveVerb::Fetch(options) => fetch::run(&options),
        ArchiveVerb::Check(options) => check::run(&options),
    }
}

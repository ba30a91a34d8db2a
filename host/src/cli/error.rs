//! Why a verb was refused, in one line.

use std::{error::Error as _, io, path::PathBuf};

use crate::{platform::root_key, spin::VariablesError};

/// Why a verb was refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// What the operator can mend, in a sentence.
    #[error("{0}")]
    Refused(String),
    /// Another Lethe did not answer, and may do so later.
    #[error("{0}")]
    Unanswered(String),
    #[error("cannot make the data folder {}", path.display())]
    DataFolder { path: PathBuf, source: io::Error },
    #[error("cannot keep compiled components in {}", path.display())]
    Cache { path: PathBuf, source: io::Error },
    #[error("{0}")]
    Store(store::Error),
    #[error(transparent)]
    RootKey(#[from] root_key::Error),
    #[error("the vault refused")]
    Vault(#[from] vault::Error),
    #[error("the plugin engine does not start")]
    Engine(#[from] engine::Error),
    #[error(transparent)]
    Variables(#[from] VariablesError),
    #[error(transparent)]
    Host(#[from] crate::Error),
    #[error(transparent)]
    Risk(#[from] risk::Error),
    #[error(transparent)]
    Backup(#[from] crate::backup::Error),
    #[error(transparent)]
    Rewrapping(#[from] crate::rewrapping::Error),
    #[error("the operating system gives no random bytes")]
    Entropy,
    #[error("the asynchronous runtime does not start")]
    Runtime(#[source] io::Error),
    #[error("cannot write to standard output")]
    Output(#[from] io::Error),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl Error {
    /// The error, what caused it, and how to mend it.
    pub(super) fn one_line(&self) -> String {
        let mut line = self.to_string();
        let mut cause = match self {
            Self::Store(error) => error.source(),
            error => error.source(),
        };
        while let Some(error) = cause {
            line = format!("{line}: {error}");
            cause = error.source();
        }
        if let Self::Store(error) = self {
            line.push_str(mend(error));
        }
        joined(line.lines())
    }
}

/// What the operator can do about a failure of the store.
fn mend(error: &store::Error) -> &'static str {
    match error {
        store::Error::Busy => ": try again, or stop the program that holds it",
        store::Error::NewerSchema { .. } => ": use a newer lethe",
        store::Error::OlderSchema { .. } => {
            ": run lethe migrate as the role that owns the tables, with --app-role"
        }
        store::Error::AlteredMigration { .. } => ": use the lethe that made this database",
        _ => "",
    }
}

/// What clap says before it shows the usage, in one line.
pub(super) fn one_line_of(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let said = text.lines().take_while(|line| !line.starts_with("Usage:"));
    let said = joined(said.filter(|line| !line.starts_with("For more information")));
    format!(
        "{}; see lethe --help",
        said.strip_prefix("error: ").unwrap_or(&said)
    )
}

fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let lines: Vec<&str> = lines
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join(" ")
}

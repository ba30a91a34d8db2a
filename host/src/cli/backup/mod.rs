//! `lethe backup`: backups without keys, the safe with the keys, and the way back.

mod create;
mod list;
mod replay;
mod restore;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::{SignedDuration, Span, SpanRelativeTo};
use uuid::Uuid;
use vault::RootKeys;

pub(super) use replay::forget_again;

use super::{arguments::Data, error::Error};
use crate::backup::Safe;

#[derive(Debug, Subcommand)]
pub(super) enum BackupVerb {
    Create(Create),
    List(List),
    Restore(Restore),
    Replay(Replay),
}

/// The safe.
#[derive(Debug, Args)]
pub(super) struct SafeFolders {
    /// Folder of the safe: a copy of the keys, and the ledger of who was forgotten; may be given more than once, best on
    /// another disk or machine than the data. Without it, the folder safe in the data folder; with PostgreSQL, none
    #[arg(long, value_name = "FOLDER", env = "LETHE_SAFE", value_delimiter = ':')]
    safe: Vec<PathBuf>,
}

impl SafeFolders {
    /// The folder that is no safe yet, where there is one: whoever must not forget the safe asks first.
    pub(super) fn missing(&self, data: &Data) -> Option<PathBuf> {
        let usual = [data.data.join("safe")];
        let folders = match self.safe.as_slice() {
            [] => &usual,
            named => named,
        };
        let mut folders = folders.iter();
        folders.find(|folder| !Safe::is_at(folder)).cloned()
    }

    /// Opens the safe, wherever the data is.
    pub(super) fn open_any(&self, data: &Data, roots: RootKeys) -> Result<Safe, Error> {
        let folders = match self.safe.as_slice() {
            [] => vec![data.data.join("safe")],
            named => named.to_vec(),
        };
        Ok(Safe::open(folders, roots)?)
    }

    /// Opens the safe; none with PostgreSQL when no folder is named: a data folder there is a cache that may be lost.
    pub(super) fn open(&self, data: &Data, roots: RootKeys) -> Result<Option<Safe>, Error> {
        let folders = match (self.safe.is_empty(), &data.database) {
            (false, _) => self.safe.clone(),
            (true, None) => vec![data.data.join("safe")],
            (true, Some(_)) => return Ok(None),
        };
        Ok(Some(Safe::open(folders, roots)?))
    }
}

/// What every verb is told.
#[derive(Debug, Args)]
struct Place {
    #[command(flatten)]
    safe: SafeFolders,
    #[command(flatten)]
    data: Data,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Place {
    /// Opens the safe, which every verb needs.
    fn safe(&self, roots: RootKeys) -> Result<Safe, Error> {
        let safe = self.safe.open(&self.data, roots)?;
        safe.ok_or_else(|| {
            let why = "with PostgreSQL the safe must be named: --safe FOLDER, or LETHE_SAFE";
            Error::Refused(why.to_owned())
        })
    }
}

/// Make a backup, restore it elsewhere to see that it can be, and remove those that are old
///
/// A backup holds everything but keys, sealed under the root key. The keys are copied into the safe, from where those
/// of the forgotten go at once: nobody comes back with a backup. Lethe may be serving meanwhile. On PostgreSQL, connect as
/// the role that owns the tables.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lethe backup create --to /mnt/backups --safe /mnt/safe
  lethe backup create --to /mnt/backups --database postgres://lethe_owner@db:5432/lethe

Whoever restores needs three things that lie in three places: the backup, the newest safe, and the root key. The safe must
not be backed up with history: an old copy of it could bring the forgotten back.")]
pub(super) struct Create {
    /// Folder of the backups
    #[arg(long, value_name = "FOLDER", env = "LETHE_BACKUPS")]
    to: PathBuf,
    #[command(flatten)]
    place: Place,
    /// How long backups are kept, in days or less
    #[arg(long, value_name = "DURATION", default_value = "P30D", value_parser = fixed)]
    keep: SignedDuration,
}

/// List the backups, and which of them were restored for a test, are missing, or were removed
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lethe backup list --from /mnt/backups --safe /mnt/safe")]
pub(super) struct List {
    /// Folder of the backups
    #[arg(long, value_name = "FOLDER", env = "LETHE_BACKUPS")]
    from: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// Restore a backup into an empty data folder or PostgreSQL database
///
/// Everything is put back, then everybody is forgotten again who was forgotten since. Nothing is there to be served
/// until that is done and checked. The root key must be in place: `root.key` in the data folder, or
/// `LETHE_ROOT_KEY`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lethe backup restore --from /mnt/backups --safe /mnt/safe --data /var/lib/lethe
  lethe backup restore --from /mnt/backups --safe /mnt/safe --backup 019aafd0-1c3e-7a10-8a52-6c41d2d9a7f1")]
pub(super) struct Restore {
    /// Folder of the backups
    #[arg(long, value_name = "FOLDER", env = "LETHE_BACKUPS")]
    from: PathBuf,
    /// The backup's id, which `lethe backup list` shows; without it, the newest
    #[arg(long, value_name = "ID")]
    backup: Option<Uuid>,
    #[command(flatten)]
    place: Place,
}

/// Forget again who was forgotten, in a database that was brought back by other means
///
/// `lethe serve` does so by itself before it serves a SQLite database. On PostgreSQL, after a restore with tools of its own,
/// run this as the role that owns the tables, before anybody serves.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lethe backup replay --safe /mnt/safe --database postgres://lethe_owner@db:5432/lethe")]
pub(super) struct Replay {
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(verb: BackupVerb) -> Result<(), Error> {
    match verb {
        BackupVerb::Create(options) => create::run(options).await,
        BackupVerb::List(options) => list::run(&options),
        BackupVerb::Restore(options) => restore::run(options).await,
        BackupVerb::Replay(options) => replay::run(options).await,
    }
}

/// A duration of days and less, which lasts as long at any time.
pub(super) fn fixed(text: &str) -> Result<SignedDuration, String> {
    let span: Option<Span> = text.parse().ok();
    span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok())
        .filter(SignedDuration::is_positive)
        .ok_or_else(|| {
            "write an ISO 8601 duration of days or less, such as P30D or PT3H".to_owned()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_duration_has_no_months() {
        assert_eq!(fixed("PT3H"), Ok(SignedDuration::from_hours(3)));
        assert_eq!(fixed("P30D"), Ok(SignedDuration::from_hours(720)));
        for wrong in ["P1M", "P1Y", "PT0S", "-P1D", "soon"] {
            assert!(fixed(wrong).is_err(), "{wrong}");
        }
    }
}

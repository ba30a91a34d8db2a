//! `lethe key`: rotates the root key.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::Serialize;
use store::{Dialect, Sql as _, residue};
use vault::{Entropy as _, RootKey, RootKeys, Vault};
use zeroize::Zeroizing;

use super::{arguments::Data, backup::SafeFolders, database::Db, error::Error, folder, print};
use crate::backup;
use crate::platform::{
    SystemEntropy,
    root_key::{FORMER_VARIABLE, Rotation, VARIABLE, Variables},
};
use crate::rewrapping;

/// How often it is told how far a rotation has come.
const TOLD: Duration = Duration::from_secs(1);

#[derive(Debug, Subcommand)]
pub(super) enum KeyVerb {
    Rotate(Rotate),
    Artifact(Artifact),
}

/// Rotate the root key: everything that is wrapped under the former one is wrapped under a new one
///
/// Where the root key is in the data folder of a SQLite database, a new one is made, and the former one is dropped at the
/// end; lethe serve must not run meanwhile. Otherwise the new one is in `LETHE_ROOT_KEY` and the former one in
/// `LETHE_ROOT_KEY_FORMER` (or `root.key` and `root.key.former`), hosts that have both serve meanwhile, and the former one
/// is taken away from every host afterwards. Whatever stops it, everything can be read; the next run goes on.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lethe key rotate --dry-run
  lethe key rotate --data /var/lib/lethe --safe /mnt/safe --backups /mnt/backups
  lethe key rotate --safe /mnt/safe --database postgres://lethe_owner@db:5432/lethe

All safes must be named, as for lethe serve: one that is left out cannot be read once the former
root key is dropped. The first start afterwards compiles the workflows anew.")]
pub(super) struct Rotate {
    #[command(flatten)]
    safe: SafeFolders,
    /// There is no safe
    #[arg(long, conflicts_with = "safe")]
    no_safe: bool,
    /// Folder of the backups, whose list may have come further than that in the safe
    #[arg(long, value_name = "FOLDER", env = "LETHE_BACKUPS")]
    backups: Option<PathBuf>,
    /// Tell what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    data: Data,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Print the artifact key, which must stay the same when the root key is rotated
///
/// Compiled plugins are sealed under it, and pseudonyms are made with it. It is derived from the first root key there was.
/// Where root keys are in variables, keep what this prints and give it to every host in `LETHE_ARTIFACT_KEY` before the
/// root key changes; in a data folder, lethe key rotate keeps it in `artifact.key`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lethe key artifact > artifact_key")]
pub(super) struct Artifact {
    #[command(flatten)]
    data: Data,
}

/// What was done, or would be, as JSON.
#[derive(Serialize)]
struct Shown {
    dry_run: bool,
    tenant_keys: u64,
    safe: Option<InSafe>,
    former_root_key: &'static str,
}

/// What was done in the safe.
#[derive(Serialize)]
struct InSafe {
    tenant_keys: u64,
    backups: u64,
}

pub(super) async fn run(verb: KeyVerb) -> Result<(), Error> {
    match verb {
        KeyVerb::Rotate(options) => rotate(options).await,
        KeyVerb::Artifact(options) => artifact(&options),
    }
}

fn artifact(options: &Artifact) -> Result<(), Error> {
    let keys = folder::keys_alone(&options.data.data)?;
    let text = Zeroizing::new(hex::encode(*keys.artifact));
    Ok(print::line(&text)?)
}

async fn rotate(options: Rotate) -> Result<(), Error> {
    named(&options)?;
    let mut sql = folder::open(&options.data).await?;
    let data = &options.data.data;
    let makes_it = Variables::read().root.is_none() && sql.dialect() == Dialect::Sqlite;
    let (rotation, roots) = if makes_it {
        let (rotation, keys) = folder::rotation(data, &mut sql).await?;
        let roots = begin(&rotation, keys.roots, options.dry_run)?;
        (Some(rotation), roots)
    } else {
        let keys = folder::keys(data, &mut sql).await?;
        let roots = both(keys.roots.clone())?;
        (None, roots)
    };
    let mut shown = rewrap(&options, &mut sql, &roots).await?;
    if let Some(rotation) = rotation.filter(|_| !options.dry_run) {
        rotation.end()?;
        shown.former_root_key = "dropped";
    }
    show(&options, shown)
}

/// Refuses to leave out a safe: what is in it could not be read any more.
fn named(options: &Rotate) -> Result<(), Error> {
    if options.no_safe {
        return Ok(());
    }
    match options.safe.missing(&options.data) {
        None => Ok(()),
        Some(folder) => Err(Error::Refused(format!(
            "{} is no safe: name every folder of it with --safe, or say --no-safe where there is none",
            folder.display()
        ))),
    }
}

/// Makes the new root key of a data folder; for a dry run, one that is kept nowhere.
fn begin(rotation: &Rotation, roots: RootKeys, is_dry: bool) -> Result<RootKeys, Error> {
    if !is_dry {
        return Ok(rotation.begin(&mut SystemEntropy)?.roots);
    }
    if roots.former().is_some() {
        return Ok(roots);
    }
    let mut bytes = Zeroizing::new([0; 32]);
    SystemEntropy.fill(bytes.as_mut())?;
    let current = RootKey::from_bytes(*bytes);
    Ok(RootKeys::new(current, Some(roots.current().clone())))
}

/// Refuses to rotate where nobody gave a new root key.
fn both(roots: RootKeys) -> Result<RootKeys, Error> {
    if roots.former().is_some() {
        return Ok(roots);
    }
    Err(Error::Refused(format!(
        "there is no former root key: give every host a new one in {VARIABLE} and the one so far in \
         {FORMER_VARIABLE}, and try again"
    )))
}

async fn rewrap(options: &Rotate, sql: &mut Db, roots: &RootKeys) -> Result<Shown, Error> {
    let vault = Vault::new(roots.clone());
    let mut tenant_keys = 0;
    let mut told = Instant::now();
    let mut tell = |count: u64| {
        if told.elapsed() >= TOLD {
            print::note(&format!("looked at {count} keys of tenants"));
            told = Instant::now();
        }
    };
    loop {
        let now = Timestamp::now();
        let done = rewrapping::rewrap(sql, &vault, options.dry_run, now, &mut tell).await?;
        tenant_keys += done.rewrapped;
        if let Some(tenant) = done.unreadable.first() {
            let count = done.unreadable.len();
            return Err(Error::Refused(format!(
                "the keys of {count} tenants are under neither root key, such as that of {tenant}: nothing was \
                 dropped; find the root key that they were made with"
            )));
        }
        // A tenant that was made meanwhile is found by the next look.
        if done.rewrapped == 0 || options.dry_run {
            break;
        }
    }
    if sql.dialect() == Dialect::Sqlite && !options.dry_run {
        // Who reads the old pages now lets go of them by themselves.
        match residue::checkpoint(sql).await {
            Ok(()) | Err(store::Error::Busy) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let safe = in_safe(options, roots).await?;
    Ok(Shown {
        dry_run: options.dry_run,
        tenant_keys,
        safe,
        former_root_key: "kept",
    })
}

async fn in_safe(options: &Rotate, roots: &RootKeys) -> Result<Option<InSafe>, Error> {
    if options.no_safe {
        return Ok(None);
    }
    let safe = options.safe.open_any(&options.data, roots.clone())?;
    let done = backup::rewrap(&safe, options.backups.as_deref(), options.dry_run).await?;
    Ok(Some(InSafe {
        tenant_keys: done.tenant_keys,
        backups: done.backups,
    }))
}

fn show(options: &Rotate, shown: Shown) -> Result<(), Error> {
    if options.json {
        return Ok(print::json(&shown)?);
    }
    let Shown {
        dry_run,
        tenant_keys,
        safe,
        former_root_key,
    } = shown;
    let done = if dry_run { "would rewrap" } else { "rewrapped" };
    let safe = match safe {
        Some(InSafe {
            tenant_keys,
            backups,
        }) => format!(", and in the safe {tenant_keys} keys of tenants and {backups} of backups"),
        None => String::new(),
    };
    let end = match former_root_key {
        _ if dry_run => String::new(),
        "dropped" => "; the former root key is dropped".to_owned(),
        _ => format!("; now take {FORMER_VARIABLE} away from every host"),
    };
    Ok(print::line(&format!(
        "{done} {tenant_keys} keys of tenants{safe}{end}"
    ))?)
}

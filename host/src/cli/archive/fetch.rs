//! `lethe archive fetch`: part by part, each tried again when the connection breaks.

use std::{
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::Path,
    thread,
    time::Duration,
};

use super::{Fetch, check};
use crate::cli::{error::Error, print, remote::Remote};

/// The header with what the next call is told.
const NEXT: &str = "lethe-next";
/// How often a part is asked for.
const ATTEMPTS: u32 = 5;
/// How long to wait before a part is asked for again; twice as long each time.
const PAUSE: Duration = Duration::from_millis(500);

pub(super) fn run(options: &Fetch) -> Result<(), Error> {
    let target = &options.file;
    if target.exists() {
        let shown = target.display();
        return Err(Error::Refused(format!("{shown} is there already")));
    }
    let partial = target.with_extension("part");
    let remote = Remote::at(&options.server)?;
    let fetched = parts(&remote, &partial).and_then(|()| {
        let found = check::archive(&partial)?;
        fs::rename(&partial, target).map_err(|error| unwritable(target, &error))?;
        Ok(found)
    });
    match fetched {
        Ok(found) => {
            print::note(&found.sentence());
            Ok(print::line(&target.display().to_string())?)
        }
        Err(error) => {
            // Half of everything is nothing that anybody should take for it.
            let _ = fs::remove_file(&partial);
            Err(error)
        }
    }
}

/// Writes all parts to a file that only its owner can read.
fn parts(remote: &Remote<'_>, file: &Path) -> Result<(), Error> {
    let mut out = private(file).map_err(|error| unwritable(file, &error))?;
    let (mut after, mut bytes) = (None::<String>, 0);
    loop {
        let path = after.as_ref().map_or_else(
            || "/v1/archive".to_owned(),
            |after| format!("/v1/archive?after={after}"),
        );
        let (part, next) = patiently(remote, &path)?;
        bytes += part.len();
        out.write_all(&part)
            .map_err(|error| unwritable(file, &error))?;
        if next.is_none() {
            return out.sync_all().map_err(|error| unwritable(file, &error));
        }
        print::note(&format!("{} MiB", bytes >> 20));
        after = next;
    }
}

/// Gets a part; only what may go better next time is tried again.
fn patiently(remote: &Remote<'_>, path: &str) -> Result<(Vec<u8>, Option<String>), Error> {
    let mut pause = PAUSE;
    for _ in 1..ATTEMPTS {
        match remote.part(path, NEXT) {
            Err(Error::Unanswered(_)) => thread::sleep(pause),
            result => return result,
        }
        pause *= 2;
    }
    remote.part(path, NEXT)
}

#[cfg(unix)]
fn private(file: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options.open(file)
}

#[cfg(not(unix))]
fn private(file: &Path) -> std::io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(file)
}

fn unwritable(file: &Path, error: &std::io::Error) -> Error {
    Error::Refused(format!("cannot write {}: {error}", file.display()))
}

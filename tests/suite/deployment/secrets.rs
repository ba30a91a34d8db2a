//! The scripts that make secrets and hand them over.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use tests::artefacts;

fn script(name: &str) -> Command {
    let mut command = Command::new("sh");
    command.arg(artefacts::root().join("deploy/host").join(name));
    command
}

/// Runs `start.sh` with a program in place of lethe that tells what it was given.
fn start(folder: &Path, root_key: &Path) -> Output {
    let program = folder.join("lethe");
    fs::write(
        &program,
        "#!/bin/sh\necho \"$1 $LETHE_ROOT_KEY ${LETHE_DATABASE-none}\"\n",
    )
    .expect("a file can be written");
    fs::set_permissions(&program, Permissions::from_mode(0o755)).expect("a mode can be set");
    let path = std::env::var("PATH").unwrap_or_default();
    script("start.sh")
        .arg("serve")
        .env("PATH", format!("{}:{path}", folder.display()))
        .env("LETHE_ROOT_KEY_FILE", root_key)
        .env_remove("LETHE_DATABASE_FILE")
        .env_remove("LETHE_DATABASE")
        .output()
        .expect("a shell can be run")
}

#[test]
fn lethe_is_started_with_what_the_files_hold() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let key = folder.path().join("key");
    fs::write(&key, "05\n").expect("a file can be written");
    let output = start(folder.path(), &key);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "serve 05 none\n");
}

#[test]
fn without_the_file_lethe_is_not_started() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let output = start(folder.path(), &folder.path().join("missing"));
    assert!(
        !output.status.success() && output.stdout.is_empty(),
        "{output:?}"
    );
    assert!(!output.stderr.is_empty());
}

#[test]
fn secrets_are_made_once_and_behind_a_door() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path().join("secrets");
    let make = || {
        let output = script("make-secrets.sh").arg(&folder).output();
        let output = output.expect("a shell can be run");
        assert!(output.status.success(), "{output:?}");
        let files = fs::read_dir(&folder)
            .expect("a folder can be listed")
            .flatten();
        let mut secrets: Vec<_> = files
            .map(|file| {
                (
                    file.file_name(),
                    fs::read_to_string(file.path()).expect("a secret"),
                )
            })
            .collect();
        secrets.sort();
        secrets
    };
    let first = make();
    assert_eq!(first, make(), "the second run changed a secret");
    let mode = fs::metadata(&folder)
        .expect("a folder")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
    let secret = |name: &str| {
        let found = first.iter().find(|(file, _)| file == name);
        found
            .unwrap_or_else(|| panic!("no {name}"))
            .1
            .trim()
            .to_owned()
    };
    for name in [
        "root_key",
        "superuser_password",
        "owner_password",
        "app_password",
    ] {
        assert!(
            hex::decode(secret(name)).is_ok_and(|bytes| bytes.len() == 32),
            "{name}"
        );
    }
    assert!(secret("app_database").contains(&format!("lethe_app:{}@", secret("app_password"))));
    assert!(
        secret("owner_database").contains(&format!("lethe_owner:{}@", secret("owner_password")))
    );
}

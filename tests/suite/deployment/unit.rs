//! The systemd unit.

use std::fs;

use tests::artefacts;

use super::files::{text, tool};

const FILE: &str = "deploy/host/lethe.service";

#[test]
fn systemd_understands_the_unit() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let unit = folder.path().join("lethe.service");
    // systemd wants the program to be there.
    let script = artefacts::root().join("deploy/host/start.sh");
    let here = script.display().to_string();
    let text = text(FILE).replace("/usr/lib/lethe/start.sh", &here);
    fs::write(&unit, text).expect("a file can be written");
    let unit = unit.display().to_string();
    let arguments = ["verify", "--man=no", "--recursive-errors=no", &unit];
    if let Some(output) = tool("systemd-analyze", &arguments) {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{said}");
    }
}

#[test]
fn systemd_finds_little_to_object_to() {
    let unit = artefacts::root().join(FILE).display().to_string();
    // From 0.0 (nothing is exposed) to 10.0, in tenths.
    let arguments = ["security", "--offline=true", "--threshold=20", &unit];
    if let Some(output) = tool("systemd-analyze", &arguments) {
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
    }
}

//! Backups, as every story about them makes and restores them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{Folder, Host, Tenant, data};

/// How long it may take until the ledger has who was forgotten: it is looked for every second.
const PATIENCE: Duration = Duration::from_secs(30);

/// Serves a folder that keeps the safe of a shelf.
pub fn serve(folder: &Folder, shelf: &Shelf) -> Host {
    let said = shelf.serving();
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    Host::start_with(folder, &said)
}

/// Erases a person, and waits until it is acknowledged.
pub fn erase(tenant: &Tenant, person: &data::Person) {
    let request = tenant.request("erasure", &tenant.subject(person));
    let _ = tenant.execute(&request).expect(200);
}

/// Checks that a verb said no in one line, and why.
pub fn refused(output: &Output, why: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "it was not refused");
    assert_eq!(said.trim().lines().count(), 1, "{said}");
    assert!(said.contains(why), "{said}");
}

/// A folder of backups and a safe, apart from the data.
pub struct Shelf(tempfile::TempDir);

impl Shelf {
    /// An empty one.
    pub fn new() -> Self {
        let made = tempfile::Builder::new().prefix("lethe-backups-").tempdir();
        Self(made.expect("a temporary folder can be made"))
    }

    /// Everything here.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The folder of the backups.
    pub fn backups(&self) -> PathBuf {
        self.path().join("backups")
    }

    /// The safe.
    pub fn safe(&self) -> PathBuf {
        self.path().join("safe")
    }

    /// What `lethe serve` is told so that it keeps this safe.
    pub fn serving(&self) -> Vec<String> {
        let safe = text(&self.safe());
        ["--jobs-every", "1", "--safe", &safe]
            .map(str::to_owned)
            .to_vec()
    }

    /// Makes a backup of a folder, and gives its id.
    pub fn create(&self, folder: &Folder) -> String {
        let made = succeeded(&self.try_create(folder));
        assert_eq!(made["restored_for_a_test"], true, "{made}");
        made["id"].as_str().expect("a backup has an id").to_owned()
    }

    /// Tries to make a backup.
    pub fn try_create(&self, folder: &Folder) -> Output {
        self.run(folder, "create", "--to", &["--json"])
    }

    /// All backups, the newest last.
    pub fn list(&self, folder: &Folder) -> Vec<Value> {
        let listed = succeeded(&self.run(folder, "list", "--from", &["--json"]));
        listed.as_array().expect("a list").clone()
    }

    /// Restores a backup, or the newest, into a folder, and gives what was said.
    pub fn restore(&self, folder: &Folder, id: Option<&str>) -> Value {
        succeeded(&self.try_restore(folder, id))
    }

    /// Tries to.
    pub fn try_restore(&self, folder: &Folder, id: Option<&str>) -> Output {
        let mut more = vec!["--json"];
        more.extend(id.iter().flat_map(|id| ["--backup", id]));
        self.run(folder, "restore", "--from", &more)
    }

    fn run(&self, folder: &Folder, verb: &str, name: &str, more: &[&str]) -> Output {
        let (backups, safe) = (text(&self.backups()), text(&self.safe()));
        let said = ["backup", verb, name, &backups, "--safe", &safe];
        folder.lethe(&[&said[..], more].concat())
    }

    /// Waits until the ledger has so many who were forgotten.
    pub fn buried(&self, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let ledger = fs::read_to_string(self.safe().join("tombstones.jsonl"));
            let lines = ledger.unwrap_or_default().lines().count();
            if lines >= count {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "{lines} of {count} are in the ledger"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Default for Shelf {
    fn default() -> Self {
        Self::new()
    }
}

/// What a verb that must succeed says in JSON.
pub fn succeeded(output: &Output) -> Value {
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complained}");
    serde_json::from_slice(&output.stdout).expect("it says JSON")
}

fn text(path: &Path) -> String {
    path.to_str().expect("the path is text").to_owned()
}

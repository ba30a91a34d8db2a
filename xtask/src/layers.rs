//! Who may use whom: the layers of the design, checked against `cargo metadata`.

use anyhow::{Result, ensure};
use cargo_metadata::{DependencyKind, Package};

use crate::workspace::Workspace;

/// A kind of package, told by its folder, and which folders it may use. A `*` ends a pattern.
struct Room {
    folder: &'static str,
    may_use: &'static [&'static str],
}

/// The first room whose pattern fits a folder is the folder's. Tests, benches and tools drive everything
/// from outside, and nothing may use them but each other.
const ROOMS: &[Room] = &[
    Room {
        folder: "crates/domain",
        may_use: &[],
    },
    Room {
        folder: "crates/columns",
        may_use: &[],
    },
    Room {
        folder: "crates/vault",
        may_use: &["crates/domain", "crates/translog"],
    },
    Room {
        folder: "crates/ledger",
        may_use: &["crates/vault"],
    },
    Room {
        folder: "crates/store",
        may_use: &["crates/domain", "crates/translog"],
    },
    Room {
        folder: "crates/engine",
        may_use: &["crates/columns", "crates/domain"],
    },
    Room {
        folder: "crates/instance",
        may_use: &[],
    },
    Room {
        folder: "crates/presidio",
        may_use: &[],
    },
    Room {
        folder: "crates/signatures",
        may_use: &[],
    },
    Room {
        folder: "crates/identity",
        may_use: &["crates/domain"],
    },
    Room {
        folder: "crates/risk",
        may_use: &[],
    },
    Room {
        folder: "crates/schema",
        may_use: &[],
    },
    Room {
        folder: "crates/translog",
        may_use: &[],
    },
    Room {
        folder: "workflows/kit",
        may_use: &[
            "crates/columns",
            "crates/domain",
            "crates/identity",
            "crates/risk",
            "crates/schema",
            "crates/signatures",
            "crates/store",
            "crates/translog",
        ],
    },
    Room {
        folder: "workflows/accounts",
        may_use: &[
            "crates/domain",
            "crates/identity",
            "crates/store",
            "workflows/kit",
        ],
    },
    Room {
        folder: "workflows/protocols",
        may_use: &[
            "crates/domain",
            "crates/presidio",
            "crates/store",
            "workflows/kit",
        ],
    },
    Room {
        folder: "workflows/*",
        may_use: &["crates/domain", "crates/store", "workflows/kit"],
    },
    Room {
        folder: "providers/keys",
        may_use: &[],
    },
    Room {
        folder: "providers/running",
        may_use: &["crates/columns", "crates/engine", "crates/vault"],
    },
    Room {
        folder: "providers/*",
        may_use: &["crates/engine", "crates/vault", "providers/keys"],
    },
    Room {
        folder: "host",
        may_use: &["crates/*"],
    },
    Room {
        folder: "plugins/sdk",
        may_use: &["crates/columns"],
    },
    // A workflow among the plugins, because it is for those who write them.
    Room {
        folder: "plugins/playground",
        may_use: &["crates/domain", "workflows/kit"],
    },
    Room {
        folder: "plugins/*",
        may_use: &["plugins/sdk"],
    },
    Room {
        folder: "tests/postgres",
        may_use: &[],
    },
    Room {
        folder: "tests",
        may_use: &["tests/postgres"],
    },
    Room {
        folder: "bench*",
        may_use: &["*"],
    },
    Room {
        folder: "xtask",
        may_use: &["workflows/*", "tests/postgres"],
    },
];

/// Crates that only some rooms may name, because they are what the rooms are there to hide.
const HIDDEN: [(&str, &[&str]); 5] = [
    ("aes-gcm", &["crates/vault"]),
    ("spin-sdk", &["workflows/kit"]),
    ("wasi", &["workflows/kit"]),
    ("sqlx", &["crates/store", "host", "tests", "bench*"]),
    (
        "wasmtime",
        &[
            "crates/engine",
            "crates/instance",
            "providers/running",
            "host",
            "bench*",
        ],
    ),
];

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let found: Vec<String> = workspace
        .packages()
        .flat_map(|p| check(workspace, p))
        .collect();
    ensure!(found.is_empty(), "{}", found.join("\n"));
    println!("every package uses only what its layer may");
    Ok(())
}

/// What a package uses and may not.
fn check(workspace: &Workspace, package: &Package) -> Vec<String> {
    let folder = workspace.folder(package);
    let Some(room) = ROOMS.iter().find(|room| fits(room.folder, &folder)) else {
        return vec![format!(
            "{folder} is in no layer; name it in xtask/src/layers.rs"
        )];
    };
    let mut found = Vec::new();
    for dependency in &package.dependencies {
        let used = dependency
            .path
            .as_ref()
            .map(|path| below(workspace, path.as_str()));
        match used {
            // What a test uses does not reach those who use the package, but must not turn the layers
            // upside down either: a crate may use itself with other features, its peers, and what
            // only tests use.
            Some(used) if dependency.kind == DependencyKind::Development => {
                let rooms = ["crates/", "tests", "providers/running"];
                let is_for_tests = rooms.iter().any(|room| used.starts_with(room));
                if !(is_for_tests || may(room, &used) || used == folder) {
                    found.push(format!("the tests of {folder} use {used}"));
                }
            }
            Some(used) if !may(room, &used) => found.push(format!("{folder} uses {used}")),
            Some(_) => {}
            None => {
                let hidden = HIDDEN.iter().find(|(name, _)| *name == dependency.name);
                if hidden.is_some_and(|(_, open_to)| !open_to.iter().any(|f| fits(f, &folder))) {
                    found.push(format!("{folder} names {}", dependency.name));
                }
            }
        }
    }
    found
}

fn may(room: &Room, used: &str) -> bool {
    room.may_use.iter().any(|pattern| fits(pattern, used))
}

fn fits(pattern: &str, folder: &str) -> bool {
    pattern
        .strip_suffix('*')
        .map_or(pattern == folder, |start| folder.starts_with(start))
}

fn below(workspace: &Workspace, path: &str) -> String {
    let root = workspace.root().to_string_lossy();
    let path = path.strip_prefix(root.as_ref()).unwrap_or(path);
    path.trim_start_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{ROOMS, fits, may};

    fn folder_may_use(folder: &str, used: &str) -> bool {
        may(
            ROOMS.iter().find(|room| fits(room.folder, folder)).unwrap(),
            used,
        )
    }

    #[test]
    fn a_workflow_uses_the_kit_and_not_another_workflow() {
        assert!(folder_may_use("workflows/subjects", "workflows/kit"));
        assert!(!folder_may_use("workflows/subjects", "workflows/requests"));
        assert!(!folder_may_use("workflows/subjects", "crates/vault"));
    }

    #[test]
    fn nothing_that_ships_uses_host_or_plugins() {
        for room in ROOMS
            .iter()
            .filter(|room| !room.folder.starts_with("bench"))
        {
            assert!(!may(room, "host"));
            assert!(!may(room, "plugins/redact"));
        }
    }
}

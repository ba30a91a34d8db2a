//! The list of backups: which were made, whether they can be restored, and which were removed. It is a ledger with a copy
//! in the safe, so a backup that somebody took away, changed or put back from before is noticed.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use ledger::{Head, Line};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An entry of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Chained {
    /// A backup was made.
    Made(Made),
    /// A backup was restored elsewhere, and was whole.
    Checked {
        /// Which.
        id: Uuid,
    },
    /// A backup could not be restored.
    Failed {
        /// Which.
        id: Uuid,
        /// Why, in a sentence.
        problem: String,
    },
    /// A backup was removed because it was old.
    Expired {
        /// Which.
        id: Uuid,
    },
}

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Its id.
    pub id: Uuid,
    /// The name of its file.
    pub file: String,
    /// The size of its file.
    pub bytes: u64,
    /// SHA-256 of its file, hexadecimal.
    pub sha256: String,
    /// The version of the tables.
    pub schema: u32,
    /// How many rows of which table it has.
    pub rows: BTreeMap<String, u64>,
    /// How many keys it needs.
    pub keys: u64,
    /// How far the ledger of who was forgotten had come before it was made.
    pub tombstones: Head,
    /// The name of the root key that it was sealed under, hexadecimal; none in entries of before there were several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root_key: Option<String>,
}

/// A backup, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The backup.
    #[serde(flatten)]
    pub made: Made,
    /// When it was made.
    pub at: Timestamp,
    /// Where it stands.
    pub state: State,
    /// Why it cannot be restored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// Where a backup stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It was not restored yet.
    Unchecked,
    /// It was restored elsewhere, and was whole.
    Checked,
    /// It could not be restored.
    Failed,
    /// Its file is gone, and nobody said why.
    Missing,
    /// It was removed because it was old.
    Expired,
}

impl State {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unchecked => "unchecked",
            Self::Checked => "checked",
            Self::Failed => "failed",
            Self::Missing => "missing",
            Self::Expired => "expired",
        }
    }
}

/// All backups that were ever made, the newest last.
pub fn standings(folder: &Path, lines: Vec<Line<Chained>>) -> Vec<Standing> {
    let mut found: Vec<Standing> = Vec::new();
    let mut places = BTreeMap::new();
    for line in lines {
        let (id, state, problem) = match line.entry {
            Chained::Made(made) => {
                places.insert(made.id, found.len());
                let (at, state) = (line.at, State::Unchecked);
                found.push(Standing {
                    made,
                    at,
                    state,
                    problem: None,
                });
                continue;
            }
            Chained::Checked { id } => (id, State::Checked, None),
            Chained::Failed { id, problem } => (id, State::Failed, Some(problem)),
            Chained::Expired { id } => (id, State::Expired, None),
        };
        let place = places.get(&id).and_then(|place| found.get_mut(*place));
        if let Some(standing) = place {
            standing.state = state;
            standing.problem = problem;
        }
    }
    for standing in &mut found {
        let is_there = folder.join(&standing.made.file).is_file();
        if standing.state != State::Expired && !is_there {
            standing.state = State::Missing;
        }
    }
    found
}

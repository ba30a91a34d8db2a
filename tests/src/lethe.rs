//! The Lethe under test: one that `LETHE_URL` names, or a host of the test's own.

use std::fs::{self, File};

use serde_json::Value;

use crate::{Client, Folder, Host, Tenant};

/// A Lethe that answers.
pub struct Lethe {
    url: String,
    own: Option<(Host, Folder)>,
}

impl Lethe {
    /// The given one, or a host of its own on a warm folder.
    pub fn running() -> Self {
        if let Ok(url) = std::env::var("LETHE_URL") {
            return Self { url, own: None };
        }
        let folder = Folder::warm();
        let host = Host::start(&folder);
        Self {
            url: host.url().to_owned(),
            own: Some((host, folder)),
        }
    }

    /// Calls without a token.
    pub fn nobody(&self) -> Client {
        Client::new(&self.url)
    }

    /// The folder of the test's own host; `None` when another Lethe was given.
    pub fn folder(&self) -> Option<&Folder> {
        self.own.as_ref().map(|(_, folder)| folder)
    }

    /// A tenant that no other test uses, with a token of every role.
    pub fn a_tenant(&self) -> Tenant {
        match &self.own {
            Some((_, folder)) => Tenant::create(folder, &self.url),
            None => Tenant::given(&take_line(), &self.url),
        }
    }
}

/// Takes a line of the file `LETHE_TOKENS` that no other test has taken.
fn take_line() -> Value {
    let path = std::env::var("LETHE_TOKENS").expect("LETHE_URL is set, so LETHE_TOKENS must be");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    for (number, line) in text.lines().enumerate() {
        if File::create_new(format!("{path}.{number}.taken")).is_ok() {
            return serde_json::from_str(line).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
    panic!("{path}: every tenant is taken; write more lines")
}

//! The Lethe under test: one that `LETHE_URL` names, or a host of the test's own.

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
        // Background work is seen to soon, so that stories need not wait for it.
        let host = Host::start_with(&folder, &["--jobs-every", "1"]);
        Self {
            url: host.url().to_owned(),
            own: Some((host, folder)),
        }
    }

    /// Calls without a token.
    pub fn nobody(&self) -> Client {
        Client::new(&self.url)
    }

    /// Calls as the operator of a given Lethe.
    fn operator(&self) -> Client {
        let token = std::env::var("LETHE_OPERATOR_TOKEN");
        let token = token.expect("LETHE_URL is set, so LETHE_OPERATOR_TOKEN must be");
        self.nobody().with_token(&token)
    }

    /// The folder of the test's own host; `None` when another Lethe was given.
    pub fn folder(&self) -> Option<&Folder> {
        self.own.as_ref().map(|(_, folder)| folder)
    }

    /// A tenant that no other test uses, with a token of every role.
    pub fn a_tenant(&self) -> Tenant {
        match &self.own {
            Some((_, folder)) => Tenant::create(folder, &self.url),
            None => Tenant::create_by(&self.operator()),
        }
    }
}

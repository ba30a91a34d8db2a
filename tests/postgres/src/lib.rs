//! A PostgreSQL server for one test process, on a free port of the loopback address, with a database
//! for each test. It ends with the process, however that ends, and leaves nothing.
//!
//! It needs Debian's package `postgresql-15` (any version from 15 will do) and finds its programs
//! by itself.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a harness fails its test by panicking, with what it saw"
)]

mod cluster;
mod programs;

use std::sync::atomic::{AtomicU32, Ordering};

pub use cluster::Cluster;

/// The role that owns the tables of every database, and migrates.
pub const OWNER: &str = "lethe_owner";

/// The role of the application, which owns nothing.
pub const APPLICATION: &str = "lethe_app";

/// An empty database of one test.
#[derive(Debug)]
pub struct Database {
    name: String,
}

impl Database {
    /// Makes one, and starts the server if this is the first.
    pub fn create() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", MADE.fetch_add(1, Ordering::Relaxed));
        let cluster = Cluster::of_this_process();
        cluster.run("postgres", &format!("CREATE DATABASE {name} OWNER {OWNER}"));
        Self { name }
    }

    /// Where the role that owns its tables connects.
    pub fn owner(&self) -> String {
        self.url(OWNER)
    }

    /// Where the application connects.
    pub fn application(&self) -> String {
        self.url(APPLICATION)
    }

    /// Runs statements as the superuser, and gives what they print.
    pub fn run(&self, statements: &str) -> String {
        Cluster::of_this_process().run(&self.name, statements)
    }

    fn url(&self, role: &str) -> String {
        let cluster = Cluster::of_this_process();
        let (port, password) = (cluster.port(), cluster::password(role));
        format!(
            "postgres://{role}:{password}@127.0.0.1:{port}/{}",
            self.name
        )
    }
}

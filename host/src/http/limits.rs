//! How much of the host one client may take.

use std::time::Duration;

/// The limits of the listener; the defaults are the design's.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How long the head of a request, or a TLS handshake, may take. A connection of HTTP/1.1
    /// that waits for its next request is held to it too.
    pub head: Duration,
    /// How long a connection of HTTP/2 may be idle.
    pub idle: Duration,
    /// Bytes of a request target; 414 beyond.
    pub url: usize,
    /// Bytes of all header fields, names and values; 431 beyond.
    pub header_bytes: usize,
    /// Header fields; 431 beyond.
    pub header_fields: usize,
    /// Bytes of a body; 413 beyond.
    pub body: u64,
    /// Bytes of a body that goes to one of `uploads`.
    pub upload: u64,
    /// The paths that take uploads.
    pub uploads: Vec<Paths>,
    /// Bytes a second that a body must bring, after a grace of `head`; 408 when it is slower.
    pub body_rate: u64,
    /// Connections at a time; further ones wait to be accepted.
    pub connections: usize,
    /// Connections at a time from one address (IPv6: one /64); as many again wait, briefly.
    pub connections_per_address: usize,
    /// Requests at a time on one connection of HTTP/2.
    pub streams: u32,
    /// How long running requests may take to finish when the host stops.
    pub shutdown: Duration,
}

/// Paths that are alike for a limit.
#[derive(Clone, Debug)]
pub enum Paths {
    /// This path.
    Exactly(String),
    /// Every path that ends so.
    EndingWith(String),
}

impl Default for Limits {
    fn default() -> Self {
        let uploads = vec![
            Paths::EndingWith("/import".to_owned()),
            Paths::Exactly("/v1/plugins".to_owned()),
        ];
        Self {
            head: Duration::from_secs(5),
            idle: Duration::from_mins(1),
            url: 8 << 10,
            header_bytes: 32 << 10,
            header_fields: 100,
            body: 1 << 20,
            upload: 10 << 20,
            uploads,
            body_rate: 1 << 10,
            connections: 1024,
            connections_per_address: 64,
            streams: 64,
            shutdown: Duration::from_secs(30),
        }
    }
}

impl Limits {
    /// Bytes of a body that goes to `path`.
    pub fn body_of(&self, path: &str) -> u64 {
        let takes_uploads = self.uploads.iter().any(|paths| match paths {
            Paths::Exactly(exact) => path == exact,
            Paths::EndingWith(end) => path.ends_with(end),
        });
        if takes_uploads {
            self.upload
        } else {
            self.body
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_upload_paths_take_large_bodies() {
        let limits = Limits::default();
        for (path, large) in [
            ("/v1/plugins", true),
            ("/v1/collections/people/import", true),
            ("/v1/plugins/x", false),
            ("/v1/subjects", false),
            ("/", false),
        ] {
            assert_eq!(limits.body_of(path) == limits.upload, large, "{path}");
        }
    }
}

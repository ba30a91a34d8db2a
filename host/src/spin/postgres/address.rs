//! Which servers a component may connect to, and what it may say of the connection.

use std::str::FromStr as _;

use sqlx::postgres::PgConnectOptions;

use crate::spin::bindings::spin::postgres::postgres::Error;

/// The port that an entry without one allows: that of every client of PostgreSQL.
const DEFAULT_PORT: u16 = 5432;

/// What may stand behind the `?` of an address that a component made up itself. All else names
/// files of this machine, other servers, or settings of the host's.
const PARAMETERS: [&str; 2] = ["application_name", "sslmode"];

/// An entry of `allowed_outbound_hosts`: `postgres://HOST:PORT`, where the host may be `*` or begin
/// with `*.`, and the port may be `*` or left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedHost {
    host: String,
    port: Option<u16>,
}

/// An entry of `allowed_outbound_hosts` is not one that this host grants.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "an allowed outbound host is written postgres://HOST:PORT; nothing else is reached from here"
)]
pub struct MalformedHost;

impl AllowedHost {
    /// What every entry begins with: the host connects to nothing but PostgreSQL.
    pub const SCHEME: &str = "postgres://";

    /// Reads an entry, its variables filled in.
    ///
    /// # Errors
    /// It is written otherwise.
    pub fn parse(entry: &str) -> Result<Self, MalformedHost> {
        let rest = entry.strip_prefix(Self::SCHEME).ok_or(MalformedHost)?;
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port),
            _ => (rest, ""),
        };
        let port = match port {
            "*" => None,
            "" => Some(DEFAULT_PORT),
            port => Some(port.parse().map_err(|_| MalformedHost)?),
        };
        let name = host.strip_prefix("*.").unwrap_or(host);
        let is_name =
            |name: &str| !name.is_empty() && !name.contains(['*', '/', '@', '?', '#', ' ']);
        if host == "*" || is_name(name) {
            let host = host.to_ascii_lowercase();
            Ok(Self { host, port })
        } else {
            Err(MalformedHost)
        }
    }

    fn permits(&self, host: &str, port: u16) -> bool {
        let host = host.to_ascii_lowercase();
        let is_host = match self.host.strip_prefix('*') {
            Some("") => true,
            // "*.example.com" is every name below example.com.
            Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
            None => host == self.host,
        };
        is_host && self.port.is_none_or(|allowed| allowed == port)
    }
}

/// Reads an address and checks that the component may connect there.
///
/// An address that stands in a variable comes from the operator: it may say everything that libpq
/// knows, and `PGPASSWORD` and `PGPASSFILE` are for it.
pub(super) fn options(
    address: &str,
    is_of_operator: bool,
    allowed: &[AllowedHost],
) -> Result<PgConnectOptions, Error> {
    let refuse = |why: &str| Err(Error::ConnectionFailed(why.to_owned()));
    if !(address.starts_with("postgres://") || address.starts_with("postgresql://")) {
        return refuse("the address is not a URL such as postgres://user@host/name");
    }
    if !is_of_operator && parameters(address).any(|name| !PARAMETERS.contains(&name)) {
        return refuse("the address has parameters that only a variable may set");
    }
    // What the driver says of a bad address can hold a part of it.
    let Ok(mut options) = PgConnectOptions::from_str(address) else {
        return refuse("the address cannot be read");
    };
    if !is_of_operator && !has_password(address) {
        // Not the host's.
        options = options.password("");
    }
    let (host, port) = (options.get_host(), options.get_port());
    let is_tcp = options.get_socket().is_none() && !host.starts_with('/');
    if is_tcp && allowed.iter().any(|entry| entry.permits(host, port)) {
        Ok(options)
    } else {
        refuse("allowed_outbound_hosts of the component does not name the server")
    }
}

/// Whether an address holds a password.
pub(crate) fn has_password(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
    user.contains(':') || parameters(address).any(|name| name == "password")
}

fn parameters(address: &str) -> impl Iterator<Item = &str> {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split('=').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(entry: &str, address: &str) -> bool {
        options(address, false, &[AllowedHost::parse(entry).unwrap()]).is_ok()
    }

    #[test]
    fn a_component_connects_to_the_servers_that_its_manifest_names() {
        let address = "postgres://me:secret@db.example.com/lethe";
        for entry in [
            "postgres://db.example.com",
            "postgres://DB.example.com:5432",
            "postgres://db.example.com:*",
            "postgres://*.example.com",
            "postgres://*:5432",
            "postgres://*:*",
        ] {
            assert!(may(entry, address), "{entry}");
        }
        for entry in [
            "postgres://example.com",
            "postgres://db.example.com:5433",
            "postgres://*.db.example.com",
            "postgres://other",
        ] {
            assert!(!may(entry, address), "{entry}");
        }
        assert!(may(
            "postgres://[::1]:5432",
            "postgres://me:x@[::1]:5432/lethe"
        ));
        assert!(options(address, false, &[]).is_err());
    }

    #[test]
    fn an_address_that_leads_elsewhere_is_refused() {
        for address in [
            "postgres://me:x@db/lethe?host=elsewhere",
            "postgres://me:x@db/lethe?sslmode=require&hostaddr=1.2.3.4",
            "postgres://me:x@db/lethe?sslrootcert=/etc/passwd",
            "postgres://me:x@db/lethe?options=-c%20search_path=x",
            "postgres://%2Fvar%2Frun%2Fpostgresql/lethe",
            "host=db dbname=lethe",
            "mysql://db/lethe",
        ] {
            assert!(!may("postgres://*:*", address), "{address}");
        }
        assert!(may(
            "postgres://*:*",
            "postgres://me:x@db/lethe?sslmode=require"
        ));
    }

    #[test]
    fn what_is_no_server_is_refused() {
        for entry in [
            "",
            "*",
            "https://db",
            "postgres://",
            "postgres://a/b",
            "postgres://me@db",
            "postgres://*x",
            "postgres://db:port",
            "*://db:5432",
        ] {
            assert_eq!(AllowedHost::parse(entry), Err(MalformedHost), "{entry}");
        }
    }

    #[test]
    fn a_password_is_seen_wherever_it_stands() {
        for address in ["postgres://a:b@c", "postgres://c/d?x=y&password=b"] {
            assert!(has_password(address), "{address}");
        }
        for address in [
            "postgres://a@c:5432/d",
            "postgres://c:5432",
            "postgres://c/a:b@d",
        ] {
            assert!(!has_password(address), "{address}");
        }
    }
}

//! `spin:postgres@4.2.0`, and so 4.0.0 of spin-sdk 5: PostgreSQL servers that the manifest names.

mod address;
mod connection;
mod decode;
mod encode;
mod interface;
mod servers;
#[cfg(test)]
mod tests;

pub(crate) use self::address::has_password;
pub use self::{
    address::{AllowedHost, MalformedHost},
    connection::Connection,
    interface::Builder,
    servers::Servers,
};

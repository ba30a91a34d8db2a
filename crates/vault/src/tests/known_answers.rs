//! The primitives are those of the standards, and the format is the one that was released.

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce, Tag};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{FakeEntropy, World, sheet};
use crate::{RootKey, Vault};

/// The cases of AES-256-GCM with a 96-bit nonce in "The Galois/Counter Mode of Operation" (`McGrew`
/// and Viega), which NIST published with SP 800-38D: key, nonce, data, plaintext, ciphertext, tag.
const GCM: [[&str; 6]; 4] = [
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "000000000000000000000000",
        "",
        "",
        "",
        "530f8afbc74536b9a963b4f1c4cb738b",
    ],
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "000000000000000000000000",
        "",
        "00000000000000000000000000000000",
        "cea7403d4d606b6e074ec5d3baf39d18",
        "d0d1c8a799996bf0265b98b5d48ab919",
    ],
    [
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
         1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
         8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
        "b094dac5d93471bdec1a502270e3cc6c",
    ],
    [
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
         1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
         8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
        "76fc6ece0f4e1768cddf8853bb2d551b",
    ],
];

#[test]
fn aes_256_gcm_is_that_of_nist() {
    for case in GCM {
        let [key, nonce, data, plain, sealed, tag] = case.map(|text| hex::decode(text).unwrap());
        let cipher = Aes256Gcm::new_from_slice(&key).unwrap();
        let nonce = Nonce::try_from(nonce.as_slice()).unwrap();
        let mut buffer = plain.clone();
        let made = cipher
            .encrypt_inout_detached(&nonce, &data, buffer.as_mut_slice().into())
            .unwrap();
        assert_eq!(hex::encode(&buffer), hex::encode(sealed));
        assert_eq!(hex::encode(made), hex::encode(&tag));
        let tag = Tag::try_from(tag.as_slice()).unwrap();
        cipher
            .decrypt_inout_detached(&nonce, &data, buffer.as_mut_slice().into(), &tag)
            .unwrap();
        assert_eq!(buffer, plain);
    }
}

#[test]
fn hmac_is_that_of_rfc_4231() {
    let mut mac = Hmac::<Sha256>::new_from_slice(&[0x0b; 20]).unwrap();
    mac.update(b"Hi There");
    assert_eq!(
        hex::encode(mac.finalize().into_bytes()),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
}

/// The expected bytes come from a second implementation in Python (`cryptography`), which reads the
/// format from the module `envelope`. A change here makes all that is stored unreadable.
#[test]
fn the_format_is_the_released_one() {
    let mut world = World::new();
    assert_eq!(
        hex::encode(&world.tenant.wrapped),
        "0100000001daef5cd9d64f5a30d541d736f6eb6a5db9b501d1d854bb7180021590860ffa009c5dc091c271be827f4f8acb7893659da0400a92966948d9115fd379f45d545130e10e83837f56c357797d6f"
    );
    assert_eq!(
        hex::encode(&world.subjects[0].wrapped),
        "010000000145da3dea0cb6c676657293fb3322f205614f560177dc7567fe8bcf14972d2509b2a76175822ff3fc42193613c6046eb4c68e8ad52e3d448d7fd2f736ec9cc7ae18c5d993a92353b6691e5f1b"
    );
    let place = sheet(0, "people", "1", "email", b"ada@example.org");
    assert_eq!(
        hex::encode(world.seal_one(&place)),
        "0100000001f95a4fbe8c09a47619fd812849bfe1b0ee89af30963784ae0865ef731fd66bc45b3d28668da35af0baf3317f7fcb3107f12906546c186e4478c681"
    );
    let index = world
        .vault
        .blind_index(&world.tenant, "people/email", &["ada@example.org".into()])
        .unwrap();
    assert_eq!(
        hex::encode(&index[0]),
        "45df51760f6925c84586cf5ee30081181731897b3929e6fd6f39eaee246c5a84"
    );
    let artifacts = RootKey::from_bytes([7; 32]).derive("artifacts");
    assert_eq!(
        hex::encode(*artifacts),
        "5683c147f2d52289dd7195402d706b4e4ba28d57af726badf63ec92eddc79425"
    );
}

#[test]
fn what_was_sealed_before_a_restart_opens_after_it() {
    let mut world = World::new();
    let place = sheet(0, "people", "1", "email", b"ada@example.org");
    let sealed = world.seal_one(&place);
    world.vault = Vault::new(RootKey::from_bytes([7; 32]));
    world.entropy = FakeEntropy(99);
    assert_eq!(world.open_one(&place, &sealed).unwrap(), b"ada@example.org");
}

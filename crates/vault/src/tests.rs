//! The promises of the vault, kept through its public functions only.

mod blind_index;
mod fuzz;
mod keys;
mod known_answers;
mod nonces;
mod passwords;
mod rotation;
mod sealing;
mod swapping;
mod tampering;
mod wycheproof;

use crate::{Cell, Entropy, Error, RootKey, Sheet, SubjectKey, TenantKey, Vault};

/// Entropy that tests can repeat: a counter through `SplitMix64`, so that no two draws are alike.
struct FakeEntropy(u64);

impl Entropy for FakeEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        for chunk in bytes.chunks_mut(8) {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^= z >> 31;
            chunk.copy_from_slice(&z.to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// A generator that has run dry.
struct NoEntropy;

impl Entropy for NoEntropy {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), Error> {
        Err(Error::Unavailable("no entropy".into()))
    }
}

/// A vault with one tenant and two subjects.
struct World {
    vault: Vault,
    entropy: FakeEntropy,
    tenant: TenantKey,
    subjects: Vec<SubjectKey>,
}

impl World {
    fn new() -> Self {
        let mut entropy = FakeEntropy(1);
        let vault = Vault::new(RootKey::from_bytes([7; 32]));
        let tenant = vault.new_tenant_key("acme", &mut entropy).unwrap();
        let names = ["ada".to_owned(), "bob".to_owned()];
        let subjects = vault
            .new_subject_keys(&tenant, &names, &mut entropy)
            .unwrap();
        Self {
            vault,
            entropy,
            tenant,
            subjects,
        }
    }

    fn seal(&mut self, sheets: &[Sheet]) -> Result<Vec<Vec<Vec<u8>>>, Error> {
        self.vault
            .seal(&self.tenant, &self.subjects, sheets, &mut self.entropy)
    }

    fn seal_one(&mut self, sheet: &Sheet) -> Vec<u8> {
        self.seal(std::slice::from_ref(sheet)).unwrap()[0][0].clone()
    }

    fn open(&self, sheets: &[Sheet]) -> Result<Vec<Vec<Vec<u8>>>, Error> {
        self.vault.open(&self.tenant, &self.subjects, sheets)
    }

    fn open_one(&self, place: &Sheet, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let opened = self.open(&[with(place, sealed)])?;
        Ok(opened[0][0].clone())
    }
}

/// A sheet of one cell.
fn sheet(subject: u32, collection: &str, id: &str, field: &str, bytes: &[u8]) -> Sheet {
    Sheet {
        subject,
        collection: collection.into(),
        id: id.into(),
        cells: vec![Cell {
            field: field.into(),
            bytes: bytes.to_vec(),
        }],
    }
}

/// The same place with other bytes in its one cell.
fn with(place: &Sheet, bytes: &[u8]) -> Sheet {
    let mut sheet = place.clone();
    sheet.cells[0].bytes = bytes.to_vec();
    sheet
}

//! What a ciphertext is bound to: the associated data of GCM.
//!
//! Every part is preceded by its length, so no two places have the same associated data: field "a"
//! of record "bc" is not field "ab" of record "c". A ciphertext that is moved does not open.

use crate::envelope;

/// The place of a ciphertext. One buffer serves all cells of a call.
pub(crate) struct Binding {
    version: u32,
    data: Vec<u8>,
    prefix: usize,
}

impl Binding {
    /// Begins the place of cells of one subject.
    pub(crate) fn of_cells(tenant: &str, subject: &str, version: u32) -> Self {
        let mut binding = Self::new("cell", version);
        binding.push(tenant);
        binding.push(subject);
        binding.prefix = binding.data.len();
        binding
    }

    /// The place of a tenant's wrapped key.
    pub(crate) fn of_tenant_key(tenant: &str, version: u32) -> Self {
        let mut binding = Self::new("tenant-key", version);
        binding.push(tenant);
        binding
    }

    /// The place of a subject's wrapped key.
    pub(crate) fn of_subject_key(tenant: &str, subject: &str, version: u32) -> Self {
        let mut binding = Self::new("subject-key", version);
        binding.push(tenant);
        binding.push(subject);
        binding
    }

    /// The place of a wrapped key that a tenant signs with.
    pub(crate) fn of_signing_key(tenant: &str, id: &str) -> Self {
        let mut binding = Self::new("signing-key", 1);
        binding.push(tenant);
        binding.push(id);
        binding
    }

    /// The place of the wrapped key of a sealed file.
    pub(crate) fn of_file_key(id: &str) -> Self {
        let mut binding = Self::new("file-key", 1);
        binding.push(id);
        binding
    }

    /// Goes to one cell.
    pub(crate) fn go_to(&mut self, collection: &str, record: &str, field: &str) {
        self.data.truncate(self.prefix);
        self.push(collection);
        self.push(record);
        self.push(field);
    }

    pub(crate) const fn version(&self) -> u32 {
        self.version
    }

    pub(crate) fn associated_data(&self) -> &[u8] {
        &self.data
    }

    fn new(kind: &str, version: u32) -> Self {
        let mut binding = Self {
            version,
            data: Vec::with_capacity(256),
            prefix: 0,
        };
        binding.data.push(envelope::algorithm());
        binding.data.extend_from_slice(&version.to_be_bytes());
        binding.push(kind);
        binding
    }

    fn push(&mut self, part: &str) {
        // `usize` has at most 64 bits on every target of Rust.
        let length = part.len() as u64;
        self.data.extend_from_slice(&length.to_be_bytes());
        self.data.extend_from_slice(part.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(parts: [&str; 5], version: u32) -> Vec<u8> {
        let [tenant, subject, collection, record, field] = parts;
        let mut binding = Binding::of_cells(tenant, subject, version);
        binding.go_to("elsewhere", "before", "this");
        binding.go_to(collection, record, field);
        binding.associated_data().to_vec()
    }

    #[test]
    fn no_two_places_have_the_same_associated_data() {
        let places = [
            cell(["t", "s", "c", "r", "f"], 1),
            cell(["t", "s", "c", "r", "f"], 2),
            cell(["ts", "", "c", "r", "f"], 1),
            cell(["", "ts", "c", "r", "f"], 1),
            cell(["t", "sc", "", "r", "f"], 1),
            cell(["t", "s", "cr", "", "f"], 1),
            cell(["t", "s", "c", "", "rf"], 1),
            cell(["t", "s", "c", "rf", ""], 1),
            Binding::of_tenant_key("t", 1).associated_data().to_vec(),
            Binding::of_subject_key("t", "s", 1)
                .associated_data()
                .to_vec(),
            Binding::of_subject_key("s", "t", 1)
                .associated_data()
                .to_vec(),
            Binding::of_signing_key("t", "s").associated_data().to_vec(),
            Binding::of_file_key("t").associated_data().to_vec(),
        ];
        let distinct: std::collections::BTreeSet<_> = places.iter().collect();
        assert_eq!(distinct.len(), places.len());
    }
}

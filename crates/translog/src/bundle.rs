//! Bundles of entries (C2SP tlog-tiles, log entries): each after its length in two bytes, the higher first.

use crate::{Error, WIDTH};

/// Bytes that an entry may have, for its length to fit.
pub const MOST_ENTRY_BYTES: usize = 0xffff;

/// Puts entries into a bundle, of which a full one has [`WIDTH`].
///
/// # Errors
/// There are none or more, or one is longer than [`MOST_ENTRY_BYTES`].
pub fn encode_entries<T: AsRef<[u8]>>(entries: &[T]) -> Result<Vec<u8>, Error> {
    if entries.is_empty() || entries.len() > usize::from(WIDTH) {
        return Err(Error::Bundle);
    }
    let mut bytes = Vec::new();
    for entry in entries {
        let entry = entry.as_ref();
        let length = u16::try_from(entry.len()).map_err(|_| Error::Bundle)?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// Reads a bundle that has so many entries.
///
/// # Errors
/// It has more or fewer, or ends within one.
pub fn decode_entries(mut bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, Error> {
    if width == 0 || width > WIDTH {
        return Err(Error::Bundle);
    }
    let mut entries = Vec::new();
    for _ in 0..width {
        let (length, rest) = bytes.split_first_chunk().ok_or(Error::Bundle)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, rest) = rest.split_at_checked(length).ok_or(Error::Bundle)?;
        entries.push(entry);
        bytes = rest;
    }
    if !bytes.is_empty() {
        return Err(Error::Bundle);
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_back_whatever_they_hold() {
        let long = vec![7; MOST_ENTRY_BYTES];
        let entries = [&b""[..], b"\0\x01", &long];
        let bytes = encode_entries(&entries).unwrap();
        assert_eq!(bytes[..6], [0, 0, 0, 2, 0, 1]);
        assert_eq!(decode_entries(&bytes, 3).unwrap(), entries);
        for (wrong, width) in [
            (&bytes[..], 2),
            (&bytes, 4),
            (&bytes[1..], 3),
            (&bytes[..5], 2),
            (&[], 1),
            (&[], 0),
        ] {
            assert_eq!(decode_entries(wrong, width), Err(Error::Bundle));
        }
    }

    #[test]
    fn what_fits_in_no_bundle_is_refused() {
        let long = vec![0; MOST_ENTRY_BYTES + 1];
        assert_eq!(encode_entries(&[long]), Err(Error::Bundle));
        assert_eq!(encode_entries::<&[u8]>(&[]), Err(Error::Bundle));
        assert_eq!(encode_entries(&[b""; 257]), Err(Error::Bundle));
    }
}

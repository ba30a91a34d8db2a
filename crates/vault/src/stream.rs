//! Files that are too large to be sealed at once: the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár:
//! "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015) over AES-256-GCM.
//!
//! `magic (8) ‖ id (16) ‖ chunks`, each chunk 64 KiB of plaintext and a tag of 16 bytes, the last one shorter or
//! equal. Nonces count the chunks, and the last one is marked: chunks that are altered, moved, dropped or missing at the end are
//! found. The key is derived for the id, which must never be used for two files.

use std::io::{self, Read, Write};

use aead_stream::aead::KeyInit as _;
use aead_stream::aead::Payload;
use aead_stream::{DecryptorBE32, EncryptorBE32, Nonce, StreamBE32};
use aes_gcm::Aes256Gcm;

use crate::FileKey;

/// What a sealed file begins with: its format, in version 1.
pub const MAGIC: [u8; 8] = *b"LETHE\x00S1";

/// The bytes of plaintext in a chunk.
const CHUNK: usize = 64 * 1024;

/// The bytes of a tag.
const TAG: usize = 16;

/// The part of the nonce that does not count: zero, because no two files have one key.
type Prefix = Nonce<Aes256Gcm, StreamBE32<Aes256Gcm>>;

/// Seals what is written to it.
pub struct Sealer<W> {
    out: W,
    header: [u8; 24],
    stream: EncryptorBE32<Aes256Gcm>,
    buffer: Vec<u8>,
}

/// Opens what is read from it.
pub struct Opener<R> {
    from: R,
    header: [u8; 24],
    /// None once the last chunk was opened.
    stream: Option<DecryptorBE32<Aes256Gcm>>,
    /// What was read ahead: whether a chunk is the last is known when no byte follows.
    ahead: Vec<u8>,
    opened: Vec<u8>,
    taken: usize,
}

impl<W> std::fmt::Debug for Sealer<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealer").finish_non_exhaustive()
    }
}

impl<R> std::fmt::Debug for Opener<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opener").finish_non_exhaustive()
    }
}

impl<W: Write> Sealer<W> {
    /// Begins the file with this id, under its key.
    pub fn begin(key: &FileKey, id: [u8; 16], mut out: W) -> io::Result<Self> {
        let header = header(id);
        out.write_all(&header)?;
        Ok(Self {
            out,
            header,
            stream: EncryptorBE32::from_aead(cipher(key), &Prefix::default()),
            buffer: Vec::with_capacity(CHUNK + TAG),
        })
    }

    /// Seals what is left as the last chunk: without it the file does not open.
    pub fn finish(mut self) -> io::Result<W> {
        let payload = Payload {
            msg: &self.buffer,
            aad: &self.header,
        };
        let sealed = self.stream.encrypt_last(payload).map_err(|_| full())?;
        self.out.write_all(&sealed)?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits until more comes: it may be the last.
        if self.buffer.len() == CHUNK && !bytes.is_empty() {
            let payload = Payload {
                msg: &self.buffer,
                aad: &self.header,
            };
            let sealed = self.stream.encrypt_next(payload).map_err(|_| full())?;
            self.out.write_all(&sealed)?;
            self.buffer.clear();
        }
        let taken = bytes.len().min(CHUNK - self.buffer.len());
        self.buffer
            .extend_from_slice(bytes.get(..taken).unwrap_or_default());
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<R: Read> Opener<R> {
    /// Reads the header. Of what is read then, nothing counts until the end was reached without an error.
    pub fn begin(key: &FileKey, id: [u8; 16], mut from: R) -> io::Result<Self> {
        let mut found = [0; 24];
        from.read_exact(&mut found)?;
        if found != header(id) {
            return Err(damaged());
        }
        Ok(Self {
            from,
            header: found,
            stream: Some(DecryptorBE32::from_aead(cipher(key), &Prefix::default())),
            ahead: Vec::new(),
            opened: Vec::new(),
            taken: 0,
        })
    }

    /// Opens the next chunk, if there is one.
    fn fill(&mut self) -> io::Result<()> {
        let Some(mut stream) = self.stream.take() else {
            return Ok(());
        };
        let mut chunk = std::mem::take(&mut self.ahead);
        let missing = (CHUNK + TAG + 1).saturating_sub(chunk.len());
        let mut more = self.from.by_ref().take(missing as u64);
        more.read_to_end(&mut chunk)?;
        let is_last = chunk.len() <= CHUNK + TAG;
        if !is_last {
            self.ahead = chunk.split_off(CHUNK + TAG);
        }
        let payload = Payload {
            msg: &chunk,
            aad: &self.header,
        };
        self.opened = if is_last {
            stream.decrypt_last(payload).map_err(|_| damaged())?
        } else {
            let opened = stream.decrypt_next(payload).map_err(|_| damaged())?;
            self.stream = Some(stream);
            opened
        };
        self.taken = 0;
        Ok(())
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.opened.len() {
            self.opened.clear();
            self.taken = 0;
            self.fill()?;
        }
        let mut left = self.opened.get(self.taken..).unwrap_or_default();
        let read = left.read(bytes)?;
        self.taken += read;
        Ok(read)
    }
}

fn header(id: [u8; 16]) -> [u8; 24] {
    let mut header = [0; 24];
    let (magic, rest) = header.split_at_mut(MAGIC.len());
    magic.copy_from_slice(&MAGIC);
    rest.copy_from_slice(&id);
    header
}

fn cipher(key: &FileKey) -> Aes256Gcm {
    Aes256Gcm::new(key.as_bytes().into())
}

fn damaged() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "it was altered or cut off, or sealed under another root key",
    )
}

/// 2³² chunks were sealed: 256 TiB.
fn full() -> io::Error {
    io::Error::new(
        io::ErrorKind::FileTooLarge,
        "a sealed file cannot be larger",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RootKey;

    const ID: [u8; 16] = [5; 16];

    fn key(id: [u8; 16]) -> FileKey {
        FileKey::derive(&RootKey::from_bytes([9; 32]), id)
    }

    fn sealed(bytes: &[u8]) -> Vec<u8> {
        let mut sealer = Sealer::begin(&key(ID), ID, Vec::new()).unwrap();
        for part in bytes.chunks(1000) {
            sealer.write_all(part).unwrap();
        }
        sealer.finish().unwrap()
    }

    fn opened(sealed: &[u8]) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        Opener::begin(&key(ID), ID, sealed)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn files_of_every_size_come_back() {
        for size in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7] {
            let bytes: Vec<u8> = (0..=250).cycle().take(size).collect();
            let sealed = sealed(&bytes);
            let chunks = size.div_ceil(CHUNK).max(1);
            assert_eq!(sealed.len(), 24 + size + chunks * TAG);
            assert_eq!(opened(&sealed).unwrap(), bytes, "{size} bytes");
        }
    }

    #[test]
    fn what_is_cut_off_or_added_is_found() {
        let sealed = sealed(&vec![1; 2 * CHUNK + 100]);
        let chunk = CHUNK + TAG;
        for length in [0, 10, 24, 30, 24 + chunk, 24 + 2 * chunk, sealed.len() - 1] {
            assert!(opened(&sealed[..length]).is_err(), "{length} bytes");
        }
        assert!(opened(&[&sealed[..], &[0]].concat()).is_err());
    }

    #[test]
    fn chunks_that_are_altered_or_moved_are_found() {
        let bytes: Vec<u8> = [0, 1, 2]
            .iter()
            .flat_map(|byte| vec![*byte; CHUNK])
            .collect();
        let good = sealed(&bytes);
        for place in [0, 8, 23, 24, 24 + CHUNK, 30 + 2 * CHUNK, good.len() - 1] {
            let mut altered = good.clone();
            altered[place] ^= 1;
            assert!(opened(&altered).is_err(), "byte {place}");
        }
        let chunk = CHUNK + TAG;
        let mut moved = good.clone();
        moved[24..24 + 2 * chunk].rotate_left(chunk);
        assert!(opened(&moved).is_err());
    }

    #[test]
    fn another_id_or_root_does_not_open_it() {
        let good = sealed(b"text");
        let mut read = Vec::new();
        let mut other = good.clone();
        other[8..24].copy_from_slice(&[6; 16]);
        let opened = Opener::begin(&key([6; 16]), [6; 16], &other[..]).unwrap();
        assert!({ opened }.read_to_end(&mut read).is_err());
        let stranger = FileKey::derive(&RootKey::from_bytes([8; 32]), ID);
        let opened = Opener::begin(&stranger, ID, &good[..]).unwrap();
        assert!({ opened }.read_to_end(&mut read).is_err());
        assert!(Opener::begin(&key([6; 16]), [6; 16], &good[..]).is_err());
    }
}

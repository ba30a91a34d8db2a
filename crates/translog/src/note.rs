//! Signed notes (C2SP signed-note): a text, an empty line, and a line a signature. A text is to be believed only
//! after [`Note::verify`].

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::key::is_name;
use crate::{Algorithm, Checkpoint, Error, KeyId, SignerKey, VerifierKey};

/// Bytes that a note may have. The specification leaves the limit to verifiers.
pub const MOST_NOTE_BYTES: usize = 1 << 20;

/// Signatures that a note may have; the specification asks for 16 at least.
pub const MOST_SIGNATURES: usize = 100;

/// What begins the line of a signature: an em dash and a space.
const DASH: &str = "\u{2014} ";

/// A text with signatures, of which nothing is known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// What a line says of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    name: String,
    id: KeyId,
    bytes: Vec<u8>,
}

/// A signature that was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified<'a> {
    /// Whose it is.
    pub key: &'a VerifierKey,
    /// When it was made, in seconds since 1970, as the owner of the key says; cosignatures only.
    pub at: Option<u64>,
}

impl NoteSignature {
    pub(crate) fn new(key: &VerifierKey, bytes: Vec<u8>) -> Self {
        Self {
            name: key.name().to_owned(),
            id: key.id(),
            bytes,
        }
    }

    /// Whose key it names.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of the key that it names.
    pub fn id(&self) -> KeyId {
        self.id
    }

    fn parse(line: &str) -> Result<Self, Error> {
        let rest = line.strip_prefix(DASH);
        let rest = rest.ok_or(Error::Note(
            "a signature begins with an em dash and a space",
        ))?;
        let (name, bytes) = rest
            .split_once(' ')
            .filter(|(name, _)| is_name(name))
            .ok_or(Error::Note("a signature has no name"))?;
        let bytes = STANDARD.decode(bytes);
        let bytes = bytes.map_err(|_| Error::Note("a signature is not in base64"))?;
        match bytes.split_first_chunk() {
            Some((id, bytes)) if !bytes.is_empty() => Ok(Self {
                name: name.to_owned(),
                id: KeyId(*id),
                bytes: bytes.to_vec(),
            }),
            _ => Err(Error::Note("a signature is too short")),
        }
    }

    fn is_of(&self, key: &VerifierKey) -> bool {
        self.name == key.name() && self.id == key.id()
    }

    /// Verifies that this is a signature of this key over a text, and gives its time if it has one.
    fn verify(&self, text: &str, key: &VerifierKey) -> Result<Option<u64>, Error> {
        let at = match key.algorithm() {
            Algorithm::Ed25519 => {
                let signature = self.bytes.as_slice().try_into();
                let signature = signature.map_err(|_| Error::Signature)?;
                return key.has_signed(text.as_bytes(), signature).map(|()| None);
            }
            Algorithm::CosignatureV1 => self.bytes.split_first_chunk(),
        };
        let (at, signature) = at.ok_or(Error::Signature)?;
        let at = u64::from_be_bytes(*at);
        // The specification ends time where signed integers end.
        let is_time = i64::try_from(at).is_ok();
        let signature = signature.try_into().ok().filter(|_| is_time);
        let message = Checkpoint::parse(text)?.cosigned(at);
        key.has_signed(message.as_bytes(), signature.ok_or(Error::Signature)?)?;
        Ok(Some(at))
    }
}

impl Note {
    /// A text that nobody has signed.
    ///
    /// # Errors
    /// It does not end with a newline, has control characters, or is too long.
    pub fn of(text: &str) -> Result<Self, Error> {
        if text.len() > MOST_NOTE_BYTES {
            return Err(Error::Note("it is too long"));
        }
        if !text.ends_with('\n') {
            return Err(Error::Note("the text does not end with a newline"));
        }
        if text.bytes().any(|byte| byte < b' ' && byte != b'\n') {
            return Err(Error::Note("it has control characters"));
        }
        Ok(Self {
            text: text.to_owned(),
            signatures: Vec::new(),
        })
    }

    /// Reads a note. Its signatures are those after its last empty line.
    ///
    /// # Errors
    /// It is none, or exceeds [`MOST_NOTE_BYTES`] or [`MOST_SIGNATURES`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MOST_NOTE_BYTES {
            return Err(Error::Note("it is too long"));
        }
        let whole = str::from_utf8(bytes).map_err(|_| Error::Note("it is not UTF-8"))?;
        let (text, signatures) = whole
            .rsplit_once("\n\n")
            .ok_or(Error::Note("it has no empty line"))?;
        // The first of the two newlines ends the text.
        let text = whole.get(..=text.len()).unwrap_or_default();
        let mut note = Self::of(text)?;
        let lines = signatures
            .strip_suffix('\n')
            .ok_or(Error::Note("the last line does not end"))?;
        for line in lines.split('\n') {
            note.add(NoteSignature::parse(line)?)?;
        }
        Ok(note)
    }

    /// What is signed, with the newline at its end.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, in their order.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Adds a signature.
    ///
    /// # Errors
    /// There are [`MOST_SIGNATURES`] already.
    pub fn add(&mut self, signature: NoteSignature) -> Result<(), Error> {
        if self.signatures.len() >= MOST_SIGNATURES {
            return Err(Error::Note("it has too many signatures"));
        }
        self.signatures.push(signature);
        Ok(())
    }

    /// Signs the text.
    ///
    /// # Errors
    /// The key is one of a witness, or there are too many signatures.
    pub fn sign(&mut self, key: &SignerKey) -> Result<(), Error> {
        let signature = key.sign(self.text.as_bytes());
        let line = key.verifier().signature(&signature)?;
        self.add(line)
    }

    /// Cosigns a checkpoint as its witness at a time in seconds since 1970. That it continues what was seen before
    /// is for the witness to have verified.
    ///
    /// # Errors
    /// The key is none of a witness, the text no checkpoint, or there are too many signatures.
    pub fn cosign(&mut self, key: &SignerKey, at: u64) -> Result<(), Error> {
        let message = Checkpoint::parse(&self.text)?.cosigned(at);
        let signature = key.sign(message.as_bytes());
        let line = key.verifier().cosignature(at, &signature)?;
        self.add(line)
    }

    /// Verifies the signatures of the keys that are known, and gives each key that has signed once, with its first
    /// signature. Those of other keys count for nothing.
    ///
    /// # Errors
    /// A signature that names a known key is not its, none names one, or two keys cannot be told apart.
    pub fn verify<'a>(&self, known: &'a [VerifierKey]) -> Result<Vec<Verified<'a>>, Error> {
        let mut verified: Vec<Verified<'a>> = Vec::new();
        for signature in &self.signatures {
            let mut named = known.iter().filter(|key| signature.is_of(key));
            let Some(key) = named.next() else { continue };
            if named.any(|other| other != key) {
                return Err(Error::AmbiguousKey);
            }
            let at = signature.verify(&self.text, key)?;
            if verified.iter().all(|earlier| earlier.key != key) {
                verified.push(Verified { key, at });
            }
        }
        if verified.is_empty() {
            return Err(Error::Unsigned);
        }
        Ok(verified)
    }
}

/// The note as it is sent and kept.
impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| {
            let bytes = [&signature.id.0[..], &signature.bytes].concat();
            writeln!(f, "{DASH}{} {}", signature.name, STANDARD.encode(bytes))
        })
    }
}

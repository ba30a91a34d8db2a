//! Checkpoints (C2SP tlog-checkpoint): what a log says of itself at one size, in lines.

use crate::{Error, Hash, MOST_LEAVES, Note, VerifierKey};

/// What a log was when it signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
    extensions: Vec<String>,
}

/// A checkpoint that its log has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What was signed.
    pub checkpoint: Checkpoint,
    /// The witnesses that have cosigned it, each once.
    pub witnesses: Vec<Cosigned>,
}

/// That a witness has cosigned a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// The name of its key.
    pub name: String,
    /// When, in seconds since 1970, as it says.
    pub at: u64,
}

impl Checkpoint {
    /// Of the log with this origin, which is best a URL without its scheme and must be the log's alone.
    ///
    /// # Errors
    /// The origin is not one line, or the size is too large.
    pub fn new(origin: &str, size: u64, root: Hash) -> Result<Self, Error> {
        if !is_line(origin) {
            return Err(Error::Checkpoint("its origin is not one line"));
        }
        if size > MOST_LEAVES {
            return Err(Error::TooLarge);
        }
        Ok(Self {
            origin: origin.to_owned(),
            size,
            root,
            extensions: Vec::new(),
        })
    }

    /// Adds a line that only its readers understand. The specification advises against it, because nobody can
    /// audit it.
    ///
    /// # Errors
    /// It is empty or not one line.
    pub fn extend(&mut self, line: &str) -> Result<(), Error> {
        if !is_line(line) {
            return Err(Error::Checkpoint("an extension is not one line"));
        }
        self.extensions.push(line.to_owned());
        Ok(())
    }

    /// Reads the text of a checkpoint's note.
    ///
    /// # Errors
    /// It is none. Numbers have no sign and no leading zero, so that each checkpoint has one text.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let lines = text.strip_suffix('\n');
        let mut lines = lines
            .ok_or(Error::Checkpoint("its last line does not end"))?
            .split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(Error::Checkpoint("it has not three lines"));
        };
        let parsed = decimal(size).ok_or(Error::Checkpoint("its size is no number"))?;
        let root = Hash::from_base64(root)?;
        let mut checkpoint = Self::new(origin, parsed, root)?;
        for line in lines {
            checkpoint.extend(line)?;
        }
        Ok(checkpoint)
    }

    /// Opens a signed checkpoint: the log whose key this is must have signed it, and be named as its origin.
    /// Cosignatures of other witnesses are ignored; how many of which are needed is for the caller to decide.
    ///
    /// # Errors
    /// It is no checkpoint, the log has not signed it, or a known key's signature is wrong.
    pub fn open(
        note: &[u8],
        log: &VerifierKey,
        witnesses: &[VerifierKey],
    ) -> Result<Opened, Error> {
        let note = Note::parse(note)?;
        let logs = note.verify(std::slice::from_ref(log))?;
        // The key of a witness says when it looked, and does not speak for the log.
        if logs.iter().any(|verified| verified.at.is_some()) {
            return Err(Error::Algorithm);
        }
        let checkpoint = Self::parse(note.text())?;
        if checkpoint.origin != log.name() {
            return Err(Error::OtherLog);
        }
        let cosigned = match note.verify(witnesses) {
            Ok(verified) => verified,
            Err(Error::Unsigned) => Vec::new(),
            Err(error) => return Err(error),
        };
        let witnesses = cosigned.into_iter().filter_map(|verified| {
            Some(Cosigned {
                name: verified.key.name().to_owned(),
                at: verified.at?,
            })
        });
        Ok(Opened {
            checkpoint,
            witnesses: witnesses.collect(),
        })
    }

    /// Which log it is of.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        self.root
    }

    /// Lines that only their readers understand.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// What a witness signs at a time in seconds since 1970 (C2SP tlog-cosignature, Ed25519 signed message).
    pub fn cosigned(&self, at: u64) -> String {
        format!("cosignature/v1\ntime {at}\n{self}")
    }
}

/// The text of the note that a log signs.
impl std::fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "{}\n{}\n{}",
            self.origin,
            self.size,
            self.root.to_base64()
        )?;
        let mut lines = self.extensions.iter();
        lines.try_for_each(|line| writeln!(f, "{line}"))
    }
}

fn is_line(text: &str) -> bool {
    !text.is_empty() && !text.bytes().any(|byte| byte < b' ')
}

/// A number as the specifications write it: digits only, and no leading zero.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let has_zero = text.len() > 1 && text.starts_with('0');
    text.parse().ok().filter(|_| is_plain && !has_zero)
}

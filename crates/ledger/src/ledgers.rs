//! A ledger in several copies.

use std::marker::PhantomData;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use vault::signing::SigningKey;

use crate::Error;
use crate::file::{Copy, check};
use crate::line::{Head, Line, Verifier, vouch, write};

/// What a ledger is signed with.
pub struct Keys {
    current: SigningKey,
    former: Option<[u8; 32]>,
}

impl Keys {
    /// Takes the key that signs, and while it is rotated the public part of the one that did before.
    pub const fn new(current: SigningKey, former: Option<[u8; 32]>) -> Self {
        Self { current, former }
    }
}

impl From<SigningKey> for Keys {
    fn from(current: SigningKey) -> Self {
        Self::new(current, None)
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(redacted)")
    }
}

/// A ledger that is added to. Several processes may have it open.
pub struct Ledger<E> {
    key: SigningKey,
    verifier: Verifier,
    copies: Vec<Copy>,
    head: Head,
    entries: PhantomData<E>,
}

/// A ledger that nobody else adds to.
#[derive(Debug)]
pub struct Held<'a, E: Serialize + DeserializeOwned>(&'a mut Ledger<E>);

impl<E: Serialize + DeserializeOwned> Held<'_, E> {
    /// All of it, with what other processes added before.
    pub fn lines(&mut self) -> Result<Vec<Line<E>>, Error> {
        self.0.load()
    }
}

impl<E: Serialize + DeserializeOwned> Drop for Held<'_, E> {
    fn drop(&mut self) {
        self.0.unlock();
    }
}

impl<E> std::fmt::Debug for Ledger<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger")
            .field("name", &self.verifier.name)
            .field("copies", &self.copies)
            .field("head", &self.head)
            .finish_non_exhaustive()
    }
}

impl<E: Serialize + DeserializeOwned> Ledger<E> {
    /// Opens a ledger and gives what is in it. Files that are missing are made, copies that lag are brought up to date.
    ///
    /// # Errors
    /// [`Error::Line`] when a copy was tampered with, [`Error::Diverged`] when two of them tell different histories.
    pub fn open(
        name: &'static str,
        paths: &[PathBuf],
        keys: impl Into<Keys>,
    ) -> Result<(Self, Vec<Line<E>>), Error> {
        let Keys {
            current: key,
            former,
        } = keys.into();
        let copies = paths.iter().map(|path| Copy::open(path));
        let mut ledger = Self {
            verifier: Verifier {
                name,
                public_keys: std::iter::once(key.public_key()).chain(former).collect(),
                vouched: Vec::new(),
            },
            key,
            copies: copies.collect::<Result<_, _>>()?,
            head: Head::empty(name),
            entries: PhantomData,
        };
        let lines = ledger.alone(Self::load)?;
        Ok((ledger, lines))
    }

    /// How far it has come, as far as this process knows.
    pub const fn head(&self) -> Head {
        self.head
    }

    /// Keeps other processes from adding to it until what is given is dropped.
    pub fn hold(&mut self) -> Result<Held<'_, E>, Error> {
        self.lock()?;
        Ok(Held(self))
    }

    /// Adds entries, and waits until they are on the disk in every copy.
    ///
    /// # Errors
    /// [`Error::File`] when one copy cannot be written. Others may have the entries then; whoever adds them again adds them
    /// twice at most.
    pub fn append(&mut self, entries: &[E], at: Timestamp) -> Result<Head, Error> {
        if entries.is_empty() {
            return Ok(self.head);
        }
        self.alone(|ledger| {
            let mut is_stale = false;
            for copy in &ledger.copies {
                is_stale |= copy.is_stale()?;
            }
            if is_stale {
                ledger.load()?;
            }
            let (mut head, mut lines) = (ledger.head, String::new());
            for entry in entries {
                let (line, next) = write(ledger.verifier.name, &ledger.key, head, at, entry)?;
                lines.push_str(&line);
                lines.push('\n');
                head = next;
            }
            for copy in &mut ledger.copies {
                if let Err(error) = copy.append(&lines) {
                    // Nobody knows what stands where: all is read again before more is added.
                    copy.forget();
                    return Err(error);
                }
            }
            ledger.head = head;
            Ok(head)
        })
    }

    /// Vouches with the current key for all that is in it, beside every copy. Afterwards it can be opened without the key
    /// that signed its lines before.
    ///
    /// # Errors
    /// [`Error::File`] when one copy cannot be vouched for.
    pub fn vouch(&mut self) -> Result<(), Error> {
        self.alone(|ledger| {
            ledger.load()?;
            let text = vouch(ledger.verifier.name, &ledger.key, ledger.head)?;
            ledger.copies.iter().try_for_each(|copy| copy.vouch(&text))
        })
    }

    /// Works while no other process does.
    fn alone<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        self.lock()?;
        let done = work(self);
        self.unlock();
        done
    }

    /// Copies are locked in one order, so that no two processes wait for each other.
    fn lock(&mut self) -> Result<(), Error> {
        self.copies
            .sort_by(|one, other| one.path().cmp(other.path()));
        if self.copies.is_empty() {
            return Err(Error::NoCopy);
        }
        let locked = self.copies.iter().try_for_each(Copy::lock);
        if locked.is_err() {
            self.unlock();
        }
        locked
    }

    fn unlock(&self) {
        self.copies.iter().for_each(Copy::unlock);
    }

    /// Reads every copy, and brings those up to date that lag behind the longest.
    fn load(&mut self) -> Result<Vec<Line<E>>, Error> {
        let mut texts = Vec::with_capacity(self.copies.len());
        self.verifier.vouched.clear();
        for copy in &self.copies {
            let vouched = copy.vouched()?;
            let vouched = vouched.and_then(|text| self.verifier.vouched_in(&text));
            self.verifier.vouched.extend(vouched);
        }
        for copy in &mut self.copies {
            texts.push(copy.load()?);
        }
        let longest = texts.iter().enumerate().max_by_key(|(_, text)| text.len());
        let (leader, text) = longest.ok_or(Error::NoCopy)?;
        let leader = self.copies.get(leader).ok_or(Error::NoCopy)?;
        let leader = leader.path().to_owned();
        let (lines, head) = check(&leader, text, &self.verifier)?;
        for (copy, shorter) in self.copies.iter_mut().zip(&texts) {
            // Lines vouch for all before them, so what differs anywhere is another history.
            let Some(missing) = text.strip_prefix(shorter.as_str()) else {
                check::<E>(copy.path(), shorter, &self.verifier)?;
                return Err(Error::Diverged {
                    path: copy.path().to_owned(),
                    other: leader,
                });
            };
            if !missing.is_empty() {
                copy.append(missing)?;
            }
        }
        self.head = head;
        Ok(lines)
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

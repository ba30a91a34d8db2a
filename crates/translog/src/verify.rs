//! Verifying proofs (RFC 9162, 2.1.3.2 and 2.1.4.2). A proof is refused unless each of its hashes has its place.

use crate::{EMPTY_ROOT, Error, Hash, node_hash};

/// Where a proof stands in a tree: two places of one level, the one that it is about and the last.
struct Climb {
    at: u64,
    last: u64,
}

/// On which side of what was found so far a hash of a proof stands.
enum Side {
    Left,
    Right,
}

impl Climb {
    /// The side of the next hash; none when the top is reached. Levels on which the place is last and has no
    /// neighbour are passed.
    fn next(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        let side = if self.at % 2 == 1 || self.at == self.last {
            while self.at.is_multiple_of(2) && self.at != 0 {
                self.up();
            }
            Side::Left
        } else {
            Side::Right
        };
        self.up();
        Some(side)
    }

    fn up(&mut self) {
        self.at /= 2;
        self.last /= 2;
    }
}

/// Verifies that a leaf is in the tree that has this root.
///
/// # Errors
/// The leaf is beyond the tree, or the proof does not lead from it to the root.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), Error> {
    if index >= size {
        return Err(Error::Beyond { asked: index, size });
    }
    let mut climb = Climb {
        at: index,
        last: size - 1,
    };
    let mut found = *leaf;
    for hash in proof {
        found = match climb.next().ok_or(Error::Proof)? {
            Side::Left => node_hash(hash, &found),
            Side::Right => node_hash(&found, hash),
        };
    }
    if climb.last == 0 && found == *root {
        Ok(())
    } else {
        Err(Error::Proof)
    }
}

/// Verifies that the tree with the old root is the beginning of the one with the new. Any tree begins with the one
/// without leaves.
///
/// # Errors
/// The old tree is larger, or the proof does not lead to both roots.
pub fn verify_consistency(
    old_size: u64,
    old_root: &Hash,
    new_size: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), Error> {
    if old_size > new_size {
        return Err(Error::Beyond {
            asked: old_size,
            size: new_size,
        });
    }
    let is_believed = if old_size == new_size {
        proof.is_empty() && old_root == new_root && (new_size > 0 || *new_root == EMPTY_ROOT)
    } else if old_size == 0 {
        proof.is_empty() && *old_root == EMPTY_ROOT
    } else {
        roots(old_size, old_root, new_size, proof)? == (*old_root, *new_root)
    };
    is_believed.then_some(()).ok_or(Error::Proof)
}

/// The two roots to which a proof leads, of trees of which the first is smaller and not empty.
fn roots(
    old_size: u64,
    old_root: &Hash,
    new_size: u64,
    proof: &[Hash],
) -> Result<(Hash, Hash), Error> {
    let mut climb = Climb {
        at: old_size - 1,
        last: new_size - 1,
    };
    // The largest subtree that ends where the old tree does.
    while climb.at % 2 == 1 {
        climb.up();
    }
    // It is all of the old tree if that is complete, and its root is then no part of the proof.
    let (first, rest) = if old_size.is_power_of_two() {
        (old_root, proof)
    } else {
        proof.split_first().ok_or(Error::Proof)?
    };
    let (mut old, mut new) = (*first, *first);
    for hash in rest {
        match climb.next().ok_or(Error::Proof)? {
            Side::Left => {
                old = node_hash(hash, &old);
                new = node_hash(hash, &new);
            }
            Side::Right => new = node_hash(&new, hash),
        }
    }
    if climb.last != 0 {
        return Err(Error::Proof);
    }
    Ok((old, new))
}

//! Proofs (RFC 9162, 2.1.3.1 and 2.1.4.1), in two steps: first which nodes are needed, so that a database can be
//! asked for all at once, then the proof made of them.

use std::collections::BTreeSet;

use crate::hash::joined;
use crate::node::subtrees;
use crate::{Error, Hash, MOST_LEAVES, Node, Nodes};

/// The nodes that each hash of a proof is made of. There are O(log n) hashes, and O(log n) nodes in all but the
/// incomplete ones of the right edge, which are O(log n) again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// For each hash of the proof, in its order, neighbouring subtrees from the left.
    hashes: Vec<Vec<Node>>,
}

impl Plan {
    /// The proof that a leaf is in a tree.
    ///
    /// # Errors
    /// It is not, or the tree is too large.
    pub fn inclusion(index: u64, size: u64) -> Result<Self, Error> {
        check(size)?;
        if index >= size {
            return Err(Error::Beyond { asked: index, size });
        }
        let (mut start, mut end) = (0, size);
        let mut hashes = Vec::new();
        while let Some(half) = split(end - start) {
            let middle = start + half;
            if index < middle {
                hashes.push(subtrees(middle, end));
                end = middle;
            } else {
                hashes.push(subtrees(start, middle));
                start = middle;
            }
        }
        // From the leaf up.
        hashes.reverse();
        Ok(Self { hashes })
    }

    /// The proof that a tree is the beginning of a larger one. It is empty if the first has no leaf or both have
    /// the same size.
    ///
    /// # Errors
    /// The first is larger, or the second too large.
    pub fn consistency(old_size: u64, new_size: u64) -> Result<Self, Error> {
        check(new_size)?;
        if old_size > new_size {
            return Err(Error::Beyond {
                asked: old_size,
                size: new_size,
            });
        }
        let mut hashes = Vec::new();
        if old_size == 0 || old_size == new_size {
            return Ok(Self { hashes });
        }
        let (mut start, mut end) = (0, new_size);
        // Where the old tree ends, a subtree of both ends too. The old root is known, if that is all of it.
        while old_size < end
            && let Some(half) = split(end - start)
        {
            let middle = start + half;
            if old_size <= middle {
                hashes.push(subtrees(middle, end));
                end = middle;
            } else {
                hashes.push(subtrees(start, middle));
                start = middle;
            }
        }
        if start > 0 {
            hashes.push(subtrees(start, end));
        }
        hashes.reverse();
        Ok(Self { hashes })
    }

    /// The nodes that are needed, each once.
    pub fn nodes(&self) -> BTreeSet<Node> {
        self.hashes.iter().flatten().copied().collect()
    }

    /// The hashes of the proof.
    ///
    /// # Errors
    /// A node is not there.
    pub fn assemble(&self, stored: &impl Nodes) -> Result<Vec<Hash>, Error> {
        let hashes = self.hashes.iter().map(|nodes| {
            let parts = nodes.iter().map(|node| {
                let hash = stored.hash(*node);
                hash.ok_or(Error::MissingNode(*node))
            });
            let parts: Vec<Hash> = parts.collect::<Result<_, _>>()?;
            // A hash of a proof is of at least one leaf.
            joined(parts.into_iter()).ok_or(Error::Proof)
        });
        hashes.collect()
    }
}

/// How many of some leaves the left subtree has: the largest power of two below their number; none of one leaf.
fn split(leaves: u64) -> Option<u64> {
    let highest = leaves.checked_sub(1)?.checked_ilog2()?;
    Some(1 << highest)
}

fn check(size: u64) -> Result<(), Error> {
    if size > MOST_LEAVES {
        return Err(Error::TooLarge);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9162, 2.1.5: the proofs of the example tree of seven leaves.
    #[test]
    fn the_proofs_of_the_example_of_the_rfc_are_made_of_the_nodes_it_names() {
        let leaf = |index| vec![Node::leaf(index)];
        let node = |level, index| vec![Node { level, index }];
        // The rightmost subtree of seven leaves is incomplete: it is made of two nodes.
        let edge = || [node(1, 2), leaf(6)].concat();
        let found = |plan: Result<Plan, Error>| plan.unwrap().hashes;
        let inclusion = |index| found(Plan::inclusion(index, 7));
        assert_eq!(inclusion(0), [leaf(1), node(1, 1), edge()]);
        assert_eq!(inclusion(3), [leaf(2), node(1, 0), edge()]);
        assert_eq!(inclusion(4), [leaf(5), leaf(6), node(2, 0)]);
        assert_eq!(inclusion(6), [node(1, 2), node(2, 0)]);
        let consistency = |old| found(Plan::consistency(old, 7));
        assert_eq!(consistency(3), [leaf(2), leaf(3), node(1, 0), edge()]);
        assert_eq!(consistency(4), [edge()]);
        assert_eq!(consistency(6), [node(1, 2), leaf(6), node(2, 0)]);
        assert_eq!(consistency(7), Vec::<Vec<Node>>::new());
    }

    #[test]
    fn what_is_beyond_a_tree_has_no_proof() {
        let beyond = |asked, size| Err(Error::Beyond { asked, size });
        assert_eq!(Plan::inclusion(0, 0), beyond(0, 0));
        assert_eq!(Plan::inclusion(7, 7), beyond(7, 7));
        assert_eq!(Plan::consistency(8, 7), beyond(8, 7));
        assert_eq!(Plan::inclusion(0, MOST_LEAVES + 1), Err(Error::TooLarge));
        assert_eq!(Plan::consistency(0, u64::MAX), Err(Error::TooLarge));
    }

    #[test]
    fn the_proofs_of_the_largest_tree_are_short() {
        for index in [0, 1, MOST_LEAVES / 3, MOST_LEAVES - 1] {
            let plan = Plan::inclusion(index, MOST_LEAVES).unwrap();
            assert!(plan.hashes.len() <= 63 && plan.nodes().len() <= 126);
            let plan = Plan::consistency(index, MOST_LEAVES).unwrap();
            assert!(plan.hashes.len() <= 64 && plan.nodes().len() <= 127);
        }
    }
}

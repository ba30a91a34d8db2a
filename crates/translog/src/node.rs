//! Places in a tree. Only subtrees that are complete have one, because their hashes never change.

use std::collections::{BTreeMap, HashMap};

use crate::Hash;

/// Leaves that a tree can have: what databases number with signed integers of 64 bits.
pub const MOST_LEAVES: u64 = 0x7fff_ffff_ffff_ffff;

/// A complete subtree: of the leaves from `index << level` on, and `1 << level` of them. Level 0 is the leaves'.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// How high it is, from 0 to 62.
    pub level: u8,
    /// Which one of its level, from 0 at the left.
    pub index: u64,
}

impl Node {
    /// A leaf.
    pub fn leaf(index: u64) -> Self {
        Self { level: 0, index }
    }
}

/// Where hashes of nodes are kept.
pub trait Nodes {
    /// The hash of a node; none if it is not there.
    fn hash(&self, node: Node) -> Option<Hash>;
}

impl Nodes for BTreeMap<Node, Hash> {
    fn hash(&self, node: Node) -> Option<Hash> {
        self.get(&node).copied()
    }
}

impl<S: std::hash::BuildHasher> Nodes for HashMap<Node, Hash, S> {
    fn hash(&self, node: Node) -> Option<Hash> {
        self.get(&node).copied()
    }
}

/// The complete subtrees, from the left, that leaves from `start` to before `end` consist of.
pub(crate) fn subtrees(mut start: u64, end: u64) -> Vec<Node> {
    let mut nodes = Vec::new();
    while let Some(highest) = end.saturating_sub(start).checked_ilog2() {
        let level = start.trailing_zeros().min(highest);
        nodes.push(Node {
            // It is at most 63.
            level: u8::try_from(level).unwrap_or(u8::MAX),
            index: start >> level,
        });
        start += 1 << level;
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_fall_into_the_largest_subtrees_there_are() {
        let found = |start, end| {
            let nodes = subtrees(start, end).into_iter();
            nodes
                .map(|node| (node.level, node.index))
                .collect::<Vec<_>>()
        };
        assert_eq!(found(0, 0), []);
        assert_eq!(found(0, 8), [(3, 0)]);
        assert_eq!(found(0, 7), [(2, 0), (1, 2), (0, 6)]);
        assert_eq!(found(4, 7), [(1, 2), (0, 6)]);
        assert_eq!(found(3, 9), [(0, 3), (2, 1), (0, 8)]);
        assert_eq!(found(0, MOST_LEAVES).len(), 63);
    }
}

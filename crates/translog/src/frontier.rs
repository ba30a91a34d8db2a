//! The right edge of a tree, which is all that appending needs.

use crate::hash::joined;
use crate::node::subtrees;
use crate::{EMPTY_ROOT, Error, Hash, MOST_LEAVES, Node, Nodes};

/// The roots of the complete subtrees that a tree consists of, from the left: one for each 1 in the binary digits
/// of its size, so at most 63.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    subtrees: Vec<Hash>,
}

impl Frontier {
    /// Of the tree without leaves.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Of a tree whose hashes are kept. Nothing is verified: compare the root with one that is believed.
    ///
    /// # Errors
    /// The size is too large, or a hash is not there.
    pub fn at(size: u64, stored: &impl Nodes) -> Result<Self, Error> {
        if size > MOST_LEAVES {
            return Err(Error::TooLarge);
        }
        let hash = |node| stored.hash(node).ok_or(Error::MissingNode(node));
        let subtrees = subtrees(0, size).into_iter().map(hash);
        Ok(Self {
            size,
            subtrees: subtrees.collect::<Result<_, _>>()?,
        })
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        joined(self.subtrees.iter().copied()).unwrap_or(EMPTY_ROOT)
    }

    /// Adds a leaf, and gives the nodes that are complete by it: the leaf, and those above it for which it was the
    /// last. Proofs need them, so they are to be kept; on average two an entry.
    ///
    /// # Errors
    /// The tree has [`MOST_LEAVES`].
    pub fn append(&mut self, leaf: Hash) -> Result<Vec<(Node, Hash)>, Error> {
        if self.size >= MOST_LEAVES {
            return Err(Error::TooLarge);
        }
        let mut node = Node::leaf(self.size);
        let mut hash = leaf;
        let mut complete = vec![(node, hash)];
        while node.index % 2 == 1 {
            // A size with a 1 in this place has a subtree for it.
            let Some(left) = self.subtrees.pop() else {
                return Err(Error::Frontier);
            };
            hash = crate::node_hash(&left, &hash);
            node = Node {
                level: node.level + 1,
                index: node.index / 2,
            };
            complete.push((node, hash));
        }
        self.subtrees.push(hash);
        self.size += 1;
        Ok(complete)
    }

    /// The size in eight bytes, the highest first, and the hashes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        for hash in &self.subtrees {
            bytes.extend_from_slice(&hash.0);
        }
        bytes
    }

    /// Reads what [`Frontier::to_bytes`] wrote.
    ///
    /// # Errors
    /// It is something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let (size, hashes) = bytes.split_first_chunk().ok_or(Error::Frontier)?;
        let size = u64::from_be_bytes(*size);
        let (hashes, rest) = hashes.as_chunks();
        let ones = usize::try_from(size.count_ones()).ok();
        if size > MOST_LEAVES || !rest.is_empty() || ones != Some(hashes.len()) {
            return Err(Error::Frontier);
        }
        let subtrees = hashes.iter().copied().map(Hash).collect();
        Ok(Self { size, subtrees })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leaf_hash;

    #[test]
    fn the_bytes_of_a_frontier_are_read_back_and_no_others() {
        let mut frontier = Frontier::empty();
        for entry in 0..100_u8 {
            let bytes = frontier.to_bytes();
            assert_eq!(Frontier::from_bytes(&bytes), Ok(frontier.clone()));
            for wrong in [
                &bytes[1..],
                &[&bytes[..], &[0]].concat(),
                &[&bytes[..], &[0; 32]].concat(),
            ] {
                assert_eq!(Frontier::from_bytes(wrong), Err(Error::Frontier), "{entry}");
            }
            frontier.append(leaf_hash(&[entry])).unwrap();
        }
        assert_eq!(frontier.to_bytes().len(), 8 + 3 * 32, "100 is 1100100");
    }

    #[test]
    fn a_full_tree_takes_no_leaf() {
        let mut bytes = MOST_LEAVES.to_be_bytes().to_vec();
        bytes.extend_from_slice(&[7; 63 * 32]);
        let mut frontier = Frontier::from_bytes(&bytes).unwrap();
        assert_eq!(frontier.append(EMPTY_ROOT), Err(Error::TooLarge));
        let one_more = [&(MOST_LEAVES + 1).to_be_bytes()[..], &[7; 32]].concat();
        assert_eq!(Frontier::from_bytes(&one_more), Err(Error::Frontier));
    }
}

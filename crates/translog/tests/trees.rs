//! Trees and proofs against their definitions in RFC 6962, 2.1, which are recursive and slow, for every size that
//! is small enough.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, with what it saw"
)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use translog::{
    EMPTY_ROOT, Error, Frontier, Hash, Node, Plan, leaf_hash, node_hash, verify_consistency,
    verify_inclusion,
};

/// Trees up to this size are gone through completely.
const LARGEST: usize = 300;

/// The largest power of two below a number from 2 on.
fn half(size: usize) -> usize {
    let mut half = 1;
    while half * 2 < size {
        half *= 2;
    }
    half
}

fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => EMPTY_ROOT,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(half(leaves.len()));
            node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

fn naive_inclusion(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let half = half(leaves.len());
    let (left, right) = leaves.split_at(half);
    let (mut proof, other) = if index < half {
        (naive_inclusion(index, left), right)
    } else {
        (naive_inclusion(index - half, right), left)
    };
    proof.push(naive_root(other));
    proof
}

fn naive_consistency(old: usize, leaves: &[Hash], is_known: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if is_known {
            Vec::new()
        } else {
            vec![naive_root(leaves)]
        };
    }
    let half = half(leaves.len());
    let (left, right) = leaves.split_at(half);
    let (mut proof, other) = if old <= half {
        (naive_consistency(old, left, is_known), right)
    } else {
        (naive_consistency(old - half, right, false), left)
    };
    proof.push(naive_root(other));
    proof
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count)
        .map(|entry| leaf_hash(entry.to_string().as_bytes()))
        .collect()
}

fn wide(count: usize) -> u64 {
    u64::try_from(count).expect("a small count")
}

/// All nodes of a tree, and its root after each leaf.
fn grown(leaves: &[Hash]) -> (BTreeMap<Node, Hash>, Vec<Hash>) {
    let (mut frontier, mut stored) = (Frontier::empty(), BTreeMap::new());
    let mut roots = vec![frontier.root()];
    for leaf in leaves {
        stored.extend(frontier.append(*leaf).expect("the tree is small"));
        roots.push(frontier.root());
    }
    (stored, roots)
}

/// The entries of the test tree that implementations of Certificate Transparency share. The roots were made by
/// Python's hashlib from the definition.
#[test]
fn the_roots_of_the_well_known_test_tree_are_these() {
    let entries = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let entries = entries.map(|entry| hex::decode(entry).expect("it is hexadecimal"));
    let (_, found) = grown(&entries.map(|entry| leaf_hash(&entry)));
    assert_eq!(found.map_hex(), roots);
}

trait MapHex {
    fn map_hex(&self) -> Vec<String>;
}

impl MapHex for Vec<Hash> {
    fn map_hex(&self) -> Vec<String> {
        self.iter().map(|hash| hex::encode(hash.0)).collect()
    }
}

#[test]
fn roots_of_every_size_are_those_of_the_definition() {
    let leaves = leaves(LARGEST);
    let (stored, roots) = grown(&leaves);
    for size in 0..=LARGEST {
        assert_eq!(roots[size], naive_root(&leaves[..size]), "{size}");
        let frontier = Frontier::at(wide(size), &stored).expect("all nodes are stored");
        assert_eq!(frontier.root(), roots[size], "{size}");
    }
}

#[test]
fn every_inclusion_proof_is_the_one_of_the_definition_and_verifies() {
    let leaves = leaves(LARGEST);
    let (stored, roots) = grown(&leaves);
    for size in (1..=LARGEST).filter(|size| *size < 70 || size % 37 == 0 || *size > 250) {
        for index in 0..size {
            let plan = Plan::inclusion(wide(index), wide(size)).expect("the leaf is there");
            let proof = plan.assemble(&stored).expect("all nodes are stored");
            if size < 70 {
                assert_eq!(proof, naive_inclusion(index, &leaves[..size]));
            }
            let (index, size, root) = (wide(index), wide(size), &roots[size]);
            let leaf = &leaves[usize::try_from(index).expect("it is small")];
            assert_eq!(verify_inclusion(leaf, index, size, &proof, root), Ok(()));
        }
    }
}

#[test]
fn every_consistency_proof_is_the_one_of_the_definition_and_verifies() {
    let leaves = leaves(LARGEST);
    let (stored, roots) = grown(&leaves);
    for new in (0..=LARGEST).filter(|size| *size < 70 || size % 37 == 0 || *size > 290) {
        for old in 0..=new {
            let plan = Plan::consistency(wide(old), wide(new)).expect("it has grown");
            let proof = plan.assemble(&stored).expect("all nodes are stored");
            if old > 0 && new < 70 {
                assert_eq!(proof, naive_consistency(old, &leaves[..new], true));
            }
            let (one, another) = (&roots[old], &roots[new]);
            let verified = verify_consistency(wide(old), one, wide(new), another, &proof);
            assert_eq!(verified, Ok(()), "{old} to {new}");
        }
    }
}

/// A proof with one hash flipped, dropped, doubled, added, or two swapped.
fn tampered(proof: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for place in 0..proof.len() {
        for byte in [0, 31] {
            let mut flipped = proof.to_vec();
            flipped[place].0[byte] ^= 1;
            all.push(flipped);
        }
        let mut dropped = proof.to_vec();
        let hash = dropped.remove(place);
        all.push(dropped);
        let mut doubled = proof.to_vec();
        doubled.insert(place, hash);
        all.push(doubled);
        let mut swapped = proof.to_vec();
        swapped.swap(place, (place + 1) % proof.len());
        all.push(swapped);
    }
    for hash in [EMPTY_ROOT, leaf_hash(b"another")] {
        all.push([proof, &[hash]].concat());
        all.push([&[hash], proof].concat());
    }
    all.retain(|other| other != proof);
    all
}

#[test]
fn tampered_inclusion_proofs_are_refused() {
    let leaves = leaves(40);
    let (stored, roots) = grown(&leaves);
    for size in 1..=leaves.len() {
        for (index, leaf) in leaves.iter().enumerate().take(size) {
            let plan = Plan::inclusion(wide(index), wide(size)).expect("the leaf is there");
            let proof = plan.assemble(&stored).expect("all nodes are stored");
            let root = &roots[size];
            for wrong in tampered(&proof) {
                let verified = verify_inclusion(leaf, wide(index), wide(size), &wrong, root);
                assert_eq!(verified, Err(Error::Proof), "{index} in {size}: {wrong:?}");
            }
            let mut other = *leaf;
            other.0[7] ^= 0x80;
            for (leaf, index, root) in [
                (&other, index, root),
                (leaf, (index + 1) % (size + 1), root),
                (leaf, index, &roots[size - 1]),
                (leaf, index, &other),
            ] {
                let verified = verify_inclusion(leaf, wide(index), wide(size), &proof, root);
                // A tree of one leaf has that for its root.
                assert!(verified.is_err(), "{index} in {size}");
            }
        }
    }
}

#[test]
fn tampered_consistency_proofs_are_refused() {
    let leaves = leaves(40);
    let (stored, roots) = grown(&leaves);
    for new in 0..=leaves.len() {
        for old in 0..=new {
            let plan = Plan::consistency(wide(old), wide(new)).expect("it has grown");
            let proof = plan.assemble(&stored).expect("all nodes are stored");
            let verify = |old_root: &Hash, new_root: &Hash, proof: &[Hash]| {
                verify_consistency(wide(old), old_root, wide(new), new_root, proof)
            };
            for wrong in tampered(&proof) {
                let verified = verify(&roots[old], &roots[new], &wrong);
                assert_eq!(verified, Err(Error::Proof), "{old} to {new}: {wrong:?}");
            }
            let mut other = roots[old];
            other.0[0] ^= 1;
            assert!(
                verify(&other, &roots[new], &proof).is_err(),
                "{old} to {new}"
            );
            // To the tree without leaves, all are alike.
            if old > 0 {
                let mut other = roots[new];
                other.0[31] ^= 1;
                assert!(
                    verify(&roots[old], &other, &proof).is_err(),
                    "{old} to {new}"
                );
            }
        }
    }
}

/// Where the way from a leaf to the root is as long in another tree, a proof says nothing about the size; the
/// checkpoint does. Where it is longer or shorter, the proof is refused although it leads to the root.
#[test]
fn a_proof_for_another_size_is_refused_where_its_length_is_another() {
    let leaves = leaves(20);
    let (stored, roots) = grown(&leaves);
    for (index, leaf) in leaves.iter().enumerate() {
        for (size, root) in roots.iter().enumerate().skip(index + 1) {
            let plan = Plan::inclusion(wide(index), wide(size)).expect("the leaf is there");
            let proof = plan.assemble(&stored).expect("all nodes are stored");
            for other in index + 1..=leaves.len() {
                if naive_inclusion(index, &leaves[..other]).len() != proof.len() {
                    let verified = verify_inclusion(leaf, wide(index), wide(other), &proof, root);
                    assert_eq!(
                        verified,
                        Err(Error::Proof),
                        "{index} in {size}, not {other}"
                    );
                }
            }
        }
    }
    for new in 1..=leaves.len() {
        for old in 1..=new {
            let plan = Plan::consistency(wide(old), wide(new)).expect("it has grown");
            let proof = plan.assemble(&stored).expect("all nodes are stored");
            for other in 1..=leaves.len() {
                if other >= old
                    && naive_consistency(old, &leaves[..other], true).len() != proof.len()
                {
                    let (one, another) = (&roots[old], &roots[new]);
                    let verified = verify_consistency(wide(old), one, wide(other), another, &proof);
                    assert_eq!(verified, Err(Error::Proof), "{old} to {new}, not {other}");
                }
            }
        }
    }
}

/// A history in which one old entry was altered is no continuation, whichever entry it was: the flaw by which a
/// server of immudb could forge proofs (GHSA-672p-m5jq-mrh8).
#[test]
fn a_history_that_was_rewritten_has_no_proof() {
    let leaves = leaves(33);
    let (_, roots) = grown(&leaves);
    for altered in 0..20 {
        let mut others = leaves.clone();
        others[altered] = leaf_hash(b"altered");
        let (stored, other_roots) = grown(&others);
        let plan = Plan::consistency(20, 33).expect("it has grown");
        let proof = plan.assemble(&stored).expect("all nodes are stored");
        let verified = verify_consistency(20, &roots[20], 33, &other_roots[33], &proof);
        assert_eq!(verified, Err(Error::Proof), "{altered}");
    }
}

#[test]
fn a_tree_without_leaves_has_one_root() {
    let other = leaf_hash(b"");
    for (old, new) in [(other, other), (EMPTY_ROOT, other), (other, EMPTY_ROOT)] {
        let verified = verify_consistency(0, &old, 0, &new, &[]);
        assert_eq!(verified, Err(Error::Proof));
    }
    let verified = verify_consistency(0, &EMPTY_ROOT, 0, &EMPTY_ROOT, &[]);
    assert_eq!(verified, Ok(()));
}

#[test]
fn a_node_that_is_not_stored_is_named() {
    let (mut stored, _) = grown(&leaves(8));
    let gone = Node { level: 2, index: 1 };
    stored.remove(&gone);
    let plan = Plan::inclusion(0, 8).expect("the leaf is there");
    assert!(plan.nodes().contains(&gone));
    assert_eq!(plan.assemble(&stored), Err(Error::MissingNode(gone)));
    assert_eq!(Frontier::at(7, &stored).map(|f| f.size()), Ok(7));
    stored.remove(&Node::leaf(6));
    let missing = Err(Error::MissingNode(Node::leaf(6)));
    assert_eq!(Frontier::at(7, &stored), missing);
}

#[test]
fn of_a_million_entries_every_hundredth_is_proved() {
    const SIZE: u64 = 1_000_000;
    let (mut frontier, mut stored) = (Frontier::empty(), BTreeMap::new());
    for entry in 0..SIZE {
        let leaf = leaf_hash(&[&entry.to_be_bytes()[..], &[7; 300]].concat());
        stored.extend(frontier.append(leaf).expect("the tree is small"));
    }
    for index in (0..SIZE).step_by(100) {
        let plan = Plan::inclusion(index, SIZE).expect("the leaf is there");
        let proof = plan.assemble(&stored).expect("all nodes are stored");
        let leaf = stored[&Node::leaf(index)];
        let verified = verify_inclusion(&leaf, index, SIZE, &proof, &frontier.root());
        assert_eq!(verified, Ok(()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn proofs_of_any_tree_verify(size in 1..2000_usize, one in any::<usize>(), other in any::<usize>()) {
        let leaves = leaves(size);
        let (stored, roots) = grown(&leaves);
        let (index, old) = (one % size, other % (size + 1));
        let proof = Plan::inclusion(wide(index), wide(size))?.assemble(&stored)?;
        prop_assert_eq!(verify_inclusion(&leaves[index], wide(index), wide(size), &proof, &roots[size]), Ok(()));
        let proof = Plan::consistency(wide(old), wide(size))?.assemble(&stored)?;
        prop_assert_eq!(verify_consistency(wide(old), &roots[old], wide(size), &roots[size], &proof), Ok(()));
    }

    #[test]
    fn random_hashes_prove_nothing(
        at in any::<u64>(), size in any::<u64>(), proof in proptest::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        let proof: Vec<Hash> = proof.into_iter().map(Hash).collect();
        prop_assert!(verify_inclusion(&EMPTY_ROOT, at, size, &proof, &leaf_hash(b"a")).is_err());
        prop_assert!(verify_consistency(at, &EMPTY_ROOT, size, &leaf_hash(b"a"), &proof).is_err() || at == 0);
    }

    #[test]
    fn any_bytes_are_a_frontier_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(frontier) = Frontier::from_bytes(&bytes) {
            prop_assert_eq!(frontier.to_bytes(), bytes);
        }
    }
}

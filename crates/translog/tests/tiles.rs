//! Tiles: their paths, their hashes, and proofs made of nothing else.
#![expect(
    clippy::expect_used,
    reason = "a test fails by panicking, with what it saw"
)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use translog::{
    Error, Frontier, Hash, MOST_LEAVES, Node, Plan, Tile, TileKind, TileNodes, leaf_hash,
    verify_consistency, verify_inclusion,
};

fn widths(kind: TileKind, size: u64) -> Vec<u16> {
    let tiles = (0..).map_while(|index| Tile::of(kind, index, size));
    tiles.map(|tile| tile.width()).collect()
}

/// The example of the specification: a tree of 70,000.
#[test]
fn a_tree_has_the_tiles_that_the_specification_counts() {
    let leaves = widths(TileKind::Hashes(0), 70_000);
    assert_eq!((leaves.len(), leaves[272], leaves[273]), (274, 256, 112));
    assert_eq!(widths(TileKind::Hashes(1), 70_000), [256, 17]);
    assert_eq!(widths(TileKind::Hashes(2), 70_000), [1]);
    assert_eq!(widths(TileKind::Hashes(3), 70_000), []);
    assert_eq!(widths(TileKind::Entries, 70_000), leaves);
    assert_eq!(widths(TileKind::Hashes(0), 256), [256]);
    assert_eq!(widths(TileKind::Hashes(1), 256), [1]);
    assert_eq!(widths(TileKind::Hashes(0), 0), []);
    assert_eq!(Tile::of(TileKind::Hashes(8), 0, MOST_LEAVES), None);
    assert_eq!(Tile::of(TileKind::Hashes(0), u64::MAX, MOST_LEAVES), None);
}

#[test]
fn a_path_tells_which_tile_it_is_of() {
    for (path, kind, index, width) in [
        ("tile/0/x001/x234/067", TileKind::Hashes(0), 1_234_067, 256),
        ("tile/0/000", TileKind::Hashes(0), 0, 256),
        ("tile/7/000.p/1", TileKind::Hashes(7), 0, 1),
        ("tile/entries/999.p/255", TileKind::Entries, 999, 255),
        ("tile/entries/x001/000", TileKind::Entries, 1000, 256),
    ] {
        let tile = Tile::parse(path).expect("it is a path");
        assert_eq!(
            (tile.kind(), tile.index(), tile.width()),
            (kind, index, width)
        );
        assert_eq!(tile.path(), path);
    }
}

#[test]
fn other_spellings_are_no_paths() {
    for path in [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "/tile/0/000",
        "tile/0/000/",
        "tile/00/000",
        "tile/8/000",
        "tile/63/000",
        "tile/-1/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/X001/002",
        "tile/0/+01",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p/1.p/1",
        "tile/7/000",
        "tile/data/000",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    ] {
        assert_eq!(Tile::parse(path), Err(Error::TilePath), "{path}");
    }
}

fn grown(size: u64) -> (BTreeMap<Node, Hash>, Vec<Hash>) {
    let (mut frontier, mut stored) = (Frontier::empty(), BTreeMap::new());
    let mut roots = vec![frontier.root()];
    for entry in 0..size {
        let leaf = leaf_hash(&entry.to_be_bytes());
        stored.extend(frontier.append(leaf).expect("the tree is small"));
        roots.push(frontier.root());
    }
    (stored, roots)
}

/// All tiles of a tree, as somebody who fetched them has them.
fn fetched(size: u64, stored: &BTreeMap<Node, Hash>) -> TileNodes {
    let mut nodes = TileNodes::default();
    for level in 0..8 {
        for tile in (0..).map_while(|index| Tile::of(TileKind::Hashes(level), index, size)) {
            let bytes = tile.to_bytes(stored).expect("all nodes are stored");
            assert_eq!(bytes.len(), usize::from(tile.width()) * 32);
            nodes.add(&tile, &bytes).expect("they are its bytes");
        }
    }
    nodes
}

#[test]
fn proofs_can_be_made_of_tiles_alone() {
    const SIZE: u64 = 70_000;
    let (stored, roots) = grown(SIZE);
    let tiles = fetched(SIZE, &stored);
    let root = &roots[70_000];
    assert_eq!(Frontier::at(SIZE, &tiles).map(|f| f.root()), Ok(*root));
    for index in [0, 1, 255, 256, 65_535, 65_536, 69_999] {
        let proof = Plan::inclusion(index, SIZE).and_then(|plan| plan.assemble(&tiles));
        let leaf = leaf_hash(&index.to_be_bytes());
        let proof = proof.expect("all tiles are there");
        assert_eq!(verify_inclusion(&leaf, index, SIZE, &proof, root), Ok(()));
        let proof = Plan::consistency(index, SIZE).and_then(|plan| plan.assemble(&tiles));
        let old = &roots[usize::try_from(index).expect("it is small")];
        let proof = proof.expect("all tiles are there");
        assert_eq!(verify_consistency(index, old, SIZE, root, &proof), Ok(()));
    }
}

#[test]
fn bytes_of_another_width_are_not_those_of_a_tile() {
    let (stored, _) = grown(300);
    let tile = Tile::of(TileKind::Hashes(0), 1, 300).expect("the tree reaches it");
    let bytes = tile.to_bytes(&stored).expect("all nodes are stored");
    let mut nodes = TileNodes::default();
    for wrong in [&bytes[32..], &bytes[1..], &[]] {
        assert_eq!(nodes.add(&tile, wrong), Err(Error::Tile));
    }
    let entries = Tile::of(TileKind::Entries, 1, 300).expect("the tree reaches it");
    assert_eq!(entries.to_bytes(&stored), Err(Error::Tile));
    assert_eq!(nodes.add(&entries, &bytes), Err(Error::Tile));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_tile_of_a_tree_has_its_path(size in 1..=MOST_LEAVES, level in 0..8_u8, place in any::<u64>()) {
        let tiles = (size >> (8 * level)).div_ceil(256);
        prop_assume!(tiles > 0);
        let tile = Tile::of(TileKind::Hashes(level), place % tiles, size).expect("the tree reaches it");
        prop_assert_eq!(Tile::parse(&tile.path()), Ok(tile));
    }

    #[test]
    fn any_text_is_a_path_or_an_error(path in "tile/[0-9e]{1,2}/(x[0-9]{3}/){0,3}[0-9]{1,4}(\\.p/[0-9]{1,3})?") {
        if let Ok(tile) = Tile::parse(&path) {
            prop_assert_eq!(tile.path(), path);
        }
    }
}

//! Tiles (C2SP tlog-tiles): the tree in files that never change. Each holds 256 neighbouring hashes of every eighth
//! level, and the levels between follow from them.

use std::collections::BTreeMap;

use crate::checkpoint::decimal;
use crate::hash::joined;
use crate::{Error, Hash, MOST_LEAVES, Node, Nodes, node_hash};

/// Hashes, or entries, of a full tile.
pub const WIDTH: u16 = 256;

/// Levels of the tree that a tile stands for.
const HEIGHT: u8 = 8;

/// The highest level of tiles that a tree of [`MOST_LEAVES`] has: the hashes of level 56.
const MOST_LEVEL: u8 = 7;

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileKind {
    /// Hashes of nodes; the number times eight is their level.
    Hashes(u8),
    /// Entries, whose hashes are those of the tile of level 0 with the same index.
    Entries,
}

/// A file of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    kind: TileKind,
    index: u64,
    width: u16,
}

impl Tile {
    /// The tile with this index of a tree of this size, as wide as the tree makes it; none if the tree does not
    /// reach it.
    pub fn of(kind: TileKind, index: u64, size: u64) -> Option<Self> {
        if size > MOST_LEAVES {
            return None;
        }
        let hashes = size.checked_shr(u32::from(HEIGHT * kind.level()?))?;
        let start = index.checked_mul(u64::from(WIDTH))?;
        let width = hashes.checked_sub(start)?.min(u64::from(WIDTH));
        Some(Self {
            kind,
            index,
            width: u16::try_from(width).ok().filter(|width| *width > 0)?,
        })
    }

    /// What it holds.
    pub fn kind(&self) -> TileKind {
        self.kind
    }

    /// Which one of its level.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// How many hashes or entries it holds: [`WIDTH`], or fewer at the right edge of the tree.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// The nodes whose hashes it holds, or whose entries.
    pub fn nodes(&self) -> impl Iterator<Item = Node> {
        // No tile exists beyond what a tree can have.
        let level = HEIGHT * self.kind.level().unwrap_or_default();
        let start = self.index * u64::from(WIDTH);
        (start..start + u64::from(self.width)).map(move |index| Node { level, index })
    }

    /// Where it is below the URL of its log.
    pub fn path(&self) -> String {
        let kind = match self.kind {
            TileKind::Hashes(level) => level.to_string(),
            TileKind::Entries => "entries".to_owned(),
        };
        let mut number = format!("{:03}", self.index % 1000);
        let mut rest = self.index / 1000;
        while rest > 0 {
            number = format!("x{:03}/{number}", rest % 1000);
            rest /= 1000;
        }
        let width = match self.width {
            WIDTH => String::new(),
            width => format!(".p/{width}"),
        };
        format!("tile/{kind}/{number}{width}")
    }

    /// Reads a path. Each tile has one.
    ///
    /// # Errors
    /// It is of no tile that a tree of [`MOST_LEAVES`] could have.
    pub fn parse(path: &str) -> Result<Self, Error> {
        Self::read(path).ok_or(Error::TilePath)
    }

    fn read(path: &str) -> Option<Self> {
        let (kind, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let kind = match kind {
            "entries" => TileKind::Entries,
            level => TileKind::Hashes(u8::try_from(decimal(level)?).ok()?),
        };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, u16::try_from(decimal(width)?).ok()?),
            None => (rest, WIDTH),
        };
        let mut index = 0_u64;
        for group in number.split('/') {
            let digits = group.strip_prefix('x').unwrap_or(group);
            let is_plain = digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit());
            let digits = digits.parse::<u64>().ok().filter(|_| is_plain)?;
            index = index.checked_mul(1000)?.checked_add(digits)?;
        }
        let largest = Self::of(kind, index, MOST_LEAVES)?;
        let tile = Self { width, ..largest };
        // What is written otherwise, such as x000/001 for 001, is another path.
        let is_one = width > 0 && width <= largest.width && tile.path() == path;
        is_one.then_some(tile)
    }

    /// The hashes in the bytes of the tile.
    ///
    /// # Errors
    /// There are more or fewer than it is wide, or it holds entries.
    pub fn hashes(&self, bytes: &[u8]) -> Result<Vec<Hash>, Error> {
        let (hashes, rest) = bytes.as_chunks();
        let is_right = self.kind != TileKind::Entries
            && rest.is_empty()
            && hashes.len() == usize::from(self.width);
        if !is_right {
            return Err(Error::Tile);
        }
        Ok(hashes.iter().copied().map(Hash).collect())
    }

    /// The bytes of the tile.
    ///
    /// # Errors
    /// A node is not there, or it holds entries.
    pub fn to_bytes(&self, stored: &impl Nodes) -> Result<Vec<u8>, Error> {
        if self.kind == TileKind::Entries {
            return Err(Error::Tile);
        }
        let mut bytes = Vec::new();
        for node in self.nodes() {
            let hash = stored.hash(node).ok_or(Error::MissingNode(node))?;
            bytes.extend_from_slice(&hash.0);
        }
        Ok(bytes)
    }
}

impl TileKind {
    fn level(self) -> Option<u8> {
        match self {
            Self::Hashes(level) => Some(level).filter(|level| *level <= MOST_LEVEL),
            Self::Entries => Some(0),
        }
    }
}

/// Nodes of a log of which only tiles are at hand, as whoever verifies it has them. Nothing is verified but by the
/// proofs that are made of them.
#[derive(Debug, Clone, Default)]
pub struct TileNodes {
    tiles: BTreeMap<(u8, u64), Vec<Hash>>,
}

impl TileNodes {
    /// Adds a tile of hashes. A wider one replaces another of its place.
    ///
    /// # Errors
    /// The bytes are not its.
    pub fn add(&mut self, tile: &Tile, bytes: &[u8]) -> Result<(), Error> {
        let hashes = tile.hashes(bytes)?;
        let level = tile.kind.level().ok_or(Error::Tile)?;
        let known = self.tiles.entry((level, tile.index)).or_default();
        if known.len() < hashes.len() {
            *known = hashes;
        }
        Ok(())
    }
}

impl Nodes for TileNodes {
    fn hash(&self, node: Node) -> Option<Hash> {
        let (level, height) = (node.level / HEIGHT, node.level % HEIGHT);
        let first = node.index.checked_mul(1 << height)?;
        let (index, place) = (first / u64::from(WIDTH), first % u64::from(WIDTH));
        let hashes = self.tiles.get(&(level, index))?;
        let start = usize::try_from(place).ok()?;
        let row = hashes.get(start..start.checked_add(1 << height)?)?;
        let mut row = row.to_vec();
        while row.len() > 1 {
            let (pairs, _) = row.as_chunks();
            row = pairs
                .iter()
                .map(|[left, right]| node_hash(left, right))
                .collect();
        }
        joined(row.into_iter())
    }
}

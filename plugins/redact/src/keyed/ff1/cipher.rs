//! FF1 of NIST SP 800-38G, Algorithm 7, encryption only.
//!
//! Written here because the crates (`fpe` 0.7, `fpr-ff1` 2.1) encrypt one text at a time with big integers.
//! Within a plugin's fuel it matters that software AES encrypts four blocks for the price of one, so all
//! texts of a column go through each round together, and that halves fit 96 bits.

use std::collections::BTreeMap;

use aes::Block;
use aes::cipher::BlockCipherEncrypt;

/// Rounds of the Feistel network.
const ROUNDS: u8 = 10;

/// FF1 over numerals below `radix`.
pub(super) struct Cipher<C> {
    cipher: C,
    radix: usize,
}

/// What texts of the same length have in common.
struct Shape {
    /// Numerals of the left and the right half: u and v of the standard.
    lengths: [u32; 2],
    /// radix^u and radix^v.
    moduli: [u128; 2],
    /// Bytes of a half: b.
    bytes: usize,
    /// Bytes of a round's output: d, at most 16.
    output: usize,
    /// The chained encryption of all blocks of P ‖ Q but the last, which are the same in every round.
    chained: Block,
    /// The last block of Q without round number and half.
    last: [u8; 16],
}

/// A text on its way: A and B of the standard.
struct State<'t> {
    text: &'t mut Vec<u16>,
    shape: usize,
    halves: [u128; 2],
}

/// The most numerals: halves below 2^96, so that a round's output is one block.
pub(super) fn longest(radix: usize) -> usize {
    let radix = u128::try_from(radix).unwrap_or(u128::MAX).max(2);
    let powers = std::iter::successors(Some(radix), |power| power.checked_mul(radix));
    2 * powers.take_while(|power| *power <= 1 << 96).count()
}

impl<C: BlockCipherEncrypt<BlockSize = aes::cipher::consts::U16>> Cipher<C> {
    pub(super) fn new(cipher: C, radix: usize) -> Self {
        Self { cipher, radix }
    }

    /// Encrypts texts of numerals, in place. Texts of fewer than two or more than [`longest`] numerals become
    /// empty; how small a domain may be is the caller's rule.
    pub(super) fn encrypt(&self, texts: &mut [Vec<u16>], tweak: &[u8]) {
        let longest = longest(self.radix);
        let mut shapes = BTreeMap::new();
        let mut states: Vec<State<'_>> = Vec::new();
        for text in texts {
            let length = text.len();
            if !(2..=longest).contains(&length) {
                text.clear();
                continue;
            }
            shapes
                .entry(length)
                .or_insert_with(|| self.shape(length, tweak));
            let (left, right) = text.split_at(length / 2);
            let halves = [self.number(left), self.number(right)];
            states.push(State {
                text,
                shape: length,
                halves,
            });
        }
        for round in 0..ROUNDS {
            self.round(round, &shapes, &mut states);
        }
        for State {
            text,
            shape,
            halves: [left, right],
        } in states
        {
            let lengths = shapes.get(&shape).map_or([0, 0], |shape| shape.lengths);
            let [u, v] = lengths;
            text.clear();
            self.append(text, left, u);
            self.append(text, right, v);
        }
    }

    /// Steps 1 to 5, and what of step 6 does not depend on the round.
    fn shape(&self, length: usize, tweak: &[u8]) -> Shape {
        let lengths =
            [length / 2, length - length / 2].map(|half| u32::try_from(half).unwrap_or(0));
        let [u, v] = lengths;
        let radix = self.radix as u128;
        let moduli = lengths.map(|half| radix.saturating_pow(half));
        let [_, largest] = moduli;
        let bits = u128::BITS - (largest - 1).leading_zeros();
        let bytes = bits.div_ceil(8) as usize;
        let [_, r1, r2, r3] = u32::try_from(self.radix).unwrap_or(0).to_be_bytes();
        let [n1, n2, n3, n4] = (u + v).to_be_bytes();
        let [.., u8th] = u.to_be_bytes();
        let [t1, t2, t3, t4] = u32::try_from(tweak.len()).unwrap_or(0).to_be_bytes();
        let mut chained = Block::from([
            1, 2, 1, r1, r2, r3, 10, u8th, n1, n2, n3, n4, t1, t2, t3, t4,
        ]);
        self.cipher.encrypt_block(&mut chained);
        // Q is the tweak, zeros, the round and the half; the last two are in its last block.
        let mut prefix = tweak.to_vec();
        prefix.resize((tweak.len() + bytes + 1).next_multiple_of(16), 0);
        let (blocks, _) = prefix.as_chunks::<16>();
        let (last, before) = blocks.split_last().unwrap_or((&[0; 16], &[]));
        for block in before {
            add(&mut chained, block);
            self.cipher.encrypt_block(&mut chained);
        }
        Shape {
            lengths,
            moduli,
            bytes,
            output: 4 * bytes.div_ceil(4) + 4,
            chained,
            last: *last,
        }
    }

    /// Step 6 for one round, over all texts.
    fn round(&self, round: u8, shapes: &BTreeMap<usize, Shape>, states: &mut [State<'_>]) {
        let mut blocks: Vec<Block> = states
            .iter()
            .map(|State { shape, halves, .. }| {
                let Some(shape) = shapes.get(shape) else {
                    return Block::default();
                };
                let [_, half] = halves;
                let last = u128::from_be_bytes(shape.last) | half;
                let last = last | (u128::from(round) << (8 * shape.bytes));
                let mut block = Block::from(last.to_be_bytes());
                add(&mut block, &shape.chained.into());
                block
            })
            .collect();
        self.cipher.encrypt_blocks(&mut blocks);
        for (State { shape, halves, .. }, block) in states.iter_mut().zip(blocks) {
            let Some(shape) = shapes.get(shape) else {
                continue;
            };
            let output = u128::from_be_bytes(block.into()) >> (8 * (16 - shape.output));
            let [even, odd] = shape.moduli;
            let modulus = if round.is_multiple_of(2) { even } else { odd };
            let [a, b] = *halves;
            *halves = [b, (a + output % modulus) % modulus];
        }
    }

    /// The number that the numerals write, the first being the most significant.
    fn number(&self, numerals: &[u16]) -> u128 {
        let radix = self.radix as u128;
        let step = |number: u128, numeral: &u16| number * radix + u128::from(*numeral);
        numerals.iter().fold(0, step)
    }

    /// Writes a number in so many numerals.
    fn append(&self, text: &mut Vec<u16>, mut number: u128, length: u32) {
        let radix = self.radix as u128;
        let start = text.len();
        for _ in 0..length {
            text.push(u16::try_from(number % radix).unwrap_or_default());
            number /= radix;
        }
        if let Some(written) = text.get_mut(start..) {
            written.reverse();
        }
    }
}

fn add(block: &mut Block, other: &[u8; 16]) {
    for (byte, other) in block.iter_mut().zip(other) {
        *byte ^= other;
    }
}

#[cfg(test)]
#[path = "vectors.rs"]
mod vectors;

#[cfg(test)]
#[path = "wycheproof.rs"]
mod wycheproof;

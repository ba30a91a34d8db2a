//! Small numbers as runs of equal ones and groups of bits: Parquet's encoding `RLE`
//! (<https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE>).

use crate::thrift::varint;

/// Numbers of a group, of which as many or more equal ones are worth a run.
const GROUP: usize = 8;

/// How many bits the numbers below `count` have.
pub(crate) fn width(count: u32) -> u32 {
    (u32::BITS - count.saturating_sub(1).leading_zeros()).max(1)
}

/// Writes numbers of at most `width` bits.
pub(crate) fn write(out: &mut Vec<u8>, numbers: &[u32], width: u32) {
    let mut rest = numbers;
    let mut groups: Vec<u32> = Vec::new();
    while let Some(first) = rest.first() {
        let equal = rest.iter().take_while(|number| *number == first).count();
        if equal >= GROUP {
            packed(out, &groups, width);
            groups.clear();
            varint(out, (equal as u64) << 1);
            let bytes = width.div_ceil(8) as usize;
            out.extend(first.to_le_bytes().into_iter().take(bytes));
            rest = rest.get(equal..).unwrap_or_default();
        } else {
            let group = rest.get(..GROUP).unwrap_or(rest);
            groups.extend_from_slice(group);
            rest = rest.get(group.len()..).unwrap_or_default();
        }
    }
    packed(out, &groups, width);
}

/// Writes whole groups of numbers; the last is filled up with zeros.
fn packed(out: &mut Vec<u8>, numbers: &[u32], width: u32) {
    if numbers.is_empty() {
        return;
    }
    let groups = numbers.len().div_ceil(GROUP);
    varint(out, (groups as u64) << 1 | 1);
    let end = out.len() + groups * width as usize;
    bits(out, numbers, width);
    out.resize(end, 0);
}

/// Writes numbers one after the other, from the lowest bit of each byte on.
pub(crate) fn bits(out: &mut Vec<u8>, numbers: &[u32], width: u32) {
    let (mut held, mut count) = (0_u64, 0);
    for number in numbers {
        held |= u64::from(*number) << count;
        count += width;
        while count >= 8 {
            let [low, ..] = held.to_le_bytes();
            out.push(low);
            held >>= 8;
            count -= 8;
        }
    }
    if count > 0 {
        let [low, ..] = held.to_le_bytes();
        out.push(low);
    }
}

#[cfg(test)]
mod tests {
    use super::{width, write};

    fn written(numbers: &[u32], width: u32) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut out, numbers, width);
        out
    }

    #[test]
    fn numbers_are_packed_as_in_the_example_of_the_format() {
        let expected = [0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        assert_eq!(written(&[0, 1, 2, 3, 4, 5, 6, 7], 3), expected);
    }

    #[test]
    fn equal_numbers_are_a_run() {
        assert_eq!(written(&[1; 300], 1), [0xd8, 0x04, 1]);
        assert_eq!(written(&[258; 8], 9), [16, 2, 1]);
    }

    #[test]
    fn runs_begin_where_groups_end_and_the_last_group_is_filled_up() {
        let mixed = [&[1, 0, 1, 0, 1, 0, 1, 1][..], &[1; 9], &[1]].concat();
        assert_eq!(written(&mixed, 1), [3, 0b1101_0101, 20, 1]);
        assert_eq!(written(&[1, 0, 1], 2), [3, 0b01_0001, 0]);
        assert!(written(&[], 1).is_empty());
    }

    #[test]
    fn the_width_is_that_of_the_largest_number() {
        assert_eq!([0, 1, 2, 3, 256, 257].map(width), [1, 1, 1, 2, 8, 9]);
    }
}

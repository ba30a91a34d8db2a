//! Structures of Parquet's metadata, in Thrift's compact protocol
//! (<https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>).

/// What a field or the items of a list are, by the protocol's number.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
enum Type {
    True = 1,
    False = 2,
    I32 = 5,
    I64 = 6,
    Binary = 8,
    List = 9,
    Struct = 12,
}

/// A structure in the making. Its fields are written in the order of their numbers, which are at most 15 apart.
#[derive(Debug)]
pub(crate) struct Struct<'a> {
    out: &'a mut Vec<u8>,
    before: u8,
}

/// Writes a structure.
pub(crate) fn write(out: &mut Vec<u8>, fill: impl FnOnce(&mut Struct<'_>)) {
    let mut fields = Struct { out, before: 0 };
    fill(&mut fields);
    fields.out.push(0);
}

impl Struct<'_> {
    pub(crate) fn boolean(&mut self, number: u8, truth: bool) {
        self.begin(number, if truth { Type::True } else { Type::False });
    }

    pub(crate) fn i32(&mut self, number: u8, value: i32) {
        self.begin(number, Type::I32);
        zigzag(self.out, i64::from(value));
    }

    /// A length, count or place, as 64 bits.
    pub(crate) fn size(&mut self, number: u8, value: u64) {
        self.begin(number, Type::I64);
        varint(self.out, value << 1);
    }

    /// A length or count, as 32 bits.
    pub(crate) fn size32(&mut self, number: u8, value: usize) {
        self.begin(number, Type::I32);
        varint(self.out, (value as u64) << 1);
    }

    pub(crate) fn text(&mut self, number: u8, text: &str) {
        self.begin(number, Type::Binary);
        self.binary(text);
    }

    pub(crate) fn structure(&mut self, number: u8, fill: impl FnOnce(&mut Struct<'_>)) {
        self.begin(number, Type::Struct);
        write(self.out, fill);
    }

    /// A structure without fields, which a union is told by.
    pub(crate) fn empty(&mut self, number: u8) {
        self.structure(number, |_| {});
    }

    pub(crate) fn texts(&mut self, number: u8, texts: &[&str]) {
        self.list(number, Type::Binary, texts.len());
        for text in texts {
            self.binary(text);
        }
    }

    pub(crate) fn i32s(&mut self, number: u8, values: &[i32]) {
        self.list(number, Type::I32, values.len());
        for value in values {
            zigzag(self.out, i64::from(*value));
        }
    }

    pub(crate) fn structures<T>(
        &mut self,
        number: u8,
        items: &[T],
        fill: impl Fn(&mut Struct<'_>, &T),
    ) {
        self.list(number, Type::Struct, items.len());
        for item in items {
            write(self.out, |fields| fill(fields, item));
        }
    }

    fn begin(&mut self, number: u8, kind: Type) {
        let step = number.saturating_sub(self.before);
        self.out.push(step << 4 | kind as u8);
        self.before = number;
    }

    fn list(&mut self, number: u8, kind: Type, items: usize) {
        self.begin(number, Type::List);
        if let Ok(few @ ..15) = u8::try_from(items) {
            self.out.push(few << 4 | kind as u8);
        } else {
            self.out.push(0xf0 | kind as u8);
            varint(self.out, items as u64);
        }
    }

    fn binary(&mut self, text: &str) {
        varint(self.out, text.len() as u64);
        self.out.extend_from_slice(text.as_bytes());
    }
}

/// Writes a number in groups of seven bits, the lowest first.
pub(crate) fn varint(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            out.push(low & 0x7f);
            return;
        }
        out.push(low | 0x80);
    }
}

fn zigzag(out: &mut Vec<u8>, value: i64) {
    varint(out, (value << 1 ^ value >> 63).cast_unsigned());
}

#[cfg(test)]
mod tests {
    use super::{varint, write};

    #[test]
    fn a_structure_is_written_as_the_protocol_says() {
        let mut out = Vec::new();
        write(&mut out, |fields| {
            fields.i32(1, -1);
            fields.boolean(2, true);
            fields.text(4, "ab");
            fields.size(5, 300);
            fields.structure(6, |fields| fields.empty(1));
            fields.i32s(7, &[0; 15]);
        });
        let mut expected = vec![0x15, 0x01, 0x11, 0x28, 2, b'a', b'b', 0x16, 0xd8, 0x04];
        expected.extend([0x1c, 0x1c, 0, 0, 0x19, 0xf5, 15]);
        expected.extend([0; 16]);
        assert_eq!(out, expected);
    }

    #[test]
    fn the_largest_number_has_ten_bytes() {
        let mut out = Vec::new();
        varint(&mut out, u64::MAX);
        assert_eq!(out.len(), 10);
        assert_eq!(out.last(), Some(&1));
    }
}

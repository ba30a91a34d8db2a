//! The file around the columns: magic numbers, page headers, and the metadata at the end
//! (<https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>).

use crate::chunk::Encoded;
use crate::leaf::Leaf;
use crate::thrift::{self, Struct};

const MAGIC: &[u8] = b"PAR1";

/// The encodings of Parquet, by their numbers.
const PLAIN: i32 = 0;
const RLE: i32 = 3;
const RLE_DICTIONARY: i32 = 8;

/// The kinds of pages.
const DATA_PAGE: i32 = 0;
const DICTIONARY_PAGE: i32 = 2;

/// The version of the metadata that has logical types.
const VERSION: i32 = 2;
/// Who wrote the file, in the form that readers look for; the version is that of this writer.
const WRITER: &str = "lethe version 1.0.0";
/// The codec that is none.
const UNCOMPRESSED: i32 = 0;

/// A file of which some row groups are written.
#[derive(Debug)]
pub(crate) struct File {
    position: u64,
    groups: Vec<Group>,
}

#[derive(Debug)]
struct Group {
    rows: u64,
    columns: Vec<Chunk>,
}

/// Where a column of a row group stands.
#[derive(Debug)]
struct Chunk {
    dictionary_at: Option<u64>,
    data_at: u64,
    bytes: u64,
}

impl File {
    /// Begins the file.
    pub(crate) fn begin(out: &mut Vec<u8>) -> Self {
        out.extend_from_slice(MAGIC);
        Self {
            position: MAGIC.len() as u64,
            groups: Vec::new(),
        }
    }

    /// Writes a row group.
    pub(crate) fn group(&mut self, rows: usize, columns: &[Encoded], out: &mut Vec<u8>) {
        let columns = columns
            .iter()
            .map(|column| self.column(rows, column, out))
            .collect();
        self.groups.push(Group {
            rows: rows as u64,
            columns,
        });
    }

    fn column(&mut self, rows: usize, column: &Encoded, out: &mut Vec<u8>) -> Chunk {
        let begin = self.position;
        let mut encoding = PLAIN;
        let mut dictionary_at = None;
        if let Some((count, values)) = &column.dictionary {
            encoding = RLE_DICTIONARY;
            dictionary_at = Some(begin);
            self.page(DICTIONARY_PAGE, values, out, |header| {
                header.structure(7, |page| {
                    page.size32(1, *count as usize);
                    page.i32(2, PLAIN);
                });
            });
        }
        let data_at = self.position;
        self.page(DATA_PAGE, &column.page, out, |header| {
            header.structure(5, |page| {
                page.size32(1, rows);
                page.i32(2, encoding);
                page.i32(3, RLE);
                page.i32(4, RLE);
            });
        });
        Chunk {
            dictionary_at,
            data_at,
            bytes: self.position - begin,
        }
    }

    fn page(
        &mut self,
        kind: i32,
        page: &[u8],
        out: &mut Vec<u8>,
        particulars: impl FnOnce(&mut Struct<'_>),
    ) {
        let begin = out.len();
        thrift::write(out, |header| {
            header.i32(1, kind);
            // As it is, and compressed.
            header.size32(2, page.len());
            header.size32(3, page.len());
            particulars(header);
        });
        out.extend_from_slice(page);
        self.position += (out.len() - begin) as u64;
    }

    /// Ends the file with its metadata.
    pub(crate) fn end(self, leaves: &[&Leaf], about: &[(String, String)], out: &mut Vec<u8>) {
        let begin = out.len();
        thrift::write(out, |metadata| self.describe(leaves, about, metadata));
        let length = u32::try_from(out.len() - begin).unwrap_or(u32::MAX);
        out.extend(length.to_le_bytes());
        out.extend_from_slice(MAGIC);
    }

    /// Fills the `FileMetaData`.
    fn describe(&self, leaves: &[&Leaf], about: &[(String, String)], metadata: &mut Struct<'_>) {
        metadata.i32(1, VERSION);
        // The first element is the root, of which the others are the leaves.
        let root = std::iter::once(None);
        let elements: Vec<Option<&Leaf>> = root.chain(leaves.iter().copied().map(Some)).collect();
        metadata.structures(2, &elements, |element, leaf| {
            if let Some(leaf) = leaf {
                leaf.describe(element);
            } else {
                element.text(4, "schema");
                element.size32(5, leaves.len());
            }
        });
        metadata.size(3, self.groups.iter().map(|group| group.rows).sum());
        metadata.structures(4, &self.groups, |metadata, group| {
            group.describe(leaves, metadata);
        });
        metadata.structures(5, about, |metadata, (key, value)| {
            metadata.text(1, key);
            metadata.text(2, value);
        });
        metadata.text(6, WRITER);
    }
}

impl Group {
    /// Fills the `RowGroup`.
    fn describe(&self, leaves: &[&Leaf], metadata: &mut Struct<'_>) {
        let columns: Vec<(&&Leaf, &Chunk)> = leaves.iter().zip(&self.columns).collect();
        metadata.structures(1, &columns, |metadata, (leaf, chunk)| {
            // Where the metadata of the column stand: here, and not beside its pages.
            metadata.size(2, 0);
            metadata.structure(3, |metadata| chunk.describe(self.rows, leaf, metadata));
        });
        metadata.size(2, self.columns.iter().map(|chunk| chunk.bytes).sum());
        metadata.size(3, self.rows);
    }
}

impl Chunk {
    /// Fills the `ColumnMetaData`.
    fn describe(&self, rows: u64, leaf: &Leaf, metadata: &mut Struct<'_>) {
        metadata.i32(1, leaf.physical());
        if self.dictionary_at.is_some() {
            metadata.i32s(2, &[PLAIN, RLE, RLE_DICTIONARY]);
        } else {
            metadata.i32s(2, &[PLAIN, RLE]);
        }
        metadata.texts(3, &[&leaf.name]);
        metadata.i32(4, UNCOMPRESSED);
        metadata.size(5, rows);
        metadata.size(6, self.bytes);
        metadata.size(7, self.bytes);
        metadata.size(9, self.data_at);
        if let Some(at) = self.dictionary_at {
            metadata.size(11, at);
        }
    }
}

//! A column of the file's schema.

use lethe_plugin::ValueType;

use crate::thrift::Struct;

/// A column of the file's schema.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Leaf {
    pub(crate) name: String,
    pub(crate) value_type: ValueType,
    /// Whether a row may have no value.
    pub(crate) is_optional: bool,
}

/// The physical types of Parquet, by their numbers.
const BOOLEAN: i32 = 0;
const INT32: i32 = 1;
const INT64: i32 = 2;
const DOUBLE: i32 = 5;
const BYTE_ARRAY: i32 = 6;

impl Leaf {
    /// How its values are stored.
    pub(crate) fn physical(&self) -> i32 {
        match self.value_type {
            ValueType::Boolean => BOOLEAN,
            ValueType::Date => INT32,
            ValueType::Integer | ValueType::Timestamp => INT64,
            ValueType::Number => DOUBLE,
            ValueType::Text | ValueType::Bytes => BYTE_ARRAY,
        }
    }

    /// Fills the `SchemaElement`.
    pub(crate) fn describe(&self, element: &mut Struct<'_>) {
        element.i32(1, self.physical());
        element.i32(3, i32::from(self.is_optional));
        element.text(4, &self.name);
        // What the stored values mean: the older number, and the structure that followed it.
        match self.value_type {
            ValueType::Text => {
                element.i32(6, 0);
                element.structure(10, |logical| logical.empty(1));
            }
            ValueType::Date => {
                element.i32(6, 6);
                element.structure(10, |logical| logical.empty(6));
            }
            ValueType::Timestamp => {
                element.i32(6, 9);
                element.structure(10, |logical| {
                    logical.structure(8, |timestamp| {
                        timestamp.boolean(1, true);
                        timestamp.structure(2, |unit| unit.empty(1));
                    });
                });
            }
            ValueType::Integer | ValueType::Number | ValueType::Boolean | ValueType::Bytes => {}
        }
    }
}

//! The same methods for every type of column.

/// Implements the way to and from rows for the `Column` that a generator made of `lethe:plugin` or
/// `lethe:engine`, given the name of its module and that of a type with the variants of [`Cells`](crate::Cells).
#[macro_export]
macro_rules! columnar {
    ($wit:ident, $cells:ident) => {
        impl $wit::Column {
            /// Lays out the cells of rows.
            #[must_use]
            pub fn pack(name: impl Into<String>, class: $wit::DataClass, cells: &$cells) -> Self {
                const NEVER: $wit::Date = $wit::Date {
                    year: 0,
                    month: 1,
                    day: 1,
                };
                macro_rules! dense {
                    ($variant:ident, $list:ident, $empty:expr) => {{
                        let (values, absent) = $crate::dense($list.iter().copied(), $empty);
                        ($wit::Values::$variant(values), absent)
                    }};
                }
                macro_rules! joined {
                    ($variant:ident, $list:ident, $wit_type:ident) => {{
                        let pieces = $crate::join($list.iter().map(Option::as_deref));
                        let $crate::Pieces {
                            joined,
                            ends,
                            absent,
                        } = pieces;
                        (
                            $wit::Values::$variant($wit::$wit_type { joined, ends }),
                            absent,
                        )
                    }};
                }
                let (values, absent) = match cells {
                    $cells::Text(list) => joined!(Text, list, Texts),
                    $cells::Integer(list) => dense!(Integer, list, 0),
                    $cells::Number(list) => dense!(Number, list, 0.0),
                    $cells::Boolean(list) => dense!(Boolean, list, false),
                    $cells::Date(list) => dense!(Date, list, NEVER),
                    $cells::Timestamp(list) => dense!(Timestamp, list, 0),
                    $cells::Bytes(list) => joined!(Bytes, list, Blobs),
                };
                Self {
                    name: name.into(),
                    class,
                    values,
                    absent,
                }
            }

            /// The cells of the rows, as far as the column [is one](Self::check).
            #[must_use]
            pub fn unpack(self) -> $cells {
                let absent = &self.absent;
                match self.values {
                    $wit::Values::Text(texts) => {
                        $cells::Text($crate::split(&texts.joined, &texts.ends, absent, |text| {
                            text.to_owned()
                        }))
                    }
                    $wit::Values::Integer(values) => {
                        $cells::Integer($crate::sparse(values, absent))
                    }
                    $wit::Values::Number(values) => $cells::Number($crate::sparse(values, absent)),
                    $wit::Values::Boolean(values) => {
                        $cells::Boolean($crate::sparse(values, absent))
                    }
                    $wit::Values::Date(values) => $cells::Date($crate::sparse(values, absent)),
                    $wit::Values::Timestamp(values) => {
                        $cells::Timestamp($crate::sparse(values, absent))
                    }
                    $wit::Values::Bytes(blobs) => {
                        $cells::Bytes($crate::split(&blobs.joined, &blobs.ends, absent, |bytes| {
                            bytes.to_owned()
                        }))
                    }
                }
            }

            /// How many rows the column has, those without a value included.
            #[must_use]
            pub fn rows(&self) -> usize {
                match &self.values {
                    $wit::Values::Text(texts) => texts.ends.len(),
                    $wit::Values::Integer(values) | $wit::Values::Timestamp(values) => values.len(),
                    $wit::Values::Number(values) => values.len(),
                    $wit::Values::Boolean(values) => values.len(),
                    $wit::Values::Date(values) => values.len(),
                    $wit::Values::Bytes(blobs) => blobs.ends.len(),
                }
            }

            /// Checks that every row has one value or none.
            ///
            /// # Errors
            /// What is wrong.
            pub fn check(&self) -> Result<(), $crate::Fault> {
                match &self.values {
                    $wit::Values::Text(texts) => $crate::check_ends(&texts.joined, &texts.ends)?,
                    $wit::Values::Bytes(blobs) => $crate::check_ends(&blobs.joined, &blobs.ends)?,
                    _ => {}
                }
                $crate::check_absent(&self.absent, self.rows())
            }
        }
    };
}

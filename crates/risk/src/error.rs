//! What is wrong with a table or with what is asked of it. Messages hold no value of a row.

/// A table that cannot be read, or cannot be measured or generalized as asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A column was named that the table has not.
    #[error("no column is called {name}; there are {}", known.join(", "))]
    UnknownColumn {
        /// The name that was asked for.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// Two columns have one name, so that a name does not say which.
    #[error("two columns are called {name}")]
    SameName {
        /// The name.
        name: String,
    },
    /// A column was given two roles, or one role twice.
    #[error("the column {name} is named twice")]
    NamedTwice {
        /// The column.
        name: String,
    },
    /// Nothing was named that could tell people apart.
    #[error("no quasi-identifier is named")]
    NoQuasiIdentifier,
    /// There is no row, hence no smallest class.
    #[error("there are no rows to measure")]
    NoRows,
    /// More rows than [`MOST_ROWS`](crate::MOST_ROWS).
    #[error("there are more than {} rows", crate::MOST_ROWS)]
    TooManyRows,
    /// A row has more or fewer cells than there are columns.
    #[error("line {line} has {found} cells and not {expected}")]
    Ragged {
        /// The line on which the row begins, or the row's number where there are no lines; from 1.
        line: u64,
        /// Cells that the row has.
        found: u64,
        /// Cells of the heading.
        expected: u64,
    },
    /// A cell of a column of numbers or dates is none.
    #[error("line {line}: the cell of {column} is no {}", kind.noun())]
    NotOfKind {
        /// As in [`Error::Ragged`].
        line: u64,
        /// The column.
        column: String,
        /// What it should hold.
        kind: crate::Kind,
    },
    /// A file is not in UTF-8.
    #[error("line {line} is not UTF-8")]
    NotText {
        /// As in [`Error::Ragged`].
        line: u64,
    },
    /// A file could not be read.
    #[error("the table cannot be read")]
    Read(#[source] std::io::Error),
    /// The file is no CSV in another way.
    #[error("the table is no CSV")]
    Csv(#[source] csv::Error),
    /// A threshold that no table can have, such as a share above 1.
    #[error("{rule} cannot be {asked}")]
    Threshold {
        /// Which one.
        rule: crate::Rule,
        /// What was asked for.
        asked: f64,
    },
    /// The table as a whole misses the target, so that no part of it reaches it.
    #[error("the target cannot be reached: {rows} rows would be suppressed and {allowed} may be")]
    Unattainable {
        /// Rows that would have to go.
        rows: usize,
        /// Rows that may go.
        allowed: usize,
    },
}

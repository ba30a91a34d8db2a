//! A table of interned columns: each distinct value is kept once, and each cell is the number of its value.

use jiff::civil::Date;

use crate::builder::Growing;

/// Rows that a table can have: values are numbered with 32 bits.
pub const MOST_ROWS: u32 = u32::MAX - 1;

/// What the cells of a column are, which decides their order and how they are generalized.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Categories without an order that counts. Generalized to the beginning that texts share.
    #[default]
    Text,
    /// Finite numbers. Generalized to ranges.
    Number,
    /// Calendar days, in ISO 8601. Generalized to ranges.
    Date,
}

impl Kind {
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
        }
    }

    /// Reads a cell; none where it is not of this kind. Surrounding blanks of numbers and dates do not count.
    pub(crate) fn value(self, text: &str) -> Option<Value> {
        match self {
            Self::Text => Some(Value::Text(text.into())),
            Self::Number => {
                let number: f64 = text.trim().parse().ok()?;
                // Adding 0 makes -0 and 0 one value.
                number.is_finite().then_some(Value::Number(number + 0.0))
            }
            Self::Date => text.trim().parse().ok().map(Value::Date),
        }
    }
}

/// A distinct value of a column. An absent one is a value too, before all others: whoever knows that a cell is
/// empty tells its row from those with a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// There is none.
    Absent,
    /// A finite number.
    Number(f64),
    /// A calendar day.
    Date(Date),
    /// A text.
    Text(Box<str>),
}

impl Value {
    pub(crate) fn order(&self, other: &Self) -> std::cmp::Ordering {
        match (self, other) {
            (Self::Number(one), Self::Number(another)) => one.total_cmp(another),
            (Self::Date(one), Self::Date(another)) => one.cmp(another),
            (Self::Text(one), Self::Text(another)) => one.cmp(another),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Absent => 0,
            Self::Number(_) => 1,
            Self::Date(_) => 2,
            Self::Text(_) => 3,
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Absent => Ok(()),
            Self::Number(number) => number.fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// A column: four bytes a row, and each distinct value once.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// For each row the place of its value in `values`.
    pub(crate) codes: Vec<u32>,
    /// In ascending order, so that codes compare as values do.
    pub(crate) values: Vec<Value>,
}

impl Column {
    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its cells are.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// How many distinct values it has.
    pub fn distinct(&self) -> usize {
        self.values.len()
    }

    /// The cell of a row; none beyond the last.
    pub fn cell(&self, row: usize) -> Option<&Value> {
        self.value(*self.codes.get(row)?)
    }

    pub(crate) fn value(&self, code: u32) -> Option<&Value> {
        self.values.get(usize::try_from(code).ok()?)
    }

    /// The column with only some of its rows, and only the values that those have.
    pub(crate) fn keep(&self, rows: impl Iterator<Item = usize>) -> Self {
        let mut kept = Growing::new(&self.name, self.kind);
        let codes = rows.filter_map(|row| self.codes.get(row).copied());
        kept.codes.extend(codes);
        kept.values.clone_from(&self.values);
        kept.finish()
    }
}

/// Rows with named columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: usize,
}

impl Table {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns, in their order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }
}

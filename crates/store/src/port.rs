//! The port through which everything is kept: statements and values, no driver.

use std::fmt;

use domain::TenantId;

use crate::Error;

/// A parameter of a statement, or a column of a row.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// SQL's NULL.
    Null,
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Real(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// Shows the kind and the length: a value may be personal data, and debug output ends up in logs.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Integer(_) => f.write_str("Integer"),
            Self::Real(_) => f.write_str("Real"),
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Blob(bytes) => write!(f, "Blob({} bytes)", bytes.len()),
        }
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Integer(value.into())
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Blob(value.to_vec())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Blob(value)
    }
}

impl From<jiff::Timestamp> for Value {
    fn from(value: jiff::Timestamp) -> Self {
        Self::Integer(value.as_millisecond())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! from_id {
    ($($id:ident),+) => {$(
        impl From<domain::$id> for Value {
            fn from(id: domain::$id) -> Self {
                Self::Text(id.to_string())
            }
        }
    )+};
}

from_id!(
    TenantId,
    SubjectId,
    RecordId,
    RequestId,
    RestrictionId,
    TokenId,
    ReceiptId,
    ConsentId,
    DeliveryId,
    DocumentId,
    PolicyId,
    HoldId,
    SweepId,
    JobId,
    AccountId
);

/// A row, in the order of the statement's columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(pub Vec<Value>);

/// Which SQL the database speaks, where statements cannot be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite 3.35 or newer.
    Sqlite,
    /// PostgreSQL 15 or newer.
    Postgres,
}

/// One connection to a database.
///
/// Placeholders are `$1`, `$2` and so on, and the first use of each comes in that order: drivers
/// that number named parameters by first appearance then agree with those that read the number.
///
/// An implementation reports a database that is held by somebody else as [`Error::Busy`] and
/// everything else by [`Error::database`].
#[expect(
    async_fn_in_trait,
    reason = "a workflow runs on one thread and its connection cannot be sent to another; \
              where the connection can be sent, so can the futures of its implementation"
)]
pub trait Sql {
    /// Runs a statement and gives the rows it yields.
    async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, Error>;

    /// Runs a statement and gives the number of rows it inserted, changed or deleted.
    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64, Error>;

    /// Tells which SQL the database speaks.
    fn dialect(&self) -> Dialect;

    /// Says whose rows the statements that follow are about.
    ///
    /// Every statement names its tenant; where the database itself can hide the rows of others
    /// (PostgreSQL's row-level security), it is told here. A connection that has given a scope is
    /// that tenant's from then on.
    async fn enter(&mut self, tenant: TenantId) -> Result<(), Error> {
        let _ = tenant;
        Ok(())
    }

    /// Begins a transaction; [`Tx`](crate::Tx) calls it.
    ///
    /// On SQLite it takes the write lock at once (`BEGIN IMMEDIATE`): a transaction that reads first
    /// and writes later could find, too late, that its view is outdated. On PostgreSQL each
    /// statement sees what was committed before it, and rows are locked as they are written.
    async fn begin(&mut self) -> Result<(), Error> {
        let statement = match self.dialect() {
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres => "BEGIN ISOLATION LEVEL READ COMMITTED",
        };
        self.execute(statement, &[]).await.map(drop)
    }

    /// Begins a transaction that only reads, and sees everything as it was at one moment until it is rolled back; it keeps
    /// nobody from writing.
    async fn begin_snapshot(&mut self) -> Result<(), Error> {
        let statement = match self.dialect() {
            Dialect::Sqlite => "BEGIN",
            Dialect::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        };
        self.execute(statement, &[]).await.map(drop)
    }

    /// Keeps what the transaction did; [`Tx`](crate::Tx) calls it.
    async fn commit(&mut self) -> Result<(), Error> {
        self.execute("COMMIT", &[]).await.map(drop)
    }

    /// Undoes what the transaction did; [`Tx`](crate::Tx) calls it.
    async fn rollback(&mut self) -> Result<(), Error> {
        self.execute("ROLLBACK", &[]).await.map(drop)
    }
}

//! The port over sqlx, for native programs.
//!
//! Named like the feature that brings it; inside this module `::sqlx` is the crate.

use std::path::Path;
use std::time::Duration;

use ::sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteRow,
    SqliteSynchronous, SqliteValueRef,
};
use ::sqlx::{
    Arguments, AssertSqlSafe, Column, ConnectOptions, Connection, Either, Executor, Row as _,
    TypeInfo, ValueRef,
};
use futures_util::TryStreamExt;

use crate::{Dialect, Error, Row, Sql, Value};

/// How long SQLite itself waits for a lock before it reports that the database is busy.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How often opening is tried: the switch to WAL does not wait for the busy time-out.
const ATTEMPTS: u32 = 20;

/// How a database file is opened, whoever opens it.
///
/// - `journal_mode=WAL`, `synchronous=FULL`: an acknowledged change survives power loss.
/// - `secure_delete=ON`: what is deleted is overwritten with zeros (Art. 17 GDPR).
/// - `temp_store=MEMORY`: sorting writes nothing beside the database.
/// - `trusted_schema=OFF`, `cell_size_check=ON`: a manipulated file can do less.
pub fn connect_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .disable_statement_logging()
}

/// A connection to a SQLite file.
#[derive(Debug)]
pub struct SqliteSql {
    connection: SqliteConnection,
}

/// What a statement did.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The names of the columns; empty when no row came.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
    /// The number of rows that were inserted, changed or deleted.
    pub changes: u64,
    /// The rowid of the last row that was inserted on this connection.
    pub last_insert_rowid: i64,
}

impl SqliteSql {
    /// Opens a database file, and makes one when there is none.
    ///
    /// # Errors
    /// [`Error::Busy`] when somebody holds the file, [`Error::Database`] when it cannot be opened.
    pub async fn open(path: &Path) -> Result<Self, Error> {
        restrict(path)?;
        let options = connect_options(path);
        let mut attempt = 1;
        loop {
            match options.connect().await.map_err(translate) {
                Ok(connection) => return Ok(Self { connection }),
                Err(Error::Busy) if attempt < ATTEMPTS => {
                    attempt += 1;
                    // A program opens its database before it serves: nobody else waits here.
                    std::thread::sleep(Duration::from_millis(25));
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Takes a connection that was opened with [`connect_options`].
    pub const fn new(connection: SqliteConnection) -> Self {
        Self { connection }
    }

    /// Runs a statement and gives all there is to know about it.
    pub async fn run(&mut self, statement: &str, parameters: &[Value]) -> Result<Outcome, Error> {
        let mut outcome = Outcome {
            columns: Vec::new(),
            rows: Vec::new(),
            changes: 0,
            last_insert_rowid: 0,
        };
        let query = ::sqlx::query_with(
            // The text comes from this crate, or from a workflow whose database this is.
            AssertSqlSafe(statement.to_owned()),
            arguments(parameters)?,
        );
        let mut stream = (&mut self.connection).fetch_many(query);
        while let Some(item) = stream.try_next().await.map_err(translate)? {
            match item {
                Either::Left(done) => {
                    outcome.changes = done.rows_affected();
                    outcome.last_insert_rowid = done.last_insert_rowid();
                }
                Either::Right(row) => {
                    if outcome.rows.is_empty() {
                        outcome.columns = row
                            .columns()
                            .iter()
                            .map(|column| column.name().to_owned())
                            .collect();
                    }
                    outcome.rows.push(read(&row)?);
                }
            }
        }
        Ok(outcome)
    }

    /// Closes the connection.
    pub async fn close(self) -> Result<(), Error> {
        self.connection.close().await.map_err(translate)
    }
}

impl Sql for SqliteSql {
    async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, Error> {
        Ok(self.run(statement, parameters).await?.rows)
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        Ok(self.run(statement, parameters).await?.changes)
    }

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }
}

/// Makes a new file readable for its owner only; SQLite gives its log the same mode.
fn restrict(path: &Path) -> Result<(), Error> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(Error::database)
}

fn arguments(parameters: &[Value]) -> Result<SqliteArguments, Error> {
    let mut arguments = SqliteArguments::default();
    for parameter in parameters {
        match parameter {
            Value::Null => arguments.add(None::<i64>),
            Value::Integer(number) => arguments.add(*number),
            Value::Real(number) => arguments.add(*number),
            Value::Text(text) => arguments.add(text.clone()),
            Value::Blob(bytes) => arguments.add(bytes.clone()),
        }
        .map_err(Error::Database)?;
    }
    Ok(arguments)
}

fn read(row: &SqliteRow) -> Result<Row, Error> {
    let mut values = Vec::with_capacity(row.len());
    for index in 0..row.len() {
        values.push(value(row.try_get_raw(index).map_err(translate)?)?);
    }
    Ok(Row(values))
}

fn value(raw: SqliteValueRef<'_>) -> Result<Value, Error> {
    use ::sqlx::Decode;

    if raw.is_null() {
        return Ok(Value::Null);
    }
    // Of a value that is not NULL this is the storage class, whatever the column was declared as.
    match raw.type_info().name() {
        "INTEGER" => Decode::decode(raw).map(Value::Integer),
        "REAL" => Decode::decode(raw).map(Value::Real),
        "TEXT" => Decode::decode(raw).map(Value::Text),
        _ => Decode::decode(raw).map(Value::Blob),
    }
    .map_err(Error::Database)
}

/// SQLite's `SQLITE_BUSY`, which is also the low byte of its extended codes.
const SQLITE_BUSY: u32 = 5;

fn translate(error: ::sqlx::Error) -> Error {
    let code = error
        .as_database_error()
        .and_then(::sqlx::error::DatabaseError::code)
        .and_then(|code| code.parse::<u32>().ok());
    match code {
        Some(code) if code & 0xff == SQLITE_BUSY => Error::Busy,
        _ => Error::database(error),
    }
}

//! A workflow's connection: runs its statements, within a time, and gives back rows.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::TryStreamExt as _;
use sqlx::{
    Arguments as _, AssertSqlSafe, Column as _, Either, Executor as _, Row as _, SqlSafeStr as _,
    Sqlite, SqlitePool, Statement as _, TypeInfo as _, ValueRef as _,
    pool::PoolConnection,
    sqlite::{SqliteArguments, SqliteColumn, SqliteRow},
};
use tokio::sync::{Mutex, mpsc};

use super::{
    bindings::spin::sqlite::sqlite::{Error, RowResult, Value},
    guard, statement,
};

/// Longest that one statement may run.
const STATEMENT_TIME: Duration = Duration::from_secs(10);

/// Instructions of SQLite's virtual machine between two looks at the clock: below a millisecond.
const INSTRUCTIONS_BETWEEN_LOOKS: i32 = 20_000;

/// A chunk of rows ends at whichever comes first.
const CHUNK_ROWS: usize = 256;
const CHUNK_BYTES: usize = 1024 * 1024;

/// Largest result that is given back as a whole.
const MAX_COLLECTED_BYTES: usize = 16 * 1024 * 1024;

/// A connection that a workflow has opened. Dropping it ends its statement and rolls its transaction back.
#[derive(Clone)]
pub struct Connection(Arc<Inner>);

struct Inner {
    connection: Mutex<PoolConnection<Sqlite>>,
    deadline: Arc<Deadline>,
    last: Last,
}

/// What a statement answers: rows as they come, and its end.
pub(super) struct Answer {
    pub(super) columns: Vec<String>,
    /// The first rows; all of them when `rest` is `None`.
    pub(super) rows: Vec<RowResult>,
    pub(super) rest: Option<Rest>,
}

/// Rows that are still to come.
pub(super) struct Rest {
    pub(super) chunks: mpsc::Receiver<Vec<RowResult>>,
    pub(super) end: tokio::task::JoinHandle<Result<(), Error>>,
}

/// What SQLite says after a statement that wrote.
#[derive(Default)]
struct Last {
    row_id: AtomicI64,
    changes: AtomicU64,
}

/// The time until which the running statement may go on, in milliseconds since the connection was opened.
struct Deadline {
    opened: Instant,
    at: AtomicU64,
}

impl Connection {
    pub(super) async fn open(pool: &SqlitePool) -> Result<Self, Error> {
        let mut connection = pool.acquire().await.map_err(|error| explain(&error))?;
        let deadline = Arc::new(Deadline {
            opened: Instant::now(),
            at: AtomicU64::new(u64::MAX),
        });
        {
            let mut handle = connection
                .lock_handle()
                .await
                .map_err(|error| explain(&error))?;
            guard::forget_row_id(&mut handle);
            let deadline = Arc::clone(&deadline);
            handle.set_progress_handler(INSTRUCTIONS_BETWEEN_LOOKS, move || !deadline.is_over());
        }
        Ok(Self(Arc::new(Inner {
            connection: Mutex::new(connection),
            deadline,
            last: Last::default(),
        })))
    }

    /// Runs a statement. The first chunk of rows is waited for; what comes after it is read as it is asked for.
    pub(super) async fn execute(
        &self,
        statement: String,
        values: Vec<Value>,
    ) -> Result<Answer, Error> {
        statement::check(&statement, values.len())?;
        let columns = Arc::new(OnceLock::new());
        let (sender, mut chunks) = mpsc::channel(1);
        let mut work: Pin<Box<dyn Future<Output = Result<Vec<RowResult>, Error>> + Send>> =
            Box::pin(Arc::clone(&self.0).run(
                statement,
                values,
                Arc::clone(&columns),
                sender.clone(),
            ));
        tokio::select! {
            biased;
            last = &mut work => {
                // The work may have handed over a chunk and ended before anybody looked.
                let mut rows = chunks.try_recv().unwrap_or_default();
                rows.extend(last?);
                Ok(Answer { rows, columns: taken(&columns), rest: None })
            }
            Some(rows) = chunks.recv() => {
                let end = tokio::spawn(async move {
                    let last = work.await?;
                    // A stream may not hand over nothing: it would be taken for a broken one.
                    if last.is_empty() {
                        return Ok(());
                    }
                    sender.send(last).await.map_err(|_| unread())
                });
                Ok(Answer { columns: taken(&columns), rows, rest: Some(Rest { chunks, end }) })
            }
        }
    }

    /// Runs a statement and gives back all of its rows.
    pub(super) async fn execute_whole(
        &self,
        statement: String,
        values: Vec<Value>,
    ) -> Result<Answer, Error> {
        let mut answer = self.execute(statement, values).await?;
        if let Some(mut rest) = answer.rest.take() {
            let mut bytes: usize = answer.rows.iter().map(size).sum();
            while let Some(chunk) = rest.chunks.recv().await {
                bytes += chunk.iter().map(size).sum::<usize>();
                if bytes > MAX_COLLECTED_BYTES {
                    return Err(Error::Io(format!(
                        "the result is larger than {MAX_COLLECTED_BYTES} bytes"
                    )));
                }
                answer.rows.extend(chunk);
            }
            rest.end
                .await
                .map_err(|_| Error::Io("the statement was given up".to_owned()))??;
        }
        Ok(answer)
    }

    pub(super) fn last_row_id(&self) -> i64 {
        self.0.last.row_id.load(Ordering::Acquire)
    }

    pub(super) fn changes(&self) -> u64 {
        self.0.last.changes.load(Ordering::Acquire)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.deadline.at.store(0, Ordering::Release);
    }
}

impl Deadline {
    fn restart(&self) {
        let at = self.opened.elapsed().saturating_add(STATEMENT_TIME);
        // A drop has set it to 0, which stays.
        let _ = self
            .at
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |old| {
                (old != 0).then(|| u64::try_from(at.as_millis()).unwrap_or(u64::MAX))
            });
    }

    fn is_over(&self) -> bool {
        self.opened.elapsed().as_millis() >= u128::from(self.at.load(Ordering::Acquire))
    }
}

impl Inner {
    /// Runs a statement to its end: full chunks go to `chunks`, the last one is given back.
    async fn run(
        self: Arc<Self>,
        statement: String,
        values: Vec<Value>,
        columns: Arc<OnceLock<Vec<String>>>,
        chunks: mpsc::Sender<Vec<RowResult>>,
    ) -> Result<Vec<RowResult>, Error> {
        let arguments = bind(values)?;
        let query = may_answer(&statement).then(|| statement.clone());
        let mut connection = self.connection.lock().await;
        self.deadline.restart();
        let (mut rows, mut bytes) = (Vec::new(), 0);
        let mut results =
            connection.fetch_many(sqlx::query_with(AssertSqlSafe(statement), arguments));
        while let Some(result) = results.try_next().await.map_err(|error| explain(&error))? {
            match result {
                Either::Left(done) => {
                    self.last
                        .row_id
                        .store(done.last_insert_rowid(), Ordering::Release);
                    self.last
                        .changes
                        .store(done.rows_affected(), Ordering::Release);
                }
                Either::Right(row) => {
                    columns.get_or_init(|| names(row.columns()));
                    let row = read(&row)?;
                    bytes += size(&row);
                    rows.push(row);
                    if rows.len() >= CHUNK_ROWS || bytes >= CHUNK_BYTES {
                        bytes = 0;
                        chunks
                            .send(std::mem::take(&mut rows))
                            .await
                            .map_err(|_| unread())?;
                        self.deadline.restart();
                    }
                }
            }
        }
        drop(results);
        if let Some(query) = query.filter(|_| columns.get().is_none()) {
            // Without a row the driver does not tell the columns.
            let query = AssertSqlSafe(query).into_sql_str();
            let prepared = connection
                .prepare(query)
                .await
                .map_err(|error| explain(&error))?;
            columns.get_or_init(|| names(prepared.columns()));
        }
        Ok(rows)
    }
}

fn taken(columns: &OnceLock<Vec<String>>) -> Vec<String> {
    columns.get().cloned().unwrap_or_default()
}

fn names(columns: &[SqliteColumn]) -> Vec<String> {
    columns
        .iter()
        .map(|column| column.name().to_owned())
        .collect()
}

/// Whether a statement has columns even when it gives no row.
fn may_answer(statement: &str) -> bool {
    let first = statement
        .trim_start()
        .bytes()
        .next()
        .map(|letter| letter.to_ascii_uppercase());
    // SELECT (also SAVEPOINT, at no harm), WITH, VALUES, EXPLAIN and END, PRAGMA.
    matches!(first, Some(b'S' | b'W' | b'V' | b'E' | b'P'))
        || statement
            .as_bytes()
            .windows(9)
            .any(|word| word.eq_ignore_ascii_case(b"RETURNING"))
}

fn bind(values: Vec<Value>) -> Result<SqliteArguments, Error> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        match value {
            Value::Integer(value) => arguments.add(value),
            Value::Real(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Blob(value) => arguments.add(value),
            Value::Null => arguments.add(None::<i64>),
        }
        .map_err(|error| Error::Io(error.to_string()))?;
    }
    Ok(arguments)
}

fn read(row: &SqliteRow) -> Result<RowResult, Error> {
    let mut values = Vec::with_capacity(row.len());
    for index in 0..row.len() {
        values.push(read_value(row, index).map_err(|error| explain(&error))?);
    }
    Ok(RowResult { values })
}

fn read_value(row: &SqliteRow, index: usize) -> Result<Value, sqlx::Error> {
    let raw = row.try_get_raw(index)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    Ok(match raw.type_info().name() {
        "INTEGER" => Value::Integer(row.try_get_unchecked(index)?),
        "REAL" => Value::Real(row.try_get_unchecked(index)?),
        "TEXT" => Value::Text(row.try_get_unchecked(index)?),
        _ => Value::Blob(row.try_get_unchecked(index)?),
    })
}

fn size(row: &RowResult) -> usize {
    let payload = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        Value::Integer(_) | Value::Real(_) | Value::Null => 0,
    };
    row.values
        .iter()
        .map(|value| size_of::<Value>() + payload(value))
        .sum()
}

fn unread() -> Error {
    Error::Io("the rows were not read to their end".to_owned())
}

/// Says what SQLite said, in the words that Spin's own driver uses.
fn explain(error: &sqlx::Error) -> Error {
    match error {
        sqlx::Error::Database(error) => match error.code().as_deref() {
            Some("9") => Error::Io(format!(
                "the statement was stopped after {} s",
                STATEMENT_TIME.as_secs()
            )),
            Some("13") => Error::DatabaseFull,
            _ => Error::Io(error.message().to_owned()),
        },
        sqlx::Error::PoolTimedOut => {
            Error::Io("no connection to the database became free in time".to_owned())
        }
        sqlx::Error::PoolClosed => Error::Io("the host is shutting down".to_owned()),
        error => Error::Io(error.to_string()),
    }
}

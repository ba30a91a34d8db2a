//! A workflow's connection: runs its statements and gives back rows.

use std::sync::Arc;

use futures_util::TryStreamExt as _;
use sqlx::{
    AssertSqlSafe, Either, Executor as _, PgPool, Postgres, SqlSafeStr as _, Statement as _,
    pool::PoolConnection, postgres::PgStatement,
};
use tokio::sync::Mutex;

use super::{decode, encode};
use crate::spin::bindings::spin::postgres::postgres::{
    Column, DbError, DbValue, Error, ParameterValue, QueryError,
};

/// Longest text of a statement in bytes; the values travel as parameters.
const MAX_STATEMENT_BYTES: usize = 256 * 1024;

/// Largest result, in bytes: it lies in memory as a whole, and a workflow has 128 MiB.
const MAX_RESULT_BYTES: usize = 32 * 1024 * 1024;

/// A connection that a workflow has opened. Dropping it rolls its transaction back.
#[derive(Clone)]
pub struct Connection(Arc<Mutex<PoolConnection<Postgres>>>);

/// What a statement answers.
pub(super) struct Answer {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<DbValue>>,
    /// The number of rows it gave, inserted, changed or deleted.
    pub(super) count: u64,
}

impl Connection {
    pub(super) async fn open(pool: &PgPool) -> Result<Self, Error> {
        match pool.acquire().await {
            Ok(connection) => Ok(Self(Arc::new(Mutex::new(connection)))),
            Err(error) => Err(Error::ConnectionFailed(match error {
                sqlx::Error::PoolTimedOut => {
                    "no connection to the database became free in time".to_owned()
                }
                sqlx::Error::PoolClosed => "the host is shutting down".to_owned(),
                error => error.to_string(),
            })),
        }
    }

    /// Runs a statement to its end.
    pub(super) async fn run(
        &self,
        statement: String,
        values: Vec<ParameterValue>,
    ) -> Result<Answer, Error> {
        if statement.len() > MAX_STATEMENT_BYTES {
            let why = format!("the statement is longer than {MAX_STATEMENT_BYTES} bytes");
            return Err(Error::QueryFailed(QueryError::Text(why)));
        }
        let mut connection = self.0.lock().await;
        // Prepared once on each connection; the server says which types the parameters have.
        let text = AssertSqlSafe(statement).into_sql_str();
        let prepared = connection.prepare(text.clone()).await.map_err(explain)?;
        let arguments = encode::arguments(&types(&prepared), values)?;
        let columns: Vec<Column> = prepared.columns().iter().map(decode::column).collect();
        let (mut rows, mut count, mut bytes) = (Vec::new(), 0, 0);
        let mut results = connection.fetch_many(sqlx::query_with(text, arguments));
        while let Some(result) = results.try_next().await.map_err(explain)? {
            match result {
                Either::Left(done) => count = done.rows_affected(),
                Either::Right(row) => {
                    bytes += decode::size(&row);
                    if bytes > MAX_RESULT_BYTES {
                        let why = format!("the result is larger than {MAX_RESULT_BYTES} bytes");
                        return Err(Error::QueryFailed(QueryError::Text(why)));
                    }
                    rows.push(decode::row(&row)?);
                }
            }
        }
        Ok(Answer {
            columns,
            rows,
            count,
        })
    }
}

fn types(prepared: &PgStatement) -> Vec<sqlx::postgres::PgTypeInfo> {
    match prepared.parameters() {
        Some(Either::Left(types)) => types.to_vec(),
        _ => Vec::new(),
    }
}

/// Says what the server said.
fn explain(error: sqlx::Error) -> Error {
    let sqlx::Error::Database(said) = error else {
        return Error::QueryFailed(QueryError::Text(error.to_string()));
    };
    let code = said.code().unwrap_or_default().into_owned();
    let pg = said.try_downcast_ref::<sqlx::postgres::PgDatabaseError>();
    Error::QueryFailed(QueryError::DbError(DbError {
        as_text: said.to_string(),
        severity: pg.map_or_else(String::new, |pg| {
            format!("{:?}", pg.severity()).to_uppercase()
        }),
        code,
        message: said.message().to_owned(),
        detail: pg.and_then(|pg| pg.detail().map(str::to_owned)),
        extras: pg.map(extras).unwrap_or_default(),
    }))
}

fn extras(pg: &sqlx::postgres::PgDatabaseError) -> Vec<(String, String)> {
    let fields = [
        ("schema", pg.schema()),
        ("table", pg.table()),
        ("column", pg.column()),
        ("constraint", pg.constraint()),
        ("hint", pg.hint()),
    ];
    let given = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    given
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

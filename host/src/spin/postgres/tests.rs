//! Connections to a real server.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use postgres_cluster::Database;
use tokio::time::timeout;

use super::{
    AllowedHost, Servers,
    connection::{Answer, Connection},
};
use crate::spin::{
    Grants, State,
    bindings::spin::postgres::postgres::{DbDataType, DbValue, Error, ParameterValue, QueryError},
};

/// A component that was granted a server, and the variable with its address.
struct Granted {
    database: Database,
    state: State,
}

impl Granted {
    fn new() -> Self {
        let database = Database::create();
        let grants = Grants {
            servers: Servers::default(),
            hosts: vec![AllowedHost::parse("postgres://127.0.0.1:*").unwrap()],
            variables: BTreeMap::from([("url".to_owned(), database.owner())]),
            ..Grants::default()
        };
        let state = State::new(Arc::new(grants));
        Self { database, state }
    }

    async fn open(&self) -> Connection {
        let pool = self.state.server((self.database.owner(), None)).unwrap();
        Connection::open(&pool).await.unwrap()
    }
}

async fn run(connection: &Connection, statement: &str) -> Result<Answer, Error> {
    connection.run(statement.to_owned(), vec![]).await
}

/// The first value that a statement gives.
async fn one(connection: &Connection, statement: &str) -> DbValue {
    run(connection, statement)
        .await
        .unwrap()
        .rows
        .remove(0)
        .remove(0)
}

fn text(value: &DbValue) -> &str {
    match value {
        DbValue::Str(text) => text,
        _ => panic!("a text was expected"),
    }
}

#[tokio::test]
async fn values_come_back_as_they_were_given() {
    use ParameterValue as P;
    let granted = Granted::new();
    let connection = granted.open().await;
    let create = "CREATE TABLE kinds (a BOOLEAN, b SMALLINT, c INTEGER, d BIGINT, e REAL, \
                  f DOUBLE PRECISION, g TEXT, h BYTEA, i DATE, j TIME, k TIMESTAMP, l UUID, \
                  m JSONB, n BIGINT)";
    run(&connection, create).await.unwrap();
    let uuid = "018f2b6a-0000-7000-8000-000000000001";
    let values = vec![
        P::Boolean(true),
        P::Int16(-1),
        P::Int32(i32::MIN),
        P::Int64(i64::MAX),
        P::Floating32(0.5),
        P::Floating64(0.1),
        P::Str("ä€".to_owned()),
        P::Binary(vec![0, 255]),
        P::Date((1969, 2, 28)),
        P::Time((23, 59, 59, 123_000)),
        P::Datetime((1999, 12, 31, 23, 59, 59, 0)),
        P::Uuid(uuid.to_owned()),
        P::Jsonb(br#"{"a": 1}"#.to_vec()),
        P::DbNull,
    ];
    let insert = "INSERT INTO kinds VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
                  $13, $14)";
    let inserted = connection.run(insert.to_owned(), values).await.unwrap();
    assert_eq!(inserted.count, 1);
    let answer = run(&connection, "SELECT * FROM kinds").await.unwrap();
    let names: String = answer
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(names, "abcdefghijklmn");
    assert!(matches!(answer.columns[3].data_type, DbDataType::Int64));
    let shown: Vec<_> = answer.rows[0]
        .iter()
        .map(|value| format!("{value:?}"))
        .collect();
    assert!(
        matches!(answer.rows[0][3], DbValue::Int64(i64::MAX)),
        "{shown:?}"
    );
    assert!(
        matches!(answer.rows[0][8], DbValue::Date((1969, 2, 28))),
        "{shown:?}"
    );
    assert!(
        matches!(answer.rows[0][9], DbValue::Time((23, 59, 59, 123_000))),
        "{shown:?}"
    );
    let is_eve = matches!(
        answer.rows[0][10],
        DbValue::Datetime((1999, 12, 31, 23, 59, 59, 0))
    );
    assert!(is_eve, "{shown:?}");
    assert!(
        matches!(&answer.rows[0][11], DbValue::Uuid(text) if text == uuid),
        "{shown:?}"
    );
    assert!(matches!(answer.rows[0][13], DbValue::DbNull), "{shown:?}");
    let days = "SELECT (i - DATE '2000-01-01')::TEXT || k::TEXT FROM kinds";
    assert_eq!(
        text(&one(&connection, days).await),
        "-112641999-12-31 23:59:59"
    );
}

#[tokio::test]
async fn a_result_without_rows_has_columns() {
    let granted = Granted::new();
    let connection = granted.open().await;
    let answer = run(&connection, "SELECT 1 AS a, 'x'::TEXT AS b WHERE false")
        .await
        .unwrap();
    assert_eq!((answer.columns.len(), answer.rows.len()), (2, 0));
}

#[tokio::test]
async fn a_value_of_another_type_is_refused_and_named() {
    let granted = Granted::new();
    let connection = granted.open().await;
    for (statement, value) in [
        ("SELECT $1::BIGINT", ParameterValue::Int32(1)),
        ("SELECT $1::TEXT", ParameterValue::Int64(1)),
        ("SELECT $1::BIGINT", ParameterValue::Decimal("1".to_owned())),
        ("SELECT $1::UUID", ParameterValue::Uuid("no".to_owned())),
    ] {
        let refused = connection.run(statement.to_owned(), vec![value]).await;
        assert!(matches!(refused, Err(Error::BadParameter(why)) if why.starts_with("$1")));
    }
    let missing = run(&connection, "SELECT $1::BIGINT").await;
    assert!(matches!(missing, Err(Error::BadParameter(_))));
    let unread = run(&connection, "SELECT ARRAY[1]").await;
    assert!(matches!(unread, Err(Error::ValueConversionFailed(why)) if why.contains("INT4[]")));
    assert!(run(&connection, "SELECT 1").await.is_ok());
}

#[tokio::test]
async fn what_the_server_says_comes_with_its_code() {
    let granted = Granted::new();
    let connection = granted.open().await;
    run(
        &connection,
        "CREATE TABLE t (a BIGINT CONSTRAINT t_a_key UNIQUE)",
    )
    .await
    .unwrap();
    run(&connection, "INSERT INTO t VALUES (1)").await.unwrap();
    let refused = run(&connection, "INSERT INTO t VALUES (1)").await;
    let Err(Error::QueryFailed(QueryError::DbError(said))) = refused else {
        panic!("a duplicate is refused");
    };
    assert_eq!(
        (said.code.as_str(), said.severity.as_str()),
        ("23505", "ERROR")
    );
    assert!(
        said.extras
            .contains(&("constraint".to_owned(), "t_a_key".to_owned()))
    );
    assert!(run(&connection, "SELECT 1; SELECT 2").await.is_err());
}

#[tokio::test]
async fn a_connection_comes_back_clean() {
    let granted = Granted::new();
    let connection = granted.open().await;
    run(&connection, "CREATE TABLE t (a BIGINT)").await.unwrap();
    for statement in [
        "SET search_path = pg_catalog",
        "SET statement_timeout = 0",
        "SELECT set_config('lethe.tenant', 'somebody', false)",
        "SELECT pg_advisory_lock(1)",
        "CREATE TEMP TABLE t2 AS SELECT 1",
        "BEGIN",
        "INSERT INTO public.t VALUES (1)",
    ] {
        run(&connection, statement).await.unwrap();
    }
    drop(connection);
    for _ in 0..20 {
        let connection = granted.open().await;
        let left = "SELECT coalesce(current_setting('lethe.tenant', true), '') \
                    || current_setting('search_path') || current_setting('statement_timeout') \
                    || (SELECT count(*) FROM t)::TEXT || coalesce(to_regclass('t2')::TEXT, '') \
                    || (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')::TEXT";
        assert_eq!(
            text(&one(&connection, left).await),
            "\"$user\", public10s00"
        );
    }
}

#[tokio::test]
async fn a_transaction_that_failed_ends_with_its_connection() {
    let granted = Granted::new();
    for _ in 0..20 {
        let connection = granted.open().await;
        assert!(matches!(
            one(&connection, "SELECT 1").await,
            DbValue::Int32(1)
        ));
        run(&connection, "BEGIN").await.unwrap();
        assert!(run(&connection, "SELECT 1 / 0").await.is_err());
        assert!(run(&connection, "SELECT 1").await.is_err());
    }
}

#[tokio::test]
async fn connections_are_bounded_and_a_statement_that_nobody_waits_for_gives_its_own_back() {
    let granted = Granted::new();
    let mut open = Vec::new();
    for _ in 0..16 {
        open.push(granted.open().await);
    }
    let pool = granted
        .state
        .server((granted.database.owner(), None))
        .unwrap();
    assert!(
        timeout(Duration::from_millis(200), Connection::open(&pool))
            .await
            .is_err()
    );
    for connection in &open {
        let sleep = run(connection, "SELECT pg_sleep(0.3)");
        assert!(timeout(Duration::from_millis(1), sleep).await.is_err());
    }
    drop(open);
    let next = granted.open().await;
    assert!(run(&next, "SELECT 1").await.is_ok());
}

#[tokio::test]
async fn a_lost_connection_is_told_and_replaced() {
    let granted = Granted::new();
    let connection = granted.open().await;
    run(&connection, "BEGIN").await.unwrap();
    granted.database.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
         AND pid <> pg_backend_pid()",
    );
    assert!(run(&connection, "COMMIT").await.is_err());
    drop(connection);
    let next = granted.open().await;
    assert!(run(&next, "SELECT 1").await.is_ok());
}

#[tokio::test]
async fn a_component_connects_to_what_it_was_granted() {
    let granted = Granted::new();
    let none = State::new(Arc::default());
    let address = || (granted.database.owner(), None);
    assert!(granted.state.server(address()).is_ok());
    assert!(matches!(
        none.server(address()),
        Err(Error::ConnectionFailed(_))
    ));
    let elsewhere = address().0.replace("127.0.0.1", "127.0.0.2");
    assert!(granted.state.server((elsewhere, None)).is_err());
}

#[test]
fn components_of_spin_sdk_5_find_what_they_import() {
    const COMPONENT: &str = r#"(component (import "spin:postgres/postgres@4.0.0" (instance
        (export "connection" (type $connection (sub resource)))
        (type $record (record (field "as-text" string) (field "severity" string)
            (field "code" string) (field "message" string) (field "detail" (option string))
            (field "extras" (list (tuple string string)))))
        (export "db-error" (type $db-error (eq $record)))
        (type $query (variant (case "text" string) (case "db-error" $db-error)))
        (export "query-error" (type $query-error (eq $query)))
        (type $variant (variant (case "connection-failed" string) (case "bad-parameter" string)
            (case "query-failed" $query-error) (case "value-conversion-failed" string)
            (case "other" string)))
        (export "error" (type $error (eq $variant)))
        (export "[static]connection.open" (func (param "address" string)
            (result (result (own $connection) (error $error))))))))"#;
    let engine = wasmtime::Engine::default();
    let component =
        wasmtime::component::Component::new(&engine, wat::parse_str(COMPONENT).unwrap());
    let mut linker = wasmtime::component::Linker::<State>::new(&engine);
    crate::spin::add_to_linker(&mut linker, |state| state).unwrap();
    linker.instantiate_pre(&component.unwrap()).unwrap();
}

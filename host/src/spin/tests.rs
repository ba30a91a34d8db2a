//! Connections over a real file.

use std::{path::Path, sync::Arc, time::Duration};

use tokio::time::timeout;

use super::{
    Connection, Databases, Grants, State,
    bindings::spin::sqlite::sqlite::{Error, Value},
    connection::Answer,
};

struct Folder {
    place: tempfile::TempDir,
    databases: Databases,
}

impl Folder {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("test.db");
        Self {
            databases: Databases::new([("default".to_owned(), file)]),
            place,
        }
    }

    async fn open(&self) -> Connection {
        Connection::open(self.databases.find("default").unwrap())
            .await
            .unwrap()
    }

    fn path(&self) -> &Path {
        self.place.path()
    }
}

async fn run(connection: &Connection, statement: &str) -> Result<Answer, Error> {
    connection.execute_whole(statement.to_owned(), vec![]).await
}

async fn count(connection: &Connection, table: &str) -> i64 {
    let answer = run(connection, &format!("SELECT count(*) FROM {table}"))
        .await
        .unwrap();
    match answer.rows[0].values[0] {
        Value::Integer(count) => count,
        _ => panic!("a count is an integer"),
    }
}

const NUMBERS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000) \
                       SELECT i, 'row ' || i AS label FROM n";

const ENDLESS: &str =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";

#[tokio::test]
async fn values_come_back_as_they_were_given() {
    let folder = Folder::new();
    let connection = folder.open().await;
    let values = || {
        vec![
            Value::Integer(i64::MIN),
            Value::Real(0.5),
            Value::Text("\0 ü".to_owned()),
            Value::Blob(vec![0, 255]),
            Value::Null,
            Value::Text(String::new()),
            Value::Blob(vec![]),
        ]
    };
    for statement in [
        "SELECT ?, ?, ?, ?, ?, ?, ?",
        "SELECT $1, $2, $3, $4, $5, $6, $7",
    ] {
        let answer = connection
            .execute(statement.to_owned(), values())
            .await
            .unwrap();
        let [row] = answer.rows.as_slice() else {
            panic!("one row")
        };
        assert_eq!(format!("{:?}", row.values), format!("{:?}", values()));
        assert!(answer.rest.is_none());
    }
}

#[tokio::test]
async fn columns_are_told_even_when_no_row_comes() {
    let folder = Folder::new();
    let connection = folder.open().await;
    run(&connection, "CREATE TABLE t (a INTEGER, b TEXT)")
        .await
        .unwrap();
    assert_eq!(
        run(&connection, "SELECT a, b FROM t")
            .await
            .unwrap()
            .columns,
        ["a", "b"]
    );
    let deleted = run(&connection, "DELETE FROM t RETURNING b AS gone")
        .await
        .unwrap();
    assert_eq!(deleted.columns, ["gone"]);
    assert!(
        run(&connection, "DELETE FROM t")
            .await
            .unwrap()
            .columns
            .is_empty()
    );
}

#[tokio::test]
async fn the_last_row_id_and_the_changes_are_those_of_this_connection() {
    let folder = Folder::new();
    let first = folder.open().await;
    run(&first, "CREATE TABLE t (a INTEGER)").await.unwrap();
    run(&first, "INSERT INTO t VALUES (1), (2), (3)")
        .await
        .unwrap();
    assert_eq!((first.last_row_id(), first.changes()), (3, 3));
    drop(first);
    let second = folder.open().await;
    run(&second, "SELECT 1").await.unwrap();
    assert_eq!(second.last_row_id(), 0);
}

#[tokio::test]
async fn a_transaction_that_is_left_open_is_rolled_back() {
    let folder = Folder::new();
    let connection = folder.open().await;
    run(&connection, "CREATE TABLE t (a INTEGER)")
        .await
        .unwrap();
    run(&connection, "BEGIN IMMEDIATE").await.unwrap();
    run(&connection, "INSERT INTO t VALUES (1)").await.unwrap();
    drop(connection);
    for _ in 0..20 {
        let connection = folder.open().await;
        run(&connection, "BEGIN IMMEDIATE").await.unwrap();
        assert_eq!(count(&connection, "t").await, 0);
    }
}

#[tokio::test]
async fn a_workflow_opens_what_its_manifest_grants() {
    let folder = Folder::new();
    let databases = folder.databases.clone();
    let labels = ["default".to_owned(), "granted".to_owned()].into();
    let state = State::new(Arc::new(Grants {
        databases,
        labels,
        ..Grants::default()
    }));
    assert!(state.pool("default").is_ok());
    assert!(matches!(state.pool("granted"), Err(Error::NoSuchDatabase)));
    assert!(matches!(state.pool("other"), Err(Error::AccessDenied)));
    let none = State::new(Arc::default());
    assert!(matches!(none.pool("default"), Err(Error::AccessDenied)));
}

#[tokio::test]
async fn nothing_but_the_database_is_in_reach() {
    let folder = Folder::new();
    let connection = folder.open().await;
    run(&connection, "CREATE TABLE t (a INTEGER)")
        .await
        .unwrap();
    let other = folder.path().join("other.db").display().to_string();
    for statement in [
        format!("ATTACH '{other}' AS other"),
        format!("attach /* as */ database '{other}' as other"),
        format!("VACUUM INTO '{other}'"),
        "DETACH main".to_owned(),
        "SELECT load_extension('libc')".to_owned(),
        "PRAGMA writable_schema = ON".to_owned(),
        "PRAGMA synchronous = OFF".to_owned(),
        "EXPLAIN PRAGMA journal_mode = MEMORY".to_owned(),
        "PRAGMA secure_delete(0)".to_owned(),
        "PRAGMA foreign_keys = 0".to_owned(),
        "PRAGMA trusted_schema = 1".to_owned(),
        "PRAGMA locking_mode = EXCLUSIVE".to_owned(),
        "PRAGMA temp_store_directory = '/tmp'".to_owned(),
        "PRAGMA key = 'x'".to_owned(),
        "CREATE TEMP TABLE kept (a INTEGER)".to_owned(),
        "CREATE TABLE temp.kept (a INTEGER)".to_owned(),
        "CREATE VIRTUAL TABLE v USING fts5(a)".to_owned(),
        "SELECT 1; SELECT 2".to_owned(),
        "SELECT $a('); ATTACH 'x' AS y; --')".to_owned(),
    ] {
        assert!(
            matches!(run(&connection, &statement).await, Err(Error::Io(_))),
            "{statement}"
        );
    }
    assert!(!Path::new(&other).exists());
    for statement in [
        "PRAGMA secure_delete",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "SELECT '{\"a\":1}' ->> 'a'",
    ] {
        assert!(run(&connection, statement).await.is_ok(), "{statement}");
    }
    assert_eq!(count(&connection, "t").await, 0);
}

#[tokio::test]
async fn a_long_result_comes_as_it_is_read() {
    let folder = Folder::new();
    let connection = folder.open().await;
    let mut answer = connection
        .execute(NUMBERS.to_owned(), vec![])
        .await
        .unwrap();
    assert_eq!(answer.columns, ["i", "label"]);
    let mut rest = answer.rest.take().unwrap();
    let mut rows = answer.rows.len();
    while let Some(chunk) = rest.chunks.recv().await {
        rows += chunk.len();
    }
    assert_eq!(rows, 5000);
    assert!(rest.end.await.unwrap().is_ok());
    assert_eq!(run(&connection, NUMBERS).await.unwrap().rows.len(), 5000);
}

#[tokio::test]
async fn no_chunk_of_a_result_is_empty() {
    let folder = Folder::new();
    let connection = folder.open().await;
    let whole_chunks = NUMBERS.replace("5000", "512");
    for (statement, expected) in [
        (whole_chunks.as_str(), 512),
        ("SELECT zeroblob(1600000)", 1),
    ] {
        let answer = connection.execute(statement.to_owned(), vec![]).await;
        let mut answer = answer.unwrap();
        let mut rows = answer.rows.len();
        // A result whose end was seen with its first chunk has no rest.
        if let Some(mut rest) = answer.rest.take() {
            while let Some(chunk) = rest.chunks.recv().await {
                assert!(!chunk.is_empty(), "{statement}");
                rows += chunk.len();
            }
            assert!(rest.end.await.unwrap().is_ok());
        }
        assert_eq!(rows, expected, "{statement}");
    }
}

#[tokio::test]
async fn a_result_that_nobody_reads_gives_the_connection_back() {
    let folder = Folder::new();
    let connection = folder.open().await;
    let answer = connection
        .execute(NUMBERS.to_owned(), vec![])
        .await
        .unwrap();
    drop(answer);
    let next = timeout(Duration::from_secs(5), run(&connection, "SELECT 1"))
        .await
        .unwrap();
    assert!(next.is_ok());
}

#[tokio::test]
async fn a_result_outlives_the_handle_of_its_connection() {
    let folder = Folder::new();
    let mut answer = folder
        .open()
        .await
        .execute(NUMBERS.to_owned(), vec![])
        .await
        .unwrap();
    let mut rest = answer.rest.take().unwrap();
    while rest.chunks.recv().await.is_some() {}
    assert!(rest.end.await.unwrap().is_ok());
}

#[tokio::test]
async fn a_result_that_is_too_large_to_be_given_as_a_whole_is_refused() {
    let folder = Folder::new();
    let connection = folder.open().await;
    let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20) \
                SELECT zeroblob(1048576) FROM n";
    assert!(matches!(run(&connection, rows).await, Err(Error::Io(_))));
    assert!(run(&connection, "SELECT 1").await.is_ok());
}

#[tokio::test]
async fn a_statement_ends_with_the_request_that_asked_for_it() {
    let folder = Folder::new();
    for _ in 0..20 {
        let connection = folder.open().await;
        let endless = timeout(Duration::from_millis(20), run(&connection, ENDLESS)).await;
        assert!(endless.is_err());
    }
    let connection = timeout(Duration::from_secs(5), folder.open())
        .await
        .unwrap();
    assert!(run(&connection, "SELECT 1").await.is_ok());
}

#[tokio::test]
async fn a_conflict_is_told_in_sqlites_words() {
    let folder = Folder::new();
    let connection = folder.open().await;
    run(&connection, "CREATE TABLE t (a INTEGER UNIQUE)")
        .await
        .unwrap();
    run(&connection, "INSERT INTO t VALUES (1)").await.unwrap();
    let Err(Error::Io(said)) = run(&connection, "INSERT INTO t VALUES (1)").await else {
        panic!("a duplicate is refused");
    };
    assert_eq!(said, "UNIQUE constraint failed: t.a");
}

#[test]
fn components_of_spin_sdk_5_find_what_they_import() {
    const ERROR: &str = r#"(variant (case "no-such-database") (case "access-denied")
        (case "invalid-connection") (case "database-full") (case "io" string))"#;
    let sqlite = |version: &str, more: &str| {
        format!(
            r#"(import "{version}" (instance
                (export "connection" (type $connection (sub resource)))
                (type $variant {ERROR})
                (export "error" (type $error (eq $variant)))
                (export "[static]connection.open" (func (param "database" string)
                    (result (result (own $connection) (error $error)))))
                {more}))"#
        )
    };
    let changes = r#"(export "[method]connection.changes"
        (func (param "self" (borrow $connection)) (result u64)))"#;
    let component = format!(
        "(component {} {} {})",
        sqlite("spin:sqlite/sqlite@3.0.0", changes),
        sqlite("fermyon:spin/sqlite@2.0.0", ""),
        r#"(import "fermyon:spin/variables@2.0.0" (instance
            (type $variant (variant (case "invalid-name" string) (case "undefined" string)
                (case "provider" string) (case "other" string)))
            (export "error" (type $error (eq $variant)))
            (export "get" (func (param "name" string) (result (result string (error $error)))))))"#,
    );
    let engine = wasmtime::Engine::default();
    let component = wat::parse_str(component).unwrap();
    let component = wasmtime::component::Component::new(&engine, component).unwrap();
    let mut linker = wasmtime::component::Linker::<State>::new(&engine);
    super::add_to_linker(&mut linker, |state| state).unwrap();
    linker.instantiate_pre(&component).unwrap();
}

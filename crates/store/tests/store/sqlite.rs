//! SQLite: runs the promises on a file, and what only a file can show.

mod processes;
mod residue;

use std::path::PathBuf;
use std::time::Duration;

use store::sqlx::{SqliteSql, connect_options};
use store::{Error, Sql, Tx, Value, subjects};

use crate::arrange::{furnish, subject, tenant};
use crate::backend::Backend;
use crate::promises::every_promise;

/// A file in a folder of its own.
pub(crate) struct SqliteFile {
    folder: tempfile::TempDir,
}

impl SqliteFile {
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("lethe.db")
    }
}

impl Backend for SqliteFile {
    type Sql = SqliteSql;

    async fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    async fn connect(&self) -> SqliteSql {
        SqliteSql::open(&self.path()).await.unwrap()
    }
}

macro_rules! on_a_file {
    ($($module:ident::$promise:ident),+ $(,)?) => {$(
        #[tokio::test(flavor = "current_thread")]
        async fn $promise() {
            crate::promises::$module::$promise(SqliteFile::fresh().await).await;
        }
    )+};
}

every_promise!(on_a_file);

async fn pragma(sql: &mut SqliteSql, name: &str) -> Value {
    sql.query(&format!("PRAGMA {name}"), &[]).await.unwrap()[0].0[0].clone()
}

#[tokio::test(flavor = "current_thread")]
async fn a_file_is_opened_for_durability_and_erasure() {
    let file = SqliteFile::fresh().await;
    let sql = &mut file.connect().await;
    assert_eq!(
        pragma(sql, "journal_mode").await,
        Value::Text("wal".to_owned())
    );
    for (name, expected) in [
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 5_000),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("temp_store", 2),
    ] {
        assert_eq!(pragma(sql, name).await, Value::Integer(expected), "{name}");
    }
    let version = sql.query("SELECT sqlite_version()", &[]).await.unwrap();
    assert!(matches!(&version[0].0[0], Value::Text(_)));
}

#[cfg(unix)]
#[tokio::test(flavor = "current_thread")]
async fn a_new_file_is_readable_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let file = SqliteFile::fresh().await;
    let _sql = file.connect().await;
    for suffix in ["", "-wal", "-shm"] {
        let mut path = file.path().into_os_string();
        path.push(suffix);
        let mode = std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{suffix}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn every_kind_of_value_comes_back() {
    let file = SqliteFile::empty().await;
    let sql = &mut file.connect().await;
    let values = [
        Value::Null,
        Value::Integer(i64::MIN),
        Value::Real(0.1),
        Value::Text("ä\u{0}€".to_owned()),
        Value::Text(String::new()),
        Value::Blob(vec![0, 255]),
        Value::Blob(vec![]),
    ];
    let statement = "SELECT $1 AS a, $2, $3, $4, $5, $6, $7";
    let outcome = sql.run(statement, &values).await.unwrap();
    assert_eq!(outcome.rows[0].0, values);
    assert_eq!(outcome.columns[0], "a");
}

#[tokio::test(flavor = "current_thread")]
async fn a_locked_file_is_busy() {
    let file = SqliteFile::fresh().await;
    let (mut holder, options) = (file.connect().await, connect_options(&file.path()));
    let impatient = options.busy_timeout(Duration::ZERO);
    let connection = sqlx::ConnectOptions::connect(&impatient).await.unwrap();
    let mut waiting = SqliteSql::new(connection);
    let held = Tx::begin(&mut holder).await.unwrap();
    assert!(matches!(Tx::begin(&mut waiting).await, Err(Error::Busy)));
    held.rollback().await.unwrap();
    assert!(Tx::begin(&mut waiting).await.is_ok());
}

#[tokio::test(flavor = "current_thread")]
async fn work_on_a_file_can_move_between_threads() {
    let file = SqliteFile::fresh().await;
    let mut sql = file.connect().await;
    let work = async move {
        let scope = tenant(&mut sql, "acme").await;
        furnish(&mut sql, &scope).await;
        subjects::find(&mut sql, &scope, subject(1))
            .await
            .unwrap()
            .is_some()
    };
    assert!(tokio::spawn(work).await.unwrap());
}

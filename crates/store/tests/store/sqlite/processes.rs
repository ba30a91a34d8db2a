//! Real processes on one file: starting at once, and dying in the middle.
//!
//! The processes are this test program, asked for one of the ignored tests below.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use store::migrations::{self, SQLITE};
use store::sqlx::SqliteSql;
use store::{Dialect, Error, Row, Sql, Value};

use super::SqliteFile;
use crate::arrange::{at, furnish, tenant};
use crate::backend::Backend;

const FILE: &str = "STORE_TEST_FILE";
const DIE_BEFORE: &str = "STORE_TEST_DIE_BEFORE";

fn spawn(test: &str, file: &Path, die_before: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            &format!("sqlite::processes::{test}"),
        ])
        .env(FILE, file)
        .env(DIE_BEFORE, die_before.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn processes_that_start_at_once_migrate_once() {
    for _ in 0..5 {
        let file = SqliteFile::empty().await;
        let children: Vec<_> = (0..4)
            .map(|_| spawn("child_migrates", &file.path(), 0))
            .collect();
        for mut child in children {
            assert!(child.wait().unwrap().success());
        }
        let sql = &mut file.connect().await;
        let rows = sql
            .query("SELECT count(*) FROM schema_migration", &[])
            .await
            .unwrap();
        assert_eq!(
            rows[0].0[0],
            Value::Integer(i64::try_from(SQLITE.len()).unwrap())
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_process_that_dies_while_migrating_leaves_the_old_version() {
    for die_before in [1, 2, 5, 12, 20, 30] {
        let file = SqliteFile::empty().await;
        let mut child = spawn("child_dies_while_migrating", &file.path(), die_before);
        assert!(!child.wait().unwrap().success());
        let mut sql = file.connect().await;
        let tables = sql
            .query("SELECT count(*) FROM sqlite_schema", &[])
            .await
            .unwrap();
        assert_eq!(
            tables[0].0[0],
            Value::Integer(0),
            "died before statement {die_before}"
        );
        migrations::apply(&mut sql, at(0)).await.unwrap();
        let scope = tenant(&mut sql, "acme").await;
        furnish(&mut sql, &scope).await;
    }
}

#[tokio::test(flavor = "current_thread")]
#[ignore = "a child of the tests above"]
async fn child_migrates() {
    let Some(file) = std::env::var_os(FILE) else {
        return;
    };
    let mut sql = SqliteSql::open(Path::new(&file)).await.unwrap();
    migrations::apply(&mut sql, at(0)).await.unwrap();
}

/// A connection whose process dies before its `left`-th statement.
struct Dying {
    inner: SqliteSql,
    left: usize,
}

impl Dying {
    fn live(&mut self) {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => std::process::abort(),
        }
    }
}

impl Sql for Dying {
    async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, Error> {
        self.live();
        self.inner.query(statement, parameters).await
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        self.live();
        self.inner.execute(statement, parameters).await
    }

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }
}

#[tokio::test(flavor = "current_thread")]
#[ignore = "a child of the tests above"]
async fn child_dies_while_migrating() {
    let Some(file) = std::env::var_os(FILE) else {
        return;
    };
    let left = std::env::var(DIE_BEFORE).unwrap().parse().unwrap();
    let mut sql = Dying {
        inner: SqliteSql::open(Path::new(&file)).await.unwrap(),
        left,
    };
    migrations::apply(&mut sql, at(0)).await.unwrap();
}

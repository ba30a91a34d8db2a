//! How a database comes to the version of the program.

use store::migrations::{self, Migration};
use store::{Dialect, Error, Row, Sql, Value};

use crate::arrange::at;
use crate::backend::Backend;

/// What a next release might bring.
const NEXT: &str = "CREATE TABLE next_one (id INTEGER);\n\nCREATE TABLE next_two (id INTEGER);\n\n\
                    INSERT INTO next_two (id) VALUES (1);\n";

fn with_next(sql: &impl Sql) -> Vec<Migration> {
    let known = migrations::of(sql.dialect());
    [
        known,
        &[Migration {
            version: u32::try_from(known.len()).unwrap() + 1,
            slug: "next",
            text: NEXT,
        }],
    ]
    .concat()
}

/// The version that this program knows.
fn known(sql: &impl Sql) -> i64 {
    i64::try_from(migrations::of(sql.dialect()).len()).unwrap()
}

async fn version<S: Sql>(sql: &mut S) -> i64 {
    let rows = sql
        .query("SELECT max(version) FROM schema_migration", &[])
        .await
        .unwrap();
    match rows[0].0[0] {
        Value::Integer(version) => version,
        _ => 0,
    }
}

pub(crate) async fn applying_twice_changes_nothing<B: Backend>(backend: B) {
    let sql = &mut backend.connect().await;
    migrations::apply(sql, at(1)).await.unwrap();
    migrations::apply(sql, at(2)).await.unwrap();
    let statement = "SELECT count(*) FROM schema_migration WHERE applied_at_ms > 0";
    let rows = sql.query(statement, &[]).await.unwrap();
    assert_eq!(
        rows[0].0[0],
        Value::Integer(0),
        "all were applied when the database was made"
    );
}

pub(crate) async fn a_newer_database_is_refused_and_left_alone<B: Backend>(backend: B) {
    let sql = &mut backend.connect().await;
    let next = with_next(sql);
    migrations::apply_all(sql, &next, at(1)).await.unwrap();
    let refused = migrations::apply(sql, at(2)).await;
    assert!(
        matches!(refused, Err(Error::NewerSchema { database, program }) if database == program + 1),
        "{refused:?}"
    );
    assert_eq!(version(sql).await, known(sql) + 1);
}

pub(crate) async fn a_changed_migration_is_refused<B: Backend>(backend: B) {
    let sql = &mut backend.connect().await;
    let mut changed = with_next(sql);
    changed[1].text = "CREATE TABLE other (id INTEGER);";
    let refused = migrations::apply_all(sql, &changed, at(1)).await;
    assert!(
        matches!(refused, Err(Error::AlteredMigration { version: 2 })),
        "{refused:?}"
    );
    let mut gap = with_next(sql);
    gap.remove(1);
    let refused = migrations::apply_all(sql, &gap, at(1)).await;
    assert!(
        matches!(refused, Err(Error::AlteredMigration { version: 2 })),
        "{refused:?}"
    );
    assert_eq!(version(sql).await, known(sql));
}

/// A connection that is lost before its `left`-th statement; then nothing gets through any more.
struct Lost<S> {
    inner: S,
    left: usize,
}

impl<S> Lost<S> {
    fn spend(&mut self) -> Result<(), Error> {
        self.left = self
            .left
            .checked_sub(1)
            .ok_or(Error::database("connection lost"))?;
        Ok(())
    }
}

impl<S: Sql> Sql for Lost<S> {
    async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, Error> {
        self.spend()?;
        self.inner.query(statement, parameters).await
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        self.spend()?;
        self.inner.execute(statement, parameters).await
    }

    fn dialect(&self) -> Dialect {
        self.inner.dialect()
    }
}

pub(crate) async fn a_lost_connection_in_the_middle_leaves_the_old_version<B: Backend>(backend: B) {
    for left in 0.. {
        let mut lost = Lost {
            inner: backend.connect().await,
            left,
        };
        let (next, old) = (with_next(&lost), known(&lost));
        // PostgreSQL takes a lock besides.
        let statements = match lost.dialect() {
            Dialect::Sqlite => 8,
            Dialect::Postgres => 9,
        };
        let result = migrations::apply_all(&mut lost, &next, at(1)).await;
        drop(lost);
        let sql = &mut backend.connect().await;
        if result.is_ok() {
            assert_eq!((left, version(sql).await), (statements, old + 1));
            return;
        }
        assert_eq!(version(sql).await, old, "lost before statement {left}");
        assert!(sql.query("SELECT id FROM next_one", &[]).await.is_err());
    }
}

//! PostgreSQL: runs the promises under row-level security, and what only it can show.

mod processes;
mod races;
mod security;

use postgres_cluster::Database;
use store::migrations;
use store::sqlx::{PostgresSql, postgres_options};
use store::{Error, Scoped, Sql, Value, collections};

use crate::arrange::{at, furnish, tenant};
use crate::backend::Backend;
use crate::promises::every_promise;

/// Connects to a database.
pub(crate) async fn connect(url: &str) -> Scoped<PostgresSql> {
    let options = postgres_options(url).unwrap();
    PostgresSql::connect(&options).await.unwrap()
}

/// Makes a database with all tables, which the application may use.
pub(crate) async fn migrated() -> Database {
    let database = Database::create();
    let mut sql = connect(&database.owner()).await;
    migrations::apply(&mut sql, at(0)).await.unwrap();
    migrations::grant(&mut sql, postgres_cluster::APPLICATION)
        .await
        .unwrap();
    database
}

/// The owner of the tables. Row-level security binds it too.
impl Backend for Database {
    type Sql = Scoped<PostgresSql>;

    async fn empty() -> Self {
        Self::create()
    }

    async fn connect(&self) -> Scoped<PostgresSql> {
        connect(&self.owner()).await
    }
}

macro_rules! on_a_server {
    ($($module:ident::$promise:ident),+ $(,)?) => {$(
        #[tokio::test(flavor = "current_thread")]
        async fn $promise() {
            crate::promises::$module::$promise(Database::fresh().await).await;
        }
    )+};
}

every_promise!(on_a_server);

#[tokio::test(flavor = "current_thread")]
async fn every_kind_of_value_comes_back() {
    let database = Database::create();
    let sql = &mut connect(&database.owner()).await;
    let create = "CREATE TABLE kinds (a BIGINT, b BIGINT, c DOUBLE PRECISION, d TEXT, e TEXT, \
                  f BYTEA, g BYTEA)";
    sql.execute(create, &[]).await.unwrap();
    let values = [
        Value::Null,
        Value::Integer(i64::MIN),
        Value::Real(0.1),
        Value::Text("ä€".to_owned()),
        Value::Text(String::new()),
        Value::Blob(vec![0, 255]),
        Value::Blob(vec![]),
    ];
    let insert = "INSERT INTO kinds VALUES ($1, $2, $3, $4, $5, $6, $7)";
    assert_eq!(sql.execute(insert, &values).await.unwrap(), 1);
    let rows = sql.query("SELECT * FROM kinds", &[]).await.unwrap();
    assert_eq!(rows[0].0, values);
    // The statement is prepared by now: a NULL and a value can change places.
    let mut changed = values.clone();
    changed.swap(0, 1);
    sql.execute(insert, &changed).await.unwrap();
}

#[tokio::test(flavor = "current_thread")]
async fn a_failed_transaction_does_not_commit_in_silence() {
    let database = Database::fresh().await;
    let sql = &mut database.connect().await;
    let scope = tenant(sql, "acme").await;
    let mut tx = store::Tx::begin(sql).await.unwrap();
    let refused = tx.execute("INSERT INTO nowhere VALUES (1)", &[]).await;
    assert!(matches!(refused, Err(Error::Database(_))));
    assert!(tx.commit().await.is_err());
    furnish(sql, &scope).await;
}

#[tokio::test(flavor = "current_thread")]
async fn what_the_server_says_of_values_is_not_repeated() {
    let database = Database::fresh().await;
    let sql = &mut database.connect().await;
    let refused = sql
        .query("SELECT CAST($1 AS TEXT)::BIGINT", &["secret".into()])
        .await;
    let Err(Error::Database(source)) = refused else {
        panic!("{refused:?}");
    };
    let said = source.to_string();
    assert!(said.contains("22P02") && !said.contains("secret"), "{said}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_name_that_cannot_be_is_not_found() {
    let database = Database::fresh().await;
    let sql = &mut database.connect().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    assert_eq!(
        collections::find(sql, &scope, "people\0").await.unwrap(),
        None
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_password_is_in_no_error() {
    let database = Database::create();
    let wrong = database.owner().replace("-password@", "-sesame@");
    let options = postgres_options(&wrong).unwrap();
    let refused = PostgresSql::connect(&options).await.unwrap_err();
    let malformed = postgres_options("postgres://me:sesame@host:port").unwrap_err();
    for error in [refused, malformed] {
        assert!(
            !format!("{error:?} {error}").contains("sesame"),
            "{error:?}"
        );
    }
}

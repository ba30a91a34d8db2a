//! A folder's database, as another program could change it while no host runs.

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tests::Folder;

/// Runs SQL, and gives how many rows it changed.
pub(super) fn run(folder: &Folder, statement: &'static str) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let options = SqliteConnectOptions::new().filename(folder.data().join("lethe.db"));
        let mut connection = options.connect().await.expect("the database opens");
        let done = sqlx::raw_sql(statement).execute(&mut connection).await;
        connection.close().await.expect("the database closes");
        done.expect("the statement runs").rows_affected()
    })
}

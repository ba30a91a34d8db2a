//! Many at once, and dying in the middle.

use postgres_cluster::Database;
use store::{Sql, Value, migrations};

use super::connect;
use crate::arrange::at;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn hosts_that_start_at_once_migrate_once() {
    for _ in 0..3 {
        let url = Database::create().owner();
        let hosts = (0..4).map(|_| {
            let url = url.clone();
            tokio::spawn(async move {
                migrations::apply(&mut connect(&url).await, at(0))
                    .await
                    .unwrap();
            })
        });
        for host in hosts.collect::<Vec<_>>() {
            host.await.unwrap();
        }
        let count = "SELECT count(*) FROM schema_migration";
        let rows = connect(&url).await.query(count, &[]).await.unwrap();
        let known = i64::try_from(migrations::POSTGRES.len()).unwrap();
        assert_eq!(rows[0].0[0], Value::Integer(known));
    }
}

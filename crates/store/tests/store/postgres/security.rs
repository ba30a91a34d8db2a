//! Row-level security: what the application's role sees, and what it cannot do about it. And that
//! nothing rests on it.

use postgres_cluster::Database;
use store::{Error, Scoped, Sql, TenantScope, Value, migrations, tenant_keys, tenants, tokens};

use super::{connect, migrated};
use crate::arrange::{TABLES, at, furnish, tenant};
use crate::backend::Backend;
use crate::promises::isolation;

/// A database with two furnished tenants.
async fn two_tenants() -> (Database, TenantScope, TenantScope) {
    let database = migrated().await;
    let owner = &mut connect(&database.owner()).await;
    let one = tenant(owner, "one").await;
    furnish(owner, &one).await;
    let two = tenant(owner, "two").await;
    furnish(owner, &two).await;
    (database, one, two)
}

/// How many rows a connection sees in each table, whosever they are.
async fn seen(sql: &mut impl Sql) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in TABLES {
        let count = format!("SELECT count(*) FROM {table}");
        match sql.query(&count, &[]).await.unwrap()[0].0[0] {
            Value::Integer(count) => counts.push(count),
            _ => panic!("a count is a number"),
        }
    }
    counts
}

#[test]
fn every_table_of_tenants_hides_the_rows_of_others_from_its_owner_too() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let database = runtime.block_on(migrated());
    let unprotected = database.run(
        "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid \
         LEFT JOIN pg_policies ON tablename = relname AND policyname = relname || '_tenant' \
         WHERE relkind = 'r' AND attname = 'tenant_id' AND NOT (relrowsecurity \
         AND relforcerowsecurity AND cmd = 'ALL' AND roles = '{public}' AND with_check IS NULL \
         AND qual = '(tenant_id = current_setting(''lethe.tenant''::text, true))')",
    );
    assert_eq!(unprotected, "");
    let tables =
        database.run("SELECT count(*) FROM pg_policies WHERE policyname = tablename || '_tenant'");
    assert_eq!(tables, TABLES.len().to_string());
}

#[tokio::test(flavor = "current_thread")]
async fn the_application_sees_nothing_until_a_tenant_is_entered_and_then_only_its_rows() {
    let (database, one, two) = two_tenants().await;
    let sql = &mut connect(&database.application()).await;
    assert_eq!(seen(sql).await, [0; TABLES.len()]);
    for scope in [&one, &two, &one] {
        sql.enter(scope.tenant_id()).await.unwrap();
        let mine = seen(sql).await;
        assert!(
            mine.iter()
                .zip(TABLES)
                .all(|(count, table)| *count > 0 || table == "residue")
        );
        for table in TABLES {
            let others = format!("SELECT 1 FROM {table} WHERE tenant_id <> $1");
            let others = sql
                .query(&others, &[scope.tenant_id().into()])
                .await
                .unwrap();
            assert!(others.is_empty(), "{table}");
        }
    }
    // The setting went with the transaction.
    sql.rollback().await.unwrap();
    assert_eq!(
        seen(&mut connect(&database.application()).await).await,
        [0; TABLES.len()]
    );
}

#[tokio::test(flavor = "current_thread")]
async fn the_application_writes_no_row_of_another_tenant() {
    let (database, one, two) = two_tenants().await;
    let sql = &mut connect(&database.application()).await;
    sql.enter(one.tenant_id()).await.unwrap();
    let insert = "INSERT INTO subject (tenant_id, subject_id, revision) VALUES ($1, $2, 1)";
    let theirs = [two.tenant_id().into(), "planted".into()];
    assert!(sql.execute(insert, &theirs).await.is_err());
    let take = "UPDATE subject SET tenant_id = $1";
    assert!(sql.execute(take, &[two.tenant_id().into()]).await.is_err());
    let delete = "DELETE FROM idempotency WHERE tenant_id = $1";
    assert_eq!(
        sql.execute(delete, &[two.tenant_id().into()])
            .await
            .unwrap(),
        0
    );
}

#[tokio::test(flavor = "current_thread")]
async fn the_application_cannot_turn_it_off() {
    let (database, one, _) = two_tenants().await;
    let sql = &mut connect(&database.application()).await;
    sql.enter(one.tenant_id()).await.unwrap();
    for statement in [
        "ALTER TABLE record DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE record NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY record_tenant ON record",
        "CREATE POLICY mine ON record USING (true)",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
        "SET ROLE lethe_owner",
        "SET SESSION AUTHORIZATION lethe_owner",
        "CREATE TABLE elsewhere AS SELECT 1",
        "TRUNCATE record",
        "UPDATE audit_event SET action = 'x'",
        "DELETE FROM audit_event",
        "UPDATE tenant SET name = 'x'",
        "UPDATE schema_migration SET version = 99",
    ] {
        let refused = sql.execute(statement, &[]).await;
        assert!(
            matches!(refused, Err(Error::Database(_))),
            "{statement}: {refused:?}"
        );
    }
    // Switched off for the session, it makes statements fail instead of answering.
    sql.begin().await.unwrap();
    sql.execute("SET LOCAL row_security = off", &[])
        .await
        .unwrap();
    assert!(sql.query("SELECT 1 FROM record", &[]).await.is_err());
}

#[tokio::test(flavor = "current_thread")]
async fn the_door_opens_by_the_whole_hash_only_and_for_one_tenant() {
    let (database, one, _) = two_tenants().await;
    let sql = &mut connect(&database.application()).await;
    let hash = tokens::hash(&one.tenant_id().to_string());
    for wrong in ["", "%", "' OR true --", &hash[..63]] {
        assert!(
            tokens::authenticate(sql, wrong, at(1))
                .await
                .unwrap()
                .is_none()
        );
        assert_eq!(seen(sql).await, [0; TABLES.len()]);
    }
    let (scope, _) = tokens::authenticate(sql, &hash, at(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(scope.tenant_id(), one.tenant_id());
    assert_eq!(
        sql.query("SELECT name FROM tenant", &[])
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_temporary_table_does_not_stand_in_for_the_one_behind_the_door() {
    let (database, one, _) = two_tenants().await;
    let sql = &mut connect(&database.application()).await;
    sql.execute("CREATE TEMP TABLE token AS SELECT 'x' AS token_hash", &[])
        .await
        .unwrap();
    let hash = tokens::hash(&one.tenant_id().to_string());
    assert!(
        tokens::authenticate(sql, &hash, at(1))
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test(flavor = "current_thread")]
async fn the_application_finds_a_key_to_try_the_root_key_on_and_no_tenants() {
    let (database, ..) = two_tenants().await;
    let sql = &mut connect(&database.application()).await;
    assert!(tenants::sample_for_operator(sql).await.unwrap().is_some());
    assert_eq!(tenants::find_by_name(sql, "one").await.unwrap(), None);
    // Nor can it rotate what is not its tenant's.
    assert!(tenant_keys::list(sql, None, 100).await.unwrap().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn the_application_checks_the_version_and_migrates_nothing() {
    let database = Database::create();
    let sql = &mut connect(&database.application()).await;
    let empty = migrations::check(sql).await;
    assert!(
        matches!(empty, Err(Error::OlderSchema { database: 0, .. })),
        "{empty:?}"
    );
    let database = migrated().await;
    let sql = &mut connect(&database.application()).await;
    migrations::check(sql).await.unwrap();
    database.run("INSERT INTO schema_migration VALUES (99, 'x', 'x', 0)");
    let newer = migrations::check(sql).await;
    assert!(
        matches!(newer, Err(Error::NewerSchema { database: 99, .. })),
        "{newer:?}"
    );
}

/// A database whose owner has switched row-level security off.
struct Unprotected(Database);

impl Backend for Unprotected {
    type Sql = Scoped<store::sqlx::PostgresSql>;

    async fn empty() -> Self {
        Self(Database::create())
    }

    async fn connect(&self) -> Self::Sql {
        connect(&self.0.owner()).await
    }

    async fn fresh() -> Self {
        let database = migrated().await;
        for table in TABLES {
            database.run(&format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"));
        }
        Self(database)
    }
}

#[tokio::test(flavor = "current_thread")]
async fn without_it_another_tenant_still_sees_nothing() {
    isolation::another_tenant_sees_nothing(Unprotected::fresh().await).await;
}

#[tokio::test(flavor = "current_thread")]
async fn without_it_another_tenant_still_changes_nothing() {
    isolation::another_tenant_changes_nothing(Unprotected::fresh().await).await;
}

#[tokio::test(flavor = "current_thread")]
async fn without_it_another_tenant_still_sees_no_request() {
    let database = Unprotected::fresh().await;
    isolation::another_tenant_sees_no_request_nor_what_goes_with_it(database).await;
}

//! All of it or nothing, and one writer after the other.

use domain::TenantId;
use store::audit::{self, Filter};
use store::{Dialect, Error, Row, Sql, TenantScope, Tx, Value, tenants};

use crate::arrange::{actor, all, dump, event, furnish, tenant};
use crate::backend::Backend;

pub(crate) async fn a_rolled_back_transaction_leaves_nothing<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    let before = dump(sql, &scope).await;
    let mut tx = Tx::begin(sql).await.unwrap();
    audit::append(&mut tx, &scope, &actor(), &event("x", 1))
        .await
        .unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(dump(sql, &scope).await, before);
}

pub(crate) async fn a_dropped_transaction_is_undone_with_its_connection<B: Backend>(backend: B) {
    let mut sql = backend.strict().await;
    let scope = tenant(&mut sql, "acme").await;
    {
        let mut tx = Tx::begin(&mut sql).await.unwrap();
        audit::append(&mut tx, &scope, &actor(), &event("x", 1))
            .await
            .unwrap();
    }
    drop(sql);
    let sql = &mut backend.strict().await;
    sql.enter(scope.tenant_id()).await.unwrap();
    let (events, _) = audit::list(sql, &scope, &Filter::default(), &all())
        .await
        .unwrap();
    assert!(events.is_empty());
    furnish(sql, &scope).await;
}

/// A connection whose transactions find the database busy a few times.
struct Busy<S> {
    inner: S,
    times: u32,
}

impl<S: Sql> Sql for Busy<S> {
    async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, Error> {
        self.inner.query(statement, parameters).await
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        self.inner.execute(statement, parameters).await
    }

    fn dialect(&self) -> Dialect {
        self.inner.dialect()
    }

    async fn enter(&mut self, tenant: TenantId) -> Result<(), Error> {
        self.inner.enter(tenant).await
    }

    async fn begin(&mut self) -> Result<(), Error> {
        if self.times > 0 {
            self.times -= 1;
            return Err(Error::Busy);
        }
        self.inner.begin().await
    }

    async fn commit(&mut self) -> Result<(), Error> {
        self.inner.commit().await
    }

    async fn rollback(&mut self) -> Result<(), Error> {
        self.inner.rollback().await
    }
}

pub(crate) async fn a_busy_database_is_tried_again<B: Backend>(backend: B) {
    let mut sql = Busy {
        inner: backend.strict().await,
        times: 2,
    };
    tenant(&mut sql, "acme").await;
    assert!(
        tenants::find_by_name(&mut sql, "acme")
            .await
            .unwrap()
            .is_some()
    );
    sql.times = 3;
    assert!(
        matches!(Tx::begin(&mut sql).await, Err(Error::Busy)),
        "but not for ever"
    );
}

async fn append_ten<S: Sql>(sql: &mut S, scope: &TenantScope) {
    sql.enter(scope.tenant_id()).await.unwrap();
    for ms in 0..10 {
        let mut tx = Tx::begin(sql).await.unwrap();
        audit::append(&mut tx, scope, &actor(), &event("x", ms))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

pub(crate) async fn writers_come_one_after_the_other<B: Backend>(backend: B) {
    let mut one = backend.strict().await;
    let (mut two, mut three) = (backend.strict().await, backend.strict().await);
    let scope = tenant(&mut one, "acme").await;
    tokio::join!(
        append_ten(&mut one, &scope),
        append_ten(&mut two, &scope),
        append_ten(&mut three, &scope)
    );
    let (events, _) = audit::list(&mut one, &scope, &Filter::default(), &all())
        .await
        .unwrap();
    let numbers: Vec<_> = events.iter().map(|logged| logged.seq).collect();
    assert_eq!(numbers, (1..=30).collect::<Vec<u64>>());
}

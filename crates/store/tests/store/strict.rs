//! A connection that refuses statements which another database might read differently.

use domain::TenantId;
use store::{Dialect, Error, Row, Sql, Value};

/// Checks each statement, counts them, and passes them on.
pub(crate) struct Strict<S> {
    inner: S,
    pub(crate) statements: usize,
}

impl<S> Strict<S> {
    pub(crate) fn new(inner: S) -> Self {
        Self {
            inner,
            statements: 0,
        }
    }

    fn check(&mut self, statement: &str, parameters: &[Value]) {
        self.statements += 1;
        let mut seen = 0;
        for part in statement.split('$').skip(1) {
            let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
            let number: usize = digits.parse().expect("a placeholder has a number");
            assert!(
                number <= seen + 1,
                "${number} comes before ${}: {statement}",
                seen + 1
            );
            seen = seen.max(number);
        }
        assert_eq!(seen, parameters.len(), "{statement}");
        assert!(seen <= 900, "{seen} parameters");
        assert!(
            !statement.contains('?') && !statement.contains('\''),
            "{statement}"
        );
    }
}

impl<S: Sql> Sql for Strict<S> {
    async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, Error> {
        self.check(statement, parameters);
        self.inner.query(statement, parameters).await
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        self.check(statement, parameters);
        self.inner.execute(statement, parameters).await
    }

    fn dialect(&self) -> Dialect {
        self.inner.dialect()
    }

    async fn enter(&mut self, tenant: TenantId) -> Result<(), Error> {
        self.inner.enter(tenant).await
    }

    async fn begin(&mut self) -> Result<(), Error> {
        self.statements += 1;
        self.inner.begin().await
    }

    async fn begin_snapshot(&mut self) -> Result<(), Error> {
        self.statements += 1;
        self.inner.begin_snapshot().await
    }

    async fn commit(&mut self) -> Result<(), Error> {
        self.statements += 1;
        self.inner.commit().await
    }

    async fn rollback(&mut self) -> Result<(), Error> {
        self.statements += 1;
        self.inner.rollback().await
    }
}

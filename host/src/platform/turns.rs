//! Who may use the processors now: so many at once altogether, and so many for one tenant.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// Tenants that are kept in mind before those that wait for nothing are forgotten.
const TENANTS_IN_MIND: usize = 1024;

/// Hands out turns: one tenant cannot keep the others waiting by asking often.
pub(super) struct Turns {
    everyone: Arc<Semaphore>,
    patience: Duration,
    tenants: Mutex<HashMap<(String, usize), Weak<Semaphore>>>,
}

/// A turn, until it is dropped.
pub(super) struct Turn {
    _tenant: OwnedSemaphorePermit,
    _everyone: OwnedSemaphorePermit,
}

/// No turn came in time.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Busy;

impl Turns {
    pub(super) fn new(everyone: usize, patience: Duration) -> Self {
        Self {
            everyone: Arc::new(Semaphore::new(everyone)),
            patience,
            tenants: Mutex::default(),
        }
    }

    /// Waits for a turn of a tenant that may have so many at once. Turns from before that number changed are not counted.
    pub(super) async fn take(&self, tenant: &str, at_once: usize) -> Result<Turn, Busy> {
        let own = self.of(tenant, at_once);
        let both = async {
            let tenant = own.acquire_owned().await?;
            let everyone = Arc::clone(&self.everyone).acquire_owned().await?;
            Ok::<_, tokio::sync::AcquireError>(Turn {
                _tenant: tenant,
                _everyone: everyone,
            })
        };
        timeout(self.patience, both)
            .await
            .map_err(|_| Busy)?
            .map_err(|_| Busy)
    }

    fn of(&self, tenant: &str, at_once: usize) -> Arc<Semaphore> {
        let key = (tenant.to_owned(), at_once);
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = tenants.get(&key).and_then(Weak::upgrade) {
            return own;
        }
        if tenants.len() >= TENANTS_IN_MIND {
            tenants.retain(|_, own| own.strong_count() > 0);
        }
        let own = Arc::new(Semaphore::new(at_once));
        tenants.insert(key, Arc::downgrade(&own));
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_tenant_that_has_its_turns_waits_while_others_go_on() {
        let turns = Turns::new(3, Duration::from_millis(20));
        let first = turns.take("a", 1).await.unwrap();
        assert_eq!(turns.take("a", 1).await.err(), Some(Busy));
        assert!(turns.take("b", 1).await.is_ok());
        drop(first);
        assert!(turns.take("a", 1).await.is_ok());
    }

    #[tokio::test]
    async fn no_more_than_the_bound_go_at_once() {
        let turns = Turns::new(1, Duration::from_millis(20));
        let _first = turns.take("a", 1).await.unwrap();
        assert_eq!(turns.take("b", 1).await.err(), Some(Busy));
    }

    #[tokio::test]
    async fn a_storm_of_one_tenant_waits_in_line_and_all_of_it_is_served() {
        let turns = Arc::new(Turns::new(2, Duration::from_mins(1)));
        let first = turns.take("a", 1).await.unwrap();
        let storm = (0..1_000).map(|_| {
            let turns = Arc::clone(&turns);
            tokio::spawn(async move { turns.take("a", 1).await.is_ok() })
        });
        let storm: Vec<_> = storm.collect();
        tokio::task::yield_now().await;
        assert!(turns.take("b", 1).await.is_ok());
        assert!(storm.iter().all(|waiting| !waiting.is_finished()));
        drop(first);
        for served in storm {
            assert!(served.await.unwrap());
        }
    }

    #[tokio::test]
    async fn who_gives_up_in_line_is_in_nobody_s_way() {
        let turns = Turns::new(1, Duration::from_millis(1));
        let first = turns.take("a", 1).await.unwrap();
        for _ in 0..20 {
            assert_eq!(turns.take("a", 1).await.err(), Some(Busy));
        }
        drop(first);
        assert!(turns.take("a", 1).await.is_ok());
    }

    #[tokio::test]
    async fn tenants_that_wait_for_nothing_are_forgotten() {
        let turns = Turns::new(1, Duration::from_secs(1));
        for tenant in 0..3 * TENANTS_IN_MIND {
            drop(turns.take(&tenant.to_string(), 1).await.unwrap());
        }
        assert!(turns.tenants.lock().unwrap().len() <= TENANTS_IN_MIND);
    }
}

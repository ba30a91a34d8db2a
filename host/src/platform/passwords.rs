//! `lethe:vault/passwords`: two at a time on threads that may compute, a few waiting, and the others are sent away. So
//! whoever signs in without end takes 128 MiB and two threads, and no more.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use vault::passwords;

use super::{
    State, SystemEntropy,
    bindings::lethe::vault::passwords::{self as wit, Error, Host, Outcome},
};

vault::mirror_passwords!(wit);

/// Each takes 64 MiB.
const AT_ONCE: usize = 2;
/// They wait some two seconds for their turn.
const WAITING: usize = 32;

const PACKAGE: &str = "lethe:vault";

/// Who hashes, and who waits for it.
pub(super) struct Queue {
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

/// A place in the queue, until the work is done.
struct Place(#[expect(dead_code, reason = "held, not read")] OwnedSemaphorePermit);

impl Default for Queue {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Queue {
    /// A place, if there is one.
    fn enter(&self) -> Option<Place> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        place.ok().map(Place)
    }

    /// Works when it is this one's turn. Work that has begun is counted to its end, even when nobody waits for it any more.
    async fn work<R: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<R, passwords::Error> + Send + 'static,
    ) -> wasmtime::Result<Result<R, Error>> {
        let Some(place) = self.enter() else {
            return Ok(Err(Error::Busy));
        };
        let turn = Arc::clone(&self.turns).acquire_owned().await?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((turn, place));
            done
        });
        Ok(done.await?.map_err(Error::from))
    }
}

impl Host for &mut State {
    async fn hash(&mut self, password: String) -> wasmtime::Result<Result<String, Error>> {
        let shared = self.require(self.grants.vault, PACKAGE)?;
        let work = move || passwords::hash(&password, &mut SystemEntropy);
        shared.passwords.work(work).await
    }

    async fn verify(
        &mut self,
        password: String,
        hash: String,
    ) -> wasmtime::Result<Result<Outcome, Error>> {
        let shared = self.require(self.grants.vault, PACKAGE)?;
        let work = move || passwords::verify(&password, &hash);
        let done = shared.passwords.work(work).await?;
        Ok(done.map(Outcome::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_finds_the_queue_full_is_sent_away() {
        let queue = Queue::default();
        let places: Vec<Place> = std::iter::from_fn(|| queue.enter()).collect();
        assert_eq!(places.len(), AT_ONCE + WAITING);
        let refused = queue.work(|| Ok(())).await.unwrap();
        assert!(matches!(refused, Err(Error::Busy)));
        drop(places);
        assert!(queue.work(|| Ok(())).await.unwrap().is_ok());
    }
}

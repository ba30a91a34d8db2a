//! How many connections are open, in all and from one address.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Counts connections and makes the surplus wait.
pub(super) struct Gate {
    all: Arc<Semaphore>,
    total: usize,
    per_address: usize,
    addresses: Mutex<HashMap<IpAddr, Address>>,
}

struct Address {
    seats: Arc<Semaphore>,
    present: usize,
}

/// A seat among all connections.
pub(super) type Seat = OwnedSemaphorePermit;

/// A seat among the connections of an address; given back when dropped.
pub(super) struct AddressSeat {
    gate: Arc<Gate>,
    address: IpAddr,
    permit: Option<OwnedSemaphorePermit>,
}

impl Gate {
    pub(super) fn new(total: usize, per_address: usize) -> Arc<Self> {
        let all = Arc::new(Semaphore::new(total));
        Arc::new(Self {
            all,
            total,
            per_address,
            addresses: Mutex::default(),
        })
    }

    /// Waits for a seat; taken before a connection is accepted, so that the kernel's queue waits.
    pub(super) async fn seat(&self) -> Option<Seat> {
        self.all.clone().acquire_owned().await.ok()
    }

    /// Waits until every seat has been given back.
    pub(super) async fn empty(&self) {
        let total = u32::try_from(self.total).unwrap_or(u32::MAX);
        drop(self.all.acquire_many(total).await);
    }

    /// Waits for a seat of an address, but not for long, and not among too many: who waits here
    /// already holds a seat among all.
    pub(super) async fn address(
        self: &Arc<Self>,
        address: IpAddr,
        patience: Duration,
    ) -> Option<AddressSeat> {
        let address = group(address);
        let seats = {
            let mut addresses = self
                .addresses
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let entry = addresses.entry(address).or_insert_with(|| Address {
                seats: Arc::new(Semaphore::new(self.per_address)),
                present: 0,
            });
            if entry.present >= self.per_address.saturating_mul(2) {
                return None;
            }
            entry.present += 1;
            entry.seats.clone()
        };
        // From here on the drop of the seat undoes the count, whether it is filled or not.
        let mut seat = AddressSeat {
            gate: self.clone(),
            address,
            permit: None,
        };
        let permit = tokio::time::timeout(patience, seats.acquire_owned())
            .await
            .ok()?;
        seat.permit = Some(permit.ok()?);
        Some(seat)
    }
}

impl Drop for AddressSeat {
    fn drop(&mut self) {
        drop(self.permit.take());
        let mut addresses = self
            .gate
            .addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = addresses.get_mut(&self.address) {
            entry.present = entry.present.saturating_sub(1);
            if entry.present == 0 {
                addresses.remove(&self.address);
            }
        }
    }
}

/// A host has a whole /64 of IPv6 to itself, so its addresses count as one.
fn group(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if !v6.is_loopback() => {
            IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_over_its_limit_waits_and_then_is_refused() {
        let gate = Gate::new(100, 2);
        let patience = Duration::from_millis(20);
        let home: IpAddr = "2001:db8::1".parse().unwrap();
        let neighbour: IpAddr = "2001:db8::2".parse().unwrap();
        let stranger: IpAddr = "192.0.2.1".parse().unwrap();
        let first = gate.address(home, patience).await.unwrap();
        let _second = gate.address(neighbour, patience).await.unwrap();
        assert!(gate.address(home, patience).await.is_none());
        assert!(gate.address(stranger, patience).await.is_some());

        let waiting = tokio::spawn({
            let gate = gate.clone();
            async move { gate.address(home, Duration::from_secs(5)).await.is_some() }
        });
        tokio::time::sleep(patience).await;
        drop(first);
        assert!(waiting.await.unwrap());
        assert_eq!(gate.addresses.lock().unwrap().len(), 1);
    }
}

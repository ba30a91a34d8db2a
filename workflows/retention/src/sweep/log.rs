//! Forgets what old audit events said, where the tenant has a rule for it (Art. 5(1)(e)). The tree over them stays, so the
//! log still proves that nothing was changed.

use jiff::SignedDuration;
use kit::audit::Event;
use kit::door::Caller;
use kit::problem::Problem;
use store::audit::tree;
use store::jobs::{self, Job};
use store::{Sql, Tx};

use crate::jobs::run::{LEASE, after};

/// The most events of a transaction.
const EVENTS: u32 = 5_000;

/// Forgets what is older than the tenant keeps it.
pub(super) async fn forget<S: Sql>(sql: &mut S, caller: &Caller, job: &Job) -> Result<(), Problem> {
    let scope = &caller.scope;
    let settings = store::settings::find(sql, scope).await?;
    let Some(days) = settings.audit.keep_days else {
        return Ok(());
    };
    let now = kit::clock::now();
    let kept = SignedDuration::from_hours(i64::from(days) * 24);
    let Ok(before) = now.checked_sub(kept) else {
        return Ok(());
    };
    loop {
        let mut tx = Tx::begin(sql).await?;
        jobs::keep(&mut tx, scope, job, after(kit::clock::now(), LEASE)).await?;
        let forgotten = tree::forget(&mut tx, scope, before, EVENTS).await?;
        if forgotten > 0 {
            Event::new("audit.forgotten", "tenant", &scope.tenant_id())
                .count("events", forgotten)
                .append(&mut tx, caller)
                .await?;
        }
        tx.commit().await?;
        if forgotten < u64::from(EVENTS) {
            return Ok(());
        }
    }
}

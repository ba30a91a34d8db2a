//! Deletes everything of a tenant, in batches, for the job that is due when it leaves. The first transaction takes away
//! what everything is sealed under and whoever could come in; whoever goes on after a crash finds what is left.

use kit::door::Caller;
use kit::problem::Problem;
use store::jobs::Job;
use store::offboarding::{self, Offboarding, OffboardingState};
use store::{Sql, Tx, jobs};

use super::certificate;
use crate::jobs::run::{LEASE, after};

/// About how many rows go in one transaction.
const ROWS: u32 = 5_000;

/// Works until nothing is left or the time is over; tells whether nothing is left.
pub(crate) async fn work<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    job: &Job,
    is_over: impl Fn() -> bool,
) -> Result<bool, Problem> {
    let scope = &caller.scope;
    loop {
        let now = kit::clock::now();
        let mut tx = Tx::begin(sql).await?;
        jobs::keep(&mut tx, scope, job, after(now, LEASE)).await?;
        let found = offboarding::find(&mut tx, scope).await?;
        let found = found.ok_or_else(|| Problem::internal("an offboarding job without notice"))?;
        let is_done = match found.state {
            OffboardingState::Noticed => {
                offboarding::begin_deletion(&mut tx, scope, job, now).await?;
                false
            }
            OffboardingState::Deleting => {
                let any = offboarding::delete_some(&mut tx, scope, ROWS, now).await?;
                if !any {
                    let certificate = certificate::of(&Offboarding {
                        changed_at: now,
                        ..found
                    })?;
                    offboarding::end_deletion(&mut tx, scope, &certificate, now).await?;
                }
                !any
            }
            OffboardingState::Deleted => {
                return Err(Problem::internal("a job of a tenant that is gone"));
            }
        };
        tx.commit().await?;
        if is_done {
            return Ok(true);
        }
        if is_over() {
            let mut tx = Tx::begin(sql).await?;
            jobs::keep(&mut tx, scope, job, kit::clock::now()).await?;
            tx.commit().await?;
            return Ok(false);
        }
    }
}

//! How long a run may take: processor time first, wall time last.
//!
//! On a busy machine a thread waits tens of milliseconds for its turn. Were the deadline wall time
//! alone, good plugins would be stopped just then, and differently from run to run.

use std::time::Duration;

use wasmtime::{Store, UpdateDeadline};

use crate::Settings;
use crate::host::Host;

/// Sets the deadlines of a store that is run on this thread. Without a ticker there are none.
pub(crate) fn arm(store: &mut Store<Host>, settings: &Settings) {
    let Settings {
        deadline,
        patience,
        tick,
        ..
    } = *settings;
    let begun = processor_time();
    let mut waited = deadline;
    store.set_epoch_deadline(ticks(deadline, tick));
    store.epoch_deadline_callback(move |_| {
        let used = processor_time().saturating_sub(begun);
        match verdict(used, waited, deadline, patience) {
            Verdict::Stop => Ok(UpdateDeadline::Interrupt),
            Verdict::GiveUp => Err(wasmtime::Error::new(MachineBusy)),
            Verdict::Wait(left) => {
                waited = waited.saturating_add(left.max(tick));
                Ok(UpdateDeadline::Continue(ticks(left, tick)))
            }
        }
    });
}

/// What becomes of a run whose time on the wall is up.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// It had its processor time.
    Stop,
    /// It did not, and has waited for it long enough.
    GiveUp,
    /// It still has so much processor time to get.
    Wait(Duration),
}

fn verdict(used: Duration, waited: Duration, deadline: Duration, patience: Duration) -> Verdict {
    let left = deadline.saturating_sub(used);
    if left.is_zero() {
        Verdict::Stop
    } else if waited >= patience {
        Verdict::GiveUp
    } else {
        Verdict::Wait(left)
    }
}

/// Ticks until a deadline. The first may come at once, so it is met up to one tick early.
fn ticks(deadline: Duration, tick: Duration) -> u64 {
    let ticks = deadline.as_micros() / tick.as_micros().max(1);
    u64::try_from(ticks).unwrap_or(u64::MAX).max(1)
}

/// Processor time that this thread has had.
#[cfg(unix)]
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// Wall time, where the processor time of a thread is not to be had.
#[cfg(not(unix))]
fn processor_time() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

/// Marks an error as the machine's, not the plugin's.
#[derive(Debug, thiserror::Error)]
#[error("the machine is too busy to run plugins")]
pub(crate) struct MachineBusy;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Verdict, processor_time, ticks, verdict};

    const MS: fn(u64) -> Duration = Duration::from_millis;

    #[test]
    fn a_run_that_did_not_get_its_processor_time_may_wait_for_it() {
        let after = |used, waited| verdict(MS(used), MS(waited), MS(50), MS(2_000));
        assert_eq!(after(50, 50), Verdict::Stop);
        assert_eq!(after(20, 50), Verdict::Wait(MS(30)));
        assert_eq!(after(49, 2_000), Verdict::GiveUp);
        assert_eq!(after(51, 2_000), Verdict::Stop);
    }

    #[test]
    fn a_deadline_is_met_at_the_latest_when_it_is_due() {
        assert_eq!(ticks(MS(50), MS(5)), 10);
        assert_eq!(ticks(MS(54), MS(5)), 10);
        assert_eq!(ticks(MS(1), MS(5)), 1);
    }

    #[test]
    fn a_thread_that_sleeps_uses_no_processor_time() {
        let begun = processor_time();
        std::thread::sleep(MS(20));
        assert!(processor_time().saturating_sub(begun) < MS(20));
    }
}

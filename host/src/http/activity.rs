//! What happens on a connection, as seen by whoever must close it in time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

/// What happens on a connection.
pub(super) struct Activity {
    opened: Instant,
    requests: AtomicUsize,
    served: AtomicBool,
    changed_ms: AtomicU64,
    ambiguous: AtomicBool,
    unread: AtomicBool,
}

impl Activity {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            opened: Instant::now(),
            requests: AtomicUsize::new(0),
            served: AtomicBool::new(false),
            changed_ms: AtomicU64::new(0),
            ambiguous: AtomicBool::new(false),
            unread: AtomicBool::new(false),
        })
    }

    /// Counts a request until the guard is dropped.
    pub(super) fn begin(self: &Arc<Self>) -> Busy {
        self.requests.fetch_add(1, Relaxed);
        self.served.store(true, Relaxed);
        self.touch();
        Busy(self.clone())
    }

    /// Whether a request is running.
    pub(super) fn is_busy(&self) -> bool {
        self.requests.load(Relaxed) > 0
    }

    /// Whether a request has ever come.
    pub(super) fn has_served(&self) -> bool {
        self.served.load(Relaxed)
    }

    /// How long ago a request began, came further or ended, or the connection was opened.
    pub(super) fn since_change(&self) -> Duration {
        let changed = Duration::from_millis(self.changed_ms.load(Relaxed));
        self.opened.elapsed().saturating_sub(changed)
    }

    /// Notes that a head has come of which two readers could think differently.
    pub(super) fn note_ambiguous(&self) {
        self.ambiguous.store(true, Relaxed);
    }

    pub(super) fn is_ambiguous(&self) -> bool {
        self.ambiguous.load(Relaxed)
    }

    /// Notes that an answer was given to a request whose body was not read to its end.
    pub(super) fn note_unread(&self) {
        self.unread.store(true, Relaxed);
    }

    pub(super) fn has_unread(&self) -> bool {
        self.unread.load(Relaxed)
    }

    fn touch(&self) {
        let ms = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.changed_ms.store(ms, Relaxed);
    }
}

/// A request that is running.
pub(super) struct Busy(Arc<Activity>);

impl Busy {
    /// Notes that its answer comes further.
    pub(super) fn goes_on(&self) {
        self.0.touch();
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.touch();
        self.0.requests.fetch_sub(1, Relaxed);
    }
}

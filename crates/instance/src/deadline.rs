//! Until when something may take.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// When something is stopped, whatever it does. Who sees that it comes further may move it ahead.
#[derive(Debug)]
pub struct Deadline {
    began: Instant,
    /// Milliseconds after the beginning.
    allowed: AtomicU64,
}

impl Deadline {
    /// So long after something began.
    pub fn after(began: Instant, time: Duration) -> Self {
        Self {
            began,
            allowed: AtomicU64::new(milliseconds(time)),
        }
    }

    /// When it is.
    pub fn at(&self) -> Instant {
        self.began + Duration::from_millis(self.allowed.load(Relaxed))
    }

    /// Moves it to so long after now, but not further than `longest` after the beginning, and never back.
    pub fn extend(&self, now: Instant, time: Duration, longest: Duration) {
        let wanted = now.saturating_duration_since(self.began) + time;
        let allowed = milliseconds(wanted.min(longest));
        self.allowed.fetch_max(allowed, Relaxed);
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_moves_ahead_as_long_as_something_comes_further_but_not_for_ever() {
        let began = Instant::now();
        let seconds = |seconds| Duration::from_secs(seconds);
        let deadline = Deadline::after(began, seconds(30));
        assert_eq!(deadline.at(), began + seconds(30));
        for (now, expected) in [(10, 40), (5, 40), (80, 100), (200, 100)] {
            deadline.extend(began + seconds(now), seconds(30), seconds(100));
            assert_eq!(deadline.at(), began + seconds(expected));
        }
    }
}

//! How many guesses there are. Guesses from a device that the owner has used are counted apart from all others, so
//! that a stranger who guesses never shuts the owner out.

use jiff::{SignedDuration, Timestamp};

/// Guesses that cost nothing: people mistype.
const FREE: u32 = 5;
/// The most in a row (NIST SP 800-63B-4, section 3.2.2 allows 100).
const MOST: u32 = 50;
/// What the first guess after the free ones waits; each later one waits twice as long.
const FIRST_WAIT: i64 = 30;
/// The longest wait: an hour.
const LONGEST_WAIT: i64 = 3_600;

/// Wrong guesses in a row, since the last right one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Guesses {
    /// How many.
    pub in_a_row: u32,
    /// When the last one was made.
    pub last_at: Option<Timestamp>,
}

/// Why another guess is not taken now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// It is taken after so many seconds.
    Seconds(u64),
    /// There were too many in a row: somebody else must help.
    ForHelp,
}

impl Guesses {
    /// Whether another guess is taken now.
    ///
    /// # Errors
    /// How long it must wait.
    pub fn admit(self, now: Timestamp) -> Result<(), Wait> {
        if self.in_a_row >= MOST {
            return Err(Wait::ForHelp);
        }
        let Some(last_at) = self.last_at.filter(|_| self.in_a_row >= FREE) else {
            return Ok(());
        };
        let doubled = FIRST_WAIT.saturating_mul(1 << (self.in_a_row - FREE).min(16));
        let wait = SignedDuration::from_secs(doubled.min(LONGEST_WAIT));
        // A clock that was put back makes nobody wait longer than from now on.
        let waited = now.duration_since(last_at).max(SignedDuration::ZERO);
        match wait.checked_sub(waited) {
            Some(left) if left > SignedDuration::ZERO => {
                let whole = left.as_secs() + i64::from(left.subsec_nanos() > 0);
                Err(Wait::Seconds(u64::try_from(whole).unwrap_or(1)))
            }
            _ => Ok(()),
        }
    }

    /// The guesses with another one, counted before it is known whether it is right.
    #[must_use]
    pub fn with_another(self, now: Timestamp) -> Self {
        Self {
            in_a_row: self.in_a_row.saturating_add(1),
            last_at: Some(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn after(in_a_row: u32) -> Guesses {
        Guesses {
            in_a_row,
            last_at: Some(at(1_000)),
        }
    }

    #[test]
    fn five_guesses_are_free_and_each_later_one_waits_twice_as_long() {
        for free in 0..5 {
            assert_eq!(after(free).admit(at(1_000)), Ok(()));
        }
        let waits = [
            (5, 30),
            (6, 60),
            (7, 120),
            (11, 1_920),
            (12, 3_600),
            (49, 3_600),
        ];
        for (in_a_row, seconds) in waits {
            let guesses = after(in_a_row);
            assert_eq!(
                guesses.admit(at(1_000)),
                Err(Wait::Seconds(seconds)),
                "{in_a_row}"
            );
            let then = 1_000 + i64::try_from(seconds).unwrap();
            assert_eq!(guesses.admit(at(then - 1)), Err(Wait::Seconds(1)));
            assert_eq!(guesses.admit(at(then)), Ok(()));
        }
    }

    #[test]
    fn after_fifty_in_a_row_no_waiting_helps() {
        assert_eq!(after(50).admit(at(1_000_000_000)), Err(Wait::ForHelp));
    }

    #[test]
    fn who_never_waits_guesses_five_times_and_who_always_waits_fifty_times() {
        let (mut guesses, mut now, mut taken) = (Guesses::default(), at(0), 0);
        loop {
            match guesses.admit(now) {
                Ok(()) => {
                    guesses = guesses.with_another(now);
                    taken += 1;
                }
                Err(Wait::Seconds(_)) if taken == 5 && now == at(0) => now = at(30),
                Err(Wait::Seconds(seconds)) => {
                    now += SignedDuration::from_secs(seconds.try_into().unwrap());
                }
                Err(Wait::ForHelp) => break,
            }
        }
        assert_eq!(taken, 50);
    }

    #[test]
    fn a_clock_that_is_put_back_makes_nobody_wait_longer_than_the_wait() {
        assert_eq!(after(5).admit(at(0)), Err(Wait::Seconds(30)));
    }
}

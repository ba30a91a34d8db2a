//! What PostgreSQL's error codes (SQLSTATE, its manual's appendix A) mean here.

use crate::Error;

/// Translates an error code. What PostgreSQL says besides can hold values, and is left out.
pub fn error(code: &str) -> Error {
    match code {
        // serialization_failure, deadlock_detected, lock_not_available: the transaction lost a race.
        // too_many_connections, cannot_connect_now: there was none.
        "40001" | "40P01" | "55P03" | "53300" | "57P03" => Error::Busy,
        _ => Error::database(format!("PostgreSQL refused with SQLSTATE {code}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_race_is_busy_and_a_broken_rule_is_not() {
        assert!(matches!(error("40P01"), Error::Busy));
        assert!(matches!(error("23505"), Error::Database(_)));
    }
}

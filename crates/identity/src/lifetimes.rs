//! How long a session lasts.

use domain::Role;
use jiff::SignedDuration;

/// How long a proof of who somebody is holds for what is dangerous (RFC 9470, `max_age`).
pub const STEP_UP: SignedDuration = SignedDuration::from_mins(5);

/// The two limits of a session (OWASP ASVS 5.0, 7.3.1 and 7.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// It ends when it is not used for so long.
    pub idle: SignedDuration,
    /// It ends so long after it began, however it is used.
    pub absolute: SignedDuration,
}

impl Lifetimes {
    /// The limits for a role: who may do everything proves more often who they are.
    pub const fn of(role: Role) -> Self {
        match role {
            Role::Administrator => Self {
                idle: SignedDuration::from_mins(15),
                absolute: SignedDuration::from_hours(8),
            },
            _ => Self {
                idle: SignedDuration::from_mins(30),
                absolute: SignedDuration::from_hours(12),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_administrator_signs_in_more_often_than_others() {
        let (administrator, editor) = (
            Lifetimes::of(Role::Administrator),
            Lifetimes::of(Role::Editor),
        );
        assert!(administrator.idle < editor.idle && administrator.absolute < editor.absolute);
        assert!(STEP_UP < administrator.idle);
    }
}

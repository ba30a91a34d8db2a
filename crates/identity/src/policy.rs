//! Which passwords a tenant takes.

mod check;
mod standards;

use std::collections::BTreeSet;

use domain::Role;
use serde::{Deserialize, Serialize};

pub use check::{About, MOST_BYTES, Violation, normal_form};
pub use standards::Breach;

use crate::Error;

/// Where a policy begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// NIST SP 800-63B-4: long, not common, and nothing else.
    #[default]
    #[serde(rename = "nist-63b-4")]
    Nist63b4,
    /// What many products promise: kinds of characters, expiry, history. Each breaks a standard of today.
    Classic,
}

/// Which passwords are taken.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting that a tenant makes by itself"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordPolicy {
    /// Where it began.
    pub profile: Profile,
    /// The fewest characters, as Unicode code points after NFC.
    pub least_characters: u32,
    /// The fewest for who signs in with a second factor.
    pub least_characters_with_second_factor: u32,
    /// Whether common passwords are refused, and those made of words that everybody knows of the account.
    pub blocklist: bool,
    /// Whether there must be an upper-case letter.
    pub upper_case: bool,
    /// Whether there must be a lower-case letter.
    pub lower_case: bool,
    /// Whether there must be a digit.
    pub digit: bool,
    /// Whether there must be a character that is neither letter nor digit.
    pub symbol: bool,
    /// After how many days it must be changed; never when it is none.
    pub expires_after_days: Option<u32>,
    /// How many earlier passwords may not come again.
    pub history: u32,
    /// The roles that nobody has without a second factor: until there is one, an account of theirs is a member's.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub second_factor_for: BTreeSet<Role>,
}

/// Settings that differ from those of a profile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// See [`PasswordPolicy::profile`].
    pub profile: Profile,
    /// See [`PasswordPolicy::least_characters`].
    pub least_characters: Option<u32>,
    /// See [`PasswordPolicy::least_characters_with_second_factor`].
    pub least_characters_with_second_factor: Option<u32>,
    /// See [`PasswordPolicy::blocklist`].
    pub blocklist: Option<bool>,
    /// See [`PasswordPolicy::upper_case`].
    pub upper_case: Option<bool>,
    /// See [`PasswordPolicy::lower_case`].
    pub lower_case: Option<bool>,
    /// See [`PasswordPolicy::digit`].
    pub digit: Option<bool>,
    /// See [`PasswordPolicy::symbol`].
    pub symbol: Option<bool>,
    /// See [`PasswordPolicy::expires_after_days`]; 0 is never.
    pub expires_after_days: Option<u32>,
    /// See [`PasswordPolicy::history`].
    pub history: Option<u32>,
    /// See [`PasswordPolicy::second_factor_for`].
    #[serde(default)]
    pub second_factor_for: BTreeSet<Role>,
}

/// The most earlier passwords that are kept, as hashes: each is tried when a password is changed.
pub const MOST_HISTORY: u32 = 10;

impl PasswordPolicy {
    /// The role that a session of an account has, when this is the account's.
    pub fn role_with(&self, role: Role, has_second_factor: bool) -> Role {
        if self.second_factor_for.contains(&role) && !has_second_factor {
            Role::Member
        } else {
            role
        }
    }

    /// The policy of a profile.
    pub fn of(profile: Profile) -> Self {
        let classic = matches!(profile, Profile::Classic);
        Self {
            profile,
            least_characters: if classic { 8 } else { 15 },
            least_characters_with_second_factor: if classic { 8 } else { 12 },
            blocklist: true,
            upper_case: classic,
            lower_case: classic,
            digit: classic,
            symbol: classic,
            expires_after_days: if classic { Some(90) } else { None },
            history: if classic { 5 } else { 0 },
            second_factor_for: BTreeSet::new(),
        }
    }
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self::of(Profile::default())
    }
}

impl Draft {
    /// The policy that it asks for.
    ///
    /// # Errors
    /// Every setting that lies outside of what it may be.
    pub fn policy(&self) -> Result<PasswordPolicy, Vec<Error>> {
        let ranges = [
            ("least_characters", self.least_characters, 4, 64),
            (
                "least_characters_with_second_factor",
                self.least_characters_with_second_factor,
                4,
                64,
            ),
            ("expires_after_days", self.expires_after_days, 0, 3_650),
            ("history", self.history, 0, MOST_HISTORY),
        ];
        let wrong: Vec<Error> = ranges
            .into_iter()
            .filter(|(_, set, least, most)| set.is_some_and(|set| set < *least || set > *most))
            .map(|(setting, _, least, most)| Error::OutOfRange {
                setting,
                least,
                most,
            })
            .collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let usual = PasswordPolicy::of(self.profile);
        let expires = match self.expires_after_days {
            None => usual.expires_after_days,
            Some(days) => Some(days).filter(|days| *days > 0),
        };
        Ok(PasswordPolicy {
            profile: self.profile,
            least_characters: self.least_characters.unwrap_or(usual.least_characters),
            least_characters_with_second_factor: self
                .least_characters_with_second_factor
                .unwrap_or(usual.least_characters_with_second_factor),
            blocklist: self.blocklist.unwrap_or(usual.blocklist),
            upper_case: self.upper_case.unwrap_or(usual.upper_case),
            lower_case: self.lower_case.unwrap_or(usual.lower_case),
            digit: self.digit.unwrap_or(usual.digit),
            symbol: self.symbol.unwrap_or(usual.symbol),
            expires_after_days: expires,
            history: self.history.unwrap_or(usual.history),
            second_factor_for: self.second_factor_for.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_is_left_out_is_that_of_the_profile() {
        let draft: Draft =
            serde_json::from_str(r#"{"profile": "classic", "digit": false}"#).unwrap();
        let policy = draft.policy().unwrap();
        assert!(!policy.digit && policy.symbol);
        assert_eq!(policy.expires_after_days, Some(90));
        assert_eq!(Draft::default().policy(), Ok(PasswordPolicy::default()));
    }

    #[test]
    fn a_role_that_needs_a_second_factor_is_nobodys_without_one() {
        let draft = r#"{"profile": "nist-63b-4", "second_factor_for": ["administrator"]}"#;
        let draft: Draft = serde_json::from_str(draft).unwrap();
        let policy = draft.policy().unwrap();
        let role = |role, has| policy.role_with(role, has);
        assert_eq!(role(Role::Administrator, false), Role::Member);
        assert_eq!(role(Role::Administrator, true), Role::Administrator);
        assert_eq!(role(Role::Auditor, false), Role::Auditor);
    }

    #[test]
    fn zero_days_are_no_expiry() {
        let draft: Draft =
            serde_json::from_str(r#"{"profile": "classic", "expires_after_days": 0}"#).unwrap();
        assert_eq!(draft.policy().unwrap().expires_after_days, None);
    }

    #[test]
    fn every_setting_that_is_out_of_range_is_named() {
        let draft = Draft {
            least_characters: Some(3),
            history: Some(11),
            ..Draft::default()
        };
        let wrong = draft.policy().unwrap_err();
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert_eq!(wrong[0].to_string(), "must be 4 to 64");
    }
}

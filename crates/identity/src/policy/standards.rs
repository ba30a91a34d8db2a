//! Which standards a policy breaks: who chooses it should know.

use super::PasswordPolicy;

const NIST: &str = "NIST SP 800-63B-4, section 3.1.1.2";
const ASVS: &str = "OWASP ASVS 5.0";

/// A setting that breaks a standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The setting.
    pub setting: &'static str,
    /// The standard, and where in it.
    pub standard: String,
    /// What it asks for.
    pub asks: &'static str,
}

impl PasswordPolicy {
    /// Every setting that breaks a standard.
    pub fn breaches(&self) -> Vec<Breach> {
        let asvs = |section: &str| format!("{ASVS}, {section}");
        let nist = || NIST.to_owned();
        let mut found = Vec::new();
        let mut add = |is_broken: bool, setting, standard: String, asks| {
            if is_broken {
                found.push(Breach {
                    setting,
                    standard,
                    asks,
                });
            }
        };
        let single = "at least 15 characters where the password is all there is";
        add(
            self.least_characters < 15,
            "least_characters",
            nist(),
            single,
        );
        let eight = "at least 8 characters";
        add(
            self.least_characters < 8,
            "least_characters",
            asvs("6.2.1"),
            eight,
        );
        let with_factor = "least_characters_with_second_factor";
        let is_short = self.least_characters_with_second_factor < 8;
        add(is_short, with_factor, nist(), eight);
        add(is_short, with_factor, asvs("6.2.1"), eight);
        let blocklist = "that common passwords are refused";
        add(!self.blocklist, "blocklist", nist(), blocklist);
        add(!self.blocklist, "blocklist", asvs("6.2.4"), blocklist);
        let composition = "that no kinds of characters are asked for";
        for (is_set, setting) in [
            (self.upper_case, "upper_case"),
            (self.lower_case, "lower_case"),
            (self.digit, "digit"),
            (self.symbol, "symbol"),
        ] {
            add(is_set, setting, nist(), composition);
            add(is_set, setting, asvs("6.2.5"), composition);
        }
        let rotation =
            "that a password is changed when it is known to others, and not by the calendar";
        let expires = self.expires_after_days.is_some();
        add(expires, "expires_after_days", nist(), rotation);
        add(expires, "expires_after_days", asvs("6.2.10"), rotation);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Draft, Profile};
    use super::*;

    #[test]
    fn the_usual_policy_breaks_nothing() {
        assert_eq!(PasswordPolicy::default().breaches(), []);
    }

    #[test]
    fn the_classic_policy_breaks_both_standards_where_it_asks_for_kinds_and_changes() {
        let found = PasswordPolicy::of(Profile::Classic).breaches();
        let names = |standard: &str| {
            let named = found
                .iter()
                .filter(|breach| breach.standard.starts_with(standard));
            named.map(|breach| breach.setting).collect::<Vec<_>>()
        };
        let kinds = [
            "upper_case",
            "lower_case",
            "digit",
            "symbol",
            "expires_after_days",
        ];
        assert_eq!(names("OWASP"), kinds);
        assert_eq!(names("NIST"), [&["least_characters"], &kinds[..]].concat());
    }

    #[test]
    fn seven_characters_break_both_and_no_blocklist_as_well() {
        let draft = Draft {
            least_characters: Some(7),
            blocklist: Some(false),
            ..Draft::default()
        };
        assert_eq!(draft.policy().unwrap().breaches().len(), 4);
    }
}

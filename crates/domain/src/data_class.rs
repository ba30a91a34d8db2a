//! What kind of personal data a field holds.

use serde::{Deserialize, Serialize};

/// The data class of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataClass {
    /// Singles a person out by itself: a name, an employee number (Art. 4(1) GDPR).
    Identifier,
    /// Reaches a person: an e-mail address, a telephone number, a postal address.
    Contact,
    /// Singles a person out together with other fields: a birth date, a postcode.
    QuasiIdentifier,
    /// Harms a person when it leaks, though no law lists it: a salary, a bank account.
    Sensitive,
    /// A special category (Art. 9(1) GDPR) or data on convictions (Art. 10).
    Special,
    /// Text that a person typed: it may hold any of the others.
    FreeText,
    /// Says nothing about a person once the owner is gone: hours, a project number.
    None,
}

impl DataClass {
    /// Tells whether a field of this class is sealed and takes part in an erasure.
    pub const fn is_personal(self) -> bool {
        !matches!(self, Self::None)
    }
}

#[cfg(test)]
mod tests {
    use super::DataClass::{
        Contact, FreeText, Identifier, None, QuasiIdentifier, Sensitive, Special,
    };

    #[test]
    fn every_class_but_none_is_personal_and_named_in_kebab_case() {
        let names = [
            (Identifier, "identifier"),
            (Contact, "contact"),
            (QuasiIdentifier, "quasi-identifier"),
            (Sensitive, "sensitive"),
            (Special, "special"),
            (FreeText, "free-text"),
            (None, "none"),
        ];
        for (class, name) in names {
            assert_eq!(serde_json::to_value(class).unwrap(), name);
            assert_eq!(class.is_personal(), name != "none");
        }
    }
}

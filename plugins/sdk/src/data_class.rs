//! Data classes by their names.

use crate::DataClass;

impl DataClass {
    /// The name of the class, as collections declare it.
    ///
    /// ```
    /// # use lethe_plugin::DataClass;
    /// assert_eq!(DataClass::QuasiIdentifier.as_str(), "quasi-identifier");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::Contact => "contact",
            Self::QuasiIdentifier => "quasi-identifier",
            Self::Sensitive => "sensitive",
            Self::Special => "special",
            Self::FreeText => "free-text",
            Self::None => "none",
        }
    }
}

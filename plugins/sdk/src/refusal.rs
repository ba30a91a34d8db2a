//! Why a plugin gives a run up.

use std::fmt;

use crate::bindings::anonymizer::exports::lethe::plugin::anonymizer;
use crate::bindings::exporter::exports::lethe::plugin::exporter;
use crate::bindings::retention::exports::lethe::plugin::retention;

/// Gives a run up: nothing is changed, and the tenant is told why.
///
/// The texts must not hold values of the table: they are shown to people who may not see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The parameters do not fit, with what is wrong.
    InvalidParameters(String),
    /// A column of this name or type is not one the plugin can work on.
    UnsupportedColumn(String),
    /// Anything else.
    Failed(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, why) = match self {
            Self::InvalidParameters(why) => ("invalid parameters", why),
            Self::UnsupportedColumn(why) => ("unsupported column", why),
            Self::Failed(why) => ("failed", why),
        };
        write!(formatter, "{what}: {why}")
    }
}

impl std::error::Error for Refusal {}

macro_rules! errors {
    ($wit:ident) => {
        impl From<Refusal> for $wit::Error {
            fn from(refusal: Refusal) -> Self {
                match refusal {
                    Refusal::InvalidParameters(why) => Self::InvalidParameters(why),
                    Refusal::UnsupportedColumn(why) => Self::UnsupportedColumn(why),
                    Refusal::Failed(why) => Self::Failed(why),
                }
            }
        }
    };
}

errors!(anonymizer);
errors!(exporter);
errors!(retention);

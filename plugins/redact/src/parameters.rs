//! What a rule may ask of this plugin.

use serde::Deserialize;

use crate::{Constant, Part};

/// One operator with its parameters.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "operator", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Parameters {
    /// Removes the value.
    Redact {},
    /// Replaces the characters of a text, but for the first and the last; its length stays visible.
    ///
    /// A text that is not longer than what would be kept is masked as a whole.
    Mask {
        /// How many characters at the start stay.
        #[serde(default)]
        keep_start: usize,
        /// How many characters at the end stay.
        #[serde(default)]
        keep_end: usize,
        /// What the others become.
        #[serde(default = "asterisk")]
        with: char,
    },
    /// Puts the same value in the place of every value.
    Replace {
        /// The value, of the field's type.
        with: Constant,
    },
    /// Makes a date or a number coarser: give `to` for dates, `bucket` for numbers.
    Generalize {
        /// Dates and timestamps become the start of this part of the calendar (UTC).
        #[serde(default)]
        to: Option<Part>,
        /// Numbers become the lower bound of the bucket of this width that they lie in.
        #[serde(default)]
        bucket: Option<f64>,
    },
    /// Keeps the network part of an IP address; removes what is no address.
    TruncateIp {
        /// How many bits of an IPv4 address stay.
        #[serde(default = "v4")]
        v4: u8,
        /// How many bits of an IPv6 address stay.
        #[serde(default = "v6")]
        v6: u8,
    },
    /// Keeps the first letter and the domain of an e-mail address; removes what is no address.
    PartialEmail {},
    /// Replaces a text by a keyed hash. This is pseudonymization, not anonymization: equal texts stay
    /// equal, and whoever has the key, which is the seed of the run, can test guesses (EDPB 01/2025).
    Hash {},
}

fn asterisk() -> char {
    '*'
}

/// 256 neighbours, as most web statistics keep.
fn v4() -> u8 {
    24
}

/// The network of a site, not of a household (RFC 6177).
fn v6() -> u8 {
    48
}

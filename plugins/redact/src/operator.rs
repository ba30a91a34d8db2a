//! All operators, by name.

use serde::Deserialize;

use crate::operate::Operate;
use crate::{
    Buckets, DateNoise, DateShift, Dictionary, Fake, Ff1, Generalize, Hash, Hierarchy, Keep, Mask,
    MicroAggregate, Noise, PartialEmail, Pseudonym, Redact, Replace, Round, Sequence, Shuffle,
    Suppress, TopBottom, TruncateGeo, TruncateIp, TruncatePostcode, When,
};

/// Writes the enum and the way to what is in it.
macro_rules! operators {
    ($($name:ident($parameters:ty),)*) => {
        /// One operator with its parameters.
        #[derive(Clone, Debug, Deserialize, PartialEq)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(tag = "operator", rename_all = "kebab-case")]
        pub enum Operator {
            $(
                // In the schema, which is derived in tests, stands the documentation of the type instead.
                #[cfg_attr(not(test), doc = concat!("See [`", stringify!($parameters), "`]."))]
                #[cfg_attr(test, expect(missing_docs, reason = "it would displace the type's"))]
                $name($parameters),
            )*
        }

        impl Operator {
            /// What it does.
            pub(crate) fn operate(&self) -> &dyn Operate {
                match self {
                    $(Self::$name(operator) => operator,)*
                }
            }
        }
    };
}

operators! {
    Redact(Redact),
    Suppress(Suppress),
    Replace(Replace),
    Constant(Replace),
    Mask(Mask),
    PartialEmail(PartialEmail),
    TruncateIp(TruncateIp),
    TruncatePostcode(TruncatePostcode),
    TruncateGeo(TruncateGeo),
    Hash(Hash),
    Pseudonym(Pseudonym),
    Ff1(Ff1),
    Dictionary(Dictionary),
    Fake(Fake),
    Shuffle(Shuffle),
    Noise(Noise),
    DateNoise(DateNoise),
    DateShift(DateShift),
    Generalize(Generalize),
    Round(Round),
    Buckets(Buckets),
    Hierarchy(Hierarchy),
    TopBottom(TopBottom),
    MicroAggregate(MicroAggregate),
    Keep(Keep),
    Sequence(Sequence),
    When(When),
}

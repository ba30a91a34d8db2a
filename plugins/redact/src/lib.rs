//! Built-in plugin: the operators of anonymization, one or composed by a rule set.
//!
//! A rule chooses an operator with its parameters, or gives a set of rules for several fields; [`Parameters`]
//! lists them, and README.md says of each what stays linkable. What an operator cannot read (a text that is
//! no IP address, where one is expected) it removes: leaving it would leak it, and refusing it would stop an
//! erasure. So values never lead to a refusal: parameters that do not fit, and columns of a type that the
//! operator does not work on, do, and are found before any value is looked at.

mod alphabet;
mod compare;
mod constant;
mod control;
mod generalization;
mod keyed;
mod masking;
mod operate;
mod operator;
mod parameters;
mod perturbation;
mod removal;
mod replacement;
mod rules;
mod run;
#[cfg(test)]
mod tests;

pub use alphabet::Alphabet;
pub use constant::Constant;
pub use control::{Condition, Keep, Sequence, Suppress, When};
pub use generalization::{Buckets, Generalize, Hierarchy, MicroAggregate, Part, Round, TopBottom};
pub use keyed::{Ff1, Hash, Pseudonym};
use lethe_plugin::{DataClass, Selector};
pub use masking::{Mask, PartialEmail, Side, TruncateGeo, TruncateIp, TruncatePostcode};
pub use operator::Operator;
pub use parameters::Parameters;
pub use perturbation::{DateNoise, DateShift, Noise};
pub use removal::Redact;
pub use replacement::{Dictionary, Fake, Kind, Replace, Shuffle};
pub use rules::{Class, Rule, RuleSet};

lethe_plugin::anonymizer! {
    name: "redact",
    summary: "Removes, masks, replaces, perturbs, generalizes or pseudonymizes the values of personal fields, by one operator or by a set of rules",
    fields: [
        Selector::class(DataClass::Identifier)
            .of(DataClass::Contact)
            .of(DataClass::QuasiIdentifier)
            .of(DataClass::Sensitive)
            .of(DataClass::Special)
            .of(DataClass::FreeText),
    ],
    parameters: Parameters,
    schema: include_str!("../parameters.schema.json"),
    table: run::anonymize,
}

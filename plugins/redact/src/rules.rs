//! Rules for several fields.

use lethe_plugin::{DataClass, Field, Refusal};
use serde::Deserialize;

use crate::Operator;
use crate::operate::ensure;

/// Rules for several fields: the first that fits a field has it.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// The rules, the first of which wins.
    rules: Vec<Rule>,
    /// For fields that no rule fits; left out, their values are removed.
    #[serde(default)]
    otherwise: Option<Operator>,
}

/// An operator and the fields it is for. With `fields` and `classes`, both must fit.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Names of fields.
    #[serde(default)]
    fields: Option<Vec<String>>,
    /// Data classes of fields.
    #[serde(default)]
    classes: Option<Vec<Class>>,
    /// What is done to them.
    apply: Operator,
}

/// How the values of a field relate to a person: the data classes of `lethe:plugin`, but for `none`.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Names the person.
    Identifier,
    /// Reaches the person.
    Contact,
    /// Singles the person out together with others.
    QuasiIdentifier,
    /// Harmful when known.
    Sensitive,
    /// Special category (GDPR Art. 9).
    Special,
    /// Prose.
    FreeText,
}

impl RuleSet {
    /// The operator for a field, if there is one.
    pub(crate) fn of(&self, field: &Field) -> Option<&Operator> {
        let found = self.rules.iter().find(|rule| rule.is_for(field));
        found.map(|rule| &rule.apply).or(self.otherwise.as_ref())
    }

    /// Every operator of the set.
    pub(crate) fn operators(&self) -> impl Iterator<Item = &Operator> {
        let of_rules = self.rules.iter().map(|rule| &rule.apply);
        of_rules.chain(&self.otherwise)
    }

    /// Refuses parameters that suit no field.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        for rule in &self.rules {
            ensure(
                rule.fields.is_some() || rule.classes.is_some(),
                "a rule has `fields`, `classes` or both: what fits no rule goes to `otherwise`",
            )?;
            rule.apply.operate().check()?;
        }
        self.otherwise
            .as_ref()
            .map_or(Ok(()), |operator| operator.operate().check())
    }
}

impl Rule {
    fn is_for(&self, field: &Field) -> bool {
        let is_named = |names: &Vec<String>| names.iter().any(|name| name == field.name);
        let is_of = |classes: &Vec<Class>| classes.iter().any(|class| class.is(field.class));
        self.fields.as_ref().is_none_or(is_named) && self.classes.as_ref().is_none_or(is_of)
    }
}

impl Class {
    fn is(self, class: DataClass) -> bool {
        matches!(
            (self, class),
            (Self::Identifier, DataClass::Identifier)
                | (Self::Contact, DataClass::Contact)
                | (Self::QuasiIdentifier, DataClass::QuasiIdentifier)
                | (Self::Sensitive, DataClass::Sensitive)
                | (Self::Special, DataClass::Special)
                | (Self::FreeText, DataClass::FreeText)
        )
    }
}

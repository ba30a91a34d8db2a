//! Policies: what a tenant says about retention beside the declarations of its collections.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::collection::{
    Collection, CollectionName, Retention, RetentionDraft, RetentionStart, parse_duration,
};
use crate::{Shortcoming, label};

/// A retention policy, over the collections that all of its members name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "PolicyDraft", try_from = "PolicyDraft")]
pub struct Policy {
    /// What the tenant calls it.
    pub name: String,
    /// Only this collection.
    pub collection: Option<CollectionName>,
    /// Only collections with this purpose (Art. 5(1)(b) GDPR).
    pub purpose: Option<String>,
    /// What it says.
    pub rule: Rule,
}

/// A time that is counted for each record.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// For how long, and counted from when.
    pub retention: Retention,
    /// Whether it is counted from the end of the year in which it began.
    pub from_year_end: bool,
}

/// What a policy says.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// Records are kept no longer (Art. 5(1)(e) GDPR).
    Limit {
        /// Than this.
        term: Term,
        /// What becomes of them.
        then: Disposal,
    },
    /// Records must be kept at least that long (Art. 17(3)(b) GDPR).
    Minimum {
        /// This.
        term: Term,
        /// The law that says so, such as "Section 147 AO".
        law: String,
    },
    /// A plugin of the tenant's proposes what becomes of each record.
    Plugin {
        /// Its name.
        plugin: String,
        /// What it is told besides the records.
        parameters: Map<String, Json>,
    },
}

/// What becomes of a record that has fallen due; the strictest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disposal {
    /// It goes.
    Erase,
    /// It stays under a placeholder, and each field follows the rule that it has for erasures.
    Anonymize,
    /// A human decides.
    Review,
}

/// A policy as it is sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PolicyDraft {
    /// See [`Policy::name`].
    pub name: Option<String>,
    /// See [`Policy::collection`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection: Option<CollectionName>,
    /// See [`Policy::purpose`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// See [`Term::retention`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention: Option<RetentionDraft>,
    /// See [`Term::from_year_end`]; false when left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub from_year_end: bool,
    /// See [`Rule::Limit`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub then: Option<Disposal>,
    /// See [`Rule::Minimum`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
    /// See [`Rule::Plugin`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plugin: Option<String>,
    /// See [`Rule::Plugin`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Map<String, Json>>,
}

impl Policy {
    /// Tells whether the policy is about this collection.
    pub fn applies_to(&self, collection: &Collection) -> bool {
        let is_named = |name: &CollectionName| *name == collection.name;
        self.collection.as_ref().is_none_or(is_named)
            && self
                .purpose
                .as_ref()
                .is_none_or(|purpose| *purpose == collection.purpose)
    }
}

impl Disposal {
    /// The name, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Erase => "erase",
            Self::Anonymize => "anonymize",
            Self::Review => "review",
        }
    }
}

impl PolicyDraft {
    /// Checks the policy.
    ///
    /// # Errors
    /// With everything that is missing or wrong, in the order of the document.
    pub fn check(self) -> Result<Policy, Vec<Shortcoming>> {
        let mut found = Vec::new();
        let name = text(&mut found, "name", self.name.as_deref());
        let purpose = self.purpose.as_deref();
        let purpose = purpose.map(|purpose| text(&mut found, "purpose", Some(purpose)));
        if self.collection.is_none() && purpose.is_none() {
            let message = "say what it is about: a collection, a purpose, or both";
            found.push(Shortcoming::at(&["collection"], message));
        }
        let rule = if self.plugin.is_some() || self.parameters.is_some() {
            self.advised(&mut found)
        } else {
            self.counted(&mut found)
        };
        match (name, rule) {
            (Some(name), Some(rule)) if found.is_empty() => Ok(Policy {
                name,
                collection: self.collection,
                purpose: purpose.flatten(),
                rule,
            }),
            _ => Err(found),
        }
    }

    /// A rule that counts.
    fn counted(&self, found: &mut Vec<Shortcoming>) -> Option<Rule> {
        let retention = retention(found, self.retention.clone().unwrap_or_default());
        let term = retention.map(|retention| Term {
            retention,
            from_year_end: self.from_year_end,
        });
        match (self.then, self.law.as_deref()) {
            (Some(then), None) => Some(Rule::Limit { term: term?, then }),
            (None, Some(law)) => {
                let law = text(found, "law", Some(law))?;
                Some(Rule::Minimum { term: term?, law })
            }
            _ => {
                let message = "say either what becomes of the records then (\"then\"), \
                               or which law keeps them until then (\"law\"), \
                               or which plugin decides (\"plugin\")";
                found.push(Shortcoming::at(&["then"], message));
                None
            }
        }
    }

    /// A rule that asks a plugin.
    fn advised(&self, found: &mut Vec<Shortcoming>) -> Option<Rule> {
        let alone = [
            ("retention", self.retention.is_some()),
            ("from_year_end", self.from_year_end),
            ("then", self.then.is_some()),
            ("law", self.law.is_some()),
        ];
        for (member, _) in alone.into_iter().filter(|(_, is_given)| *is_given) {
            let message = "a plugin decides about each record: leave this out";
            found.push(Shortcoming::at(&[member], message));
        }
        Some(Rule::Plugin {
            plugin: text(found, "plugin", self.plugin.as_deref())?,
            parameters: self.parameters.clone().unwrap_or_default(),
        })
    }
}

fn text(found: &mut Vec<Shortcoming>, member: &str, given: Option<&str>) -> Option<String> {
    match label(given.unwrap_or_default()) {
        Ok(text) => Some(text),
        Err(error) => {
            found.push(Shortcoming::at(&[member], error.to_string()));
            None
        }
    }
}

fn retention(found: &mut Vec<Shortcoming>, draft: RetentionDraft) -> Option<Retention> {
    let keep_for = draft.keep_for.as_deref().and_then(parse_duration);
    if keep_for.is_none() {
        let message = "expected an ISO 8601 duration such as \"P10Y\"";
        found.push(Shortcoming::at(&["retention", "keep_for"], message));
    }
    let from: Option<RetentionStart> = draft.from;
    if from.is_none() {
        let message = "say from when it is counted: \"created\", \"changed\" or a field";
        found.push(Shortcoming::at(&["retention", "from"], message));
    }
    Some(Retention {
        keep_for: keep_for?,
        from: from?,
    })
}

impl From<Policy> for PolicyDraft {
    fn from(policy: Policy) -> Self {
        let mut draft = Self {
            name: Some(policy.name),
            collection: policy.collection,
            purpose: policy.purpose,
            ..Self::default()
        };
        match policy.rule {
            Rule::Limit { term, then } => {
                draft.count(term);
                draft.then = Some(then);
            }
            Rule::Minimum { term, law } => {
                draft.count(term);
                draft.law = Some(law);
            }
            Rule::Plugin { plugin, parameters } => {
                draft.plugin = Some(plugin);
                draft.parameters = Some(parameters);
            }
        }
        draft
    }
}

impl PolicyDraft {
    fn count(&mut self, term: Term) {
        self.retention = Some(term.retention.into());
        self.from_year_end = term.from_year_end;
    }
}

/// A policy that was kept and read again, but is not complete.
#[derive(Debug, thiserror::Error)]
#[error("the policy lacks something")]
pub struct Incomplete;

impl TryFrom<PolicyDraft> for Policy {
    type Error = Incomplete;

    fn try_from(draft: PolicyDraft) -> Result<Self, Incomplete> {
        draft.check().map_err(|_| Incomplete)
    }
}

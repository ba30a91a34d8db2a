//! Who sees which fields of a collection (Art. 25(2), Art. 32(4) GDPR): need to know, field by field.
//!
//! A collection without [`Visibility`] is seen by the roles that may read records. With it everything is closed but what
//! a rule opens, for every role: no rule, no field.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::collection::{Collection, CollectionName, Shortcoming};
use crate::{AccountId, PurposeName, Role};

/// The name of a group of accounts, or of a type of accounts; formed like the name of a collection.
pub type GroupName = CollectionName;

/// The most rules of a collection.
pub const MAX_RULES: usize = 100;

/// Who sees what of the records of one collection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visibility {
    /// The field by which a subject is called where records of others link to it, for who may not see more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked_name: Option<String>,
    /// What is open, and to whom.
    pub rules: Vec<Rule>,
}

/// Opens fields to viewers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// To whom.
    pub viewers: Viewers,
    /// Which fields; all when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<BTreeSet<String>>,
    /// Of whose records.
    #[serde(default)]
    pub records: Reach,
    /// For calls that name one of these purposes; for every call when it is empty.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub purposes: BTreeSet<PurposeName>,
}

/// Those to whom a rule opens something: whoever is one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Viewers {
    /// Tokens and accounts with one of these roles.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub roles: BTreeSet<Role>,
    /// Accounts in one of these groups.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<GroupName>,
    /// Accounts of one of these types.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub types: BTreeSet<GroupName>,
    /// These accounts.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub accounts: BTreeSet<AccountId>,
}

/// Of whose records a viewer sees something; what is greater includes what is less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Of the data subject whose own account it is.
    Own,
    /// Of the data subjects whose accounts are in a group of the viewer's, and of the own.
    Team,
    /// Of everybody.
    #[default]
    All,
}

/// Who looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The role of the token or the account.
    pub role: Role,
    /// The account; none for the token of a program.
    pub account: Option<AccountId>,
    /// What type the account has.
    pub account_type: Option<GroupName>,
    /// In which groups the account is.
    pub groups: BTreeSet<GroupName>,
    /// What the call is for.
    pub purpose: Option<String>,
}

impl Visibility {
    /// What a viewer sees: for each field of the collection that is open to them, how far.
    pub fn open_to(&self, viewer: &Viewer, collection: &Collection) -> BTreeMap<String, Reach> {
        let mut open = BTreeMap::new();
        for rule in self.rules.iter().filter(|rule| rule.holds_for(viewer)) {
            for field in &collection.fields {
                if rule.opens(&field.name) {
                    let reach = open.entry(field.name.clone()).or_insert(rule.records);
                    *reach = rule.records.max(*reach);
                }
            }
        }
        open
    }

    /// Whether anything is open to a viewer.
    pub fn has_rule_for(&self, viewer: &Viewer) -> bool {
        self.rules.iter().any(|rule| rule.holds_for(viewer))
    }

    /// Checks the rules against the collection.
    ///
    /// # Errors
    /// Everything that is wrong, each with its place.
    pub fn check(&self, collection: &Collection) -> Result<(), Vec<Shortcoming>> {
        let mut wrong = Vec::new();
        let unknown = "the collection has no such field";
        if let Some(name) = &self.linked_name
            && collection.field(name).is_none()
        {
            wrong.push(Shortcoming::at(&["linked_name"], unknown));
        }
        if self.rules.len() > MAX_RULES {
            let message = format!("must have at most {MAX_RULES} rules");
            wrong.push(Shortcoming::at(&["rules"], message));
        }
        for (number, rule) in self.rules.iter().enumerate() {
            let number = number.to_string();
            if rule.viewers == Viewers::default() {
                let message = "names nobody: give roles, groups, types or accounts";
                wrong.push(Shortcoming::at(&["rules", &number, "viewers"], message));
            }
            let fields = rule.fields.iter().flatten();
            let missing = fields.filter(|name| collection.field(name).is_none());
            for _ in missing {
                wrong.push(Shortcoming::at(&["rules", &number, "fields"], unknown));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

impl Rule {
    fn holds_for(&self, viewer: &Viewer) -> bool {
        let purpose = viewer.purpose.as_deref();
        let is_for_it = |named: &PurposeName| Some(named.as_str()) == purpose;
        (self.purposes.is_empty() || self.purposes.iter().any(is_for_it))
            && self.viewers.include(viewer)
    }

    fn opens(&self, field: &str) -> bool {
        let fields = self.fields.as_ref();
        fields.is_none_or(|fields| fields.contains(field))
    }
}

impl Viewers {
    fn include(&self, viewer: &Viewer) -> bool {
        let account = viewer.account.as_ref();
        let account_type = viewer.account_type.as_ref();
        self.roles.contains(&viewer.role)
            || !self.groups.is_disjoint(&viewer.groups)
            || account_type.is_some_and(|name| self.types.contains(name))
            || account.is_some_and(|id| self.accounts.contains(id))
    }
}

#[cfg(test)]
mod tests;

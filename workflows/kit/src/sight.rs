//! What a call may see, field by field (Art. 25(2) GDPR). The rules are [`domain::visibility`]'s; where a tenant has none
//! for a collection, the role decides.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use domain::visibility::{Reach, Rule, Viewer, Viewers, Visibility};
use domain::{Collection, Field, Permission, SubjectId};
use store::Sql;

use crate::declarations::Declarations;
use crate::door::Caller;
use crate::problem::{Place, Problem};

/// What a call may see.
#[derive(Debug, Clone)]
pub struct Sight {
    said: BTreeMap<String, Visibility>,
    viewer: Viewer,
    own: Option<SubjectId>,
    team: BTreeSet<SubjectId>,
}

/// What a call may see of one collection.
#[derive(Debug, Clone)]
pub struct View<'a> {
    open: BTreeMap<String, Reach>,
    sight: &'a Sight,
}

impl Sight {
    /// Finds out what a call may see.
    pub async fn of<S: Sql>(sql: &mut S, caller: &Caller) -> Result<Self, Problem> {
        let scope = &caller.scope;
        let session = caller.actor.session.as_ref();
        let mut sight = Self {
            said: store::visibility::list(sql, scope).await?,
            viewer: Viewer {
                role: caller.actor.role,
                account: session.map(|session| session.account_id),
                account_type: None,
                groups: BTreeSet::new(),
                purpose: caller.purpose.clone(),
            },
            own: None,
            team: BTreeSet::new(),
        };
        let (Some(id), false) = (sight.viewer.account, sight.said.is_empty()) else {
            return Ok(sight);
        };
        if let Some(account) = store::accounts::find(sql, scope, id).await? {
            sight.viewer.account_type = account.account_type;
            sight.viewer.groups = store::groups::of(sql, scope, id).await?;
            sight.own = account.subject_id;
            sight.team = store::groups::team(sql, scope, id).await?;
            sight.team.extend(account.subject_id);
        }
        Ok(sight)
    }

    /// Refuses who may see nothing of a collection of this name, whether or not there is one.
    pub fn require(&self, collection: &str) -> Result<(), Problem> {
        let sees = match self.said.get(collection) {
            Some(said) => said.has_rule_for(&self.viewer),
            None => self.role_sees(),
        };
        if sees { Ok(()) } else { Err(hidden()) }
    }

    /// Refuses who may see nothing of any collection.
    pub fn require_any(&self) -> Result<(), Problem> {
        let mut said = self.said.values();
        if self.role_sees() || said.any(|said| said.has_rule_for(&self.viewer)) {
            Ok(())
        } else {
            Err(hidden())
        }
    }

    /// Refuses a call that hands out all of these fields where it may not see one of them: what is handed out is whole or
    /// it is not handed out.
    pub fn require_all(
        &self,
        declarations: &Declarations,
        subject: Option<SubjectId>,
        fields: impl Fn(&Collection) -> Vec<&Field>,
    ) -> Result<(), Problem> {
        let mut places = Vec::new();
        for collection in declarations.iter() {
            let view = self.view(collection);
            let shows = |field: &Field| match subject {
                Some(_) => view.shows(&field.name, subject),
                None => view.shows_all(&field.name),
            };
            for field in fields(collection) {
                if !shows(field) {
                    places.push(Place {
                        field: Some(format!("{}.{}", collection.name, field.name)),
                        message: "may not be seen by the caller".to_owned(),
                        ..Place::default()
                    });
                }
            }
        }
        if places.is_empty() {
            Ok(())
        } else {
            Err(hidden().at_all(places))
        }
    }

    /// Refuses who would learn from refusals what they may not see: that a value is somebody's already, or nobody's.
    pub fn require_to_write(
        &self,
        collection: &Collection,
        owners: Option<(&Collection, &str)>,
    ) -> Result<(), Problem> {
        let view = self.view(collection);
        let unique = collection.fields.iter().filter(|field| field.unique);
        let hides = unique
            .map(|field| &field.name)
            .any(|name| !view.shows_all(name));
        let hides_owners = owners.is_some_and(|(owners, key)| !self.view(owners).shows_all(key));
        if hides || hides_owners {
            return Err(hidden());
        }
        Ok(())
    }

    /// What the call may see of a collection.
    pub fn view(&self, collection: &Collection) -> View<'_> {
        let open = match self.said.get(collection.name.as_str()) {
            Some(said) => said.open_to(&self.viewer, collection),
            None if self.role_sees() => {
                let fields = collection.fields.iter();
                fields
                    .map(|field| (field.name.clone(), Reach::All))
                    .collect()
            }
            None => BTreeMap::new(),
        };
        View { open, sight: self }
    }

    /// The field with the names under which others link to subjects of a collection, and the sight of the same viewer on
    /// it and nothing else; none when subjects have no such name.
    pub fn of_linked_names(&self, collection: &Collection) -> Option<(String, Self)> {
        let name = self
            .said
            .get(collection.name.as_str())?
            .linked_name
            .clone()?;
        let rule = Rule {
            viewers: Viewers {
                roles: BTreeSet::from([self.viewer.role]),
                ..Viewers::default()
            },
            fields: Some(BTreeSet::from([name.clone()])),
            records: Reach::All,
            purposes: BTreeSet::new(),
        };
        let names = Visibility {
            linked_name: None,
            rules: vec![rule],
        };
        let sight = Self {
            said: BTreeMap::from([(collection.name.to_string(), names)]),
            ..self.clone()
        };
        Some((name, sight))
    }

    /// Whether of a collection of this name anything may be hidden from the call.
    pub fn is_limited(&self, collection: &str) -> bool {
        self.said.contains_key(collection) || !self.role_sees()
    }

    fn role_sees(&self) -> bool {
        self.viewer.role.may(Permission::ReadRecords)
    }
}

impl View<'_> {
    /// What is open: of each field, whose.
    pub const fn open(&self) -> &BTreeMap<String, Reach> {
        &self.open
    }

    /// Whether a field of a record about this subject is shown.
    pub fn shows(&self, field: &str, subject: Option<SubjectId>) -> bool {
        let reach = self.open.get(field);
        reach.is_some_and(|reach| self.reaches(*reach, subject))
    }

    /// Whether a field is shown, whomever the record is about.
    pub fn shows_all(&self, field: &str) -> bool {
        self.open.get(field) == Some(&Reach::All)
    }

    /// Whether anything of a record about this subject is shown.
    pub fn shows_any(&self, subject: Option<SubjectId>) -> bool {
        let mut reaches = self.open.values();
        reaches.any(|reach| self.reaches(*reach, subject))
    }

    /// Of which subjects anything is shown; none when it is of all.
    pub fn subjects(&self) -> Option<BTreeSet<SubjectId>> {
        match self.open.values().max() {
            Some(Reach::All) => None,
            Some(Reach::Team) => Some(self.sight.team.clone()),
            Some(Reach::Own) => Some(self.sight.own.into_iter().collect()),
            None => Some(BTreeSet::new()),
        }
    }

    fn reaches(&self, reach: Reach, subject: Option<SubjectId>) -> bool {
        match (reach, subject) {
            (Reach::All, _) => true,
            (Reach::Team, Some(subject)) => self.sight.team.contains(&subject),
            (Reach::Own, Some(_)) => self.sight.own == subject,
            (Reach::Team | Reach::Own, None) => false,
        }
    }
}

fn hidden() -> Problem {
    let detail = "this is not open to the caller; GET /v1/visibility says what is";
    Problem::new(StatusCode::FORBIDDEN, "forbidden", detail)
}

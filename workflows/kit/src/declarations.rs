//! The collections that a request deals with, by name.

use std::collections::BTreeMap;

use domain::Collection;
use store::{Page, Sql, TenantScope};

use crate::problem::Problem;

/// Declarations by the collection's name.
pub struct Declarations(BTreeMap<String, Collection>);

impl Declarations {
    /// All of the tenant's: to see what concerns a subject, every one must be looked at.
    pub async fn all<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<Self, Problem> {
        let mut all = BTreeMap::new();
        let mut after = None;
        loop {
            let page = Page::new(Page::MAX_LIMIT, after);
            let (collections, next) = store::collections::list(sql, scope, &page).await?;
            all.extend(
                collections
                    .into_iter()
                    .map(|declared| by_name(declared.collection)),
            );
            after = next;
            if after.is_none() {
                return Ok(Self(all));
            }
        }
    }

    /// The one of a collection that rows name.
    pub fn get(&self, name: &str) -> Result<&Collection, Problem> {
        self.0
            .get(name)
            .ok_or_else(|| Problem::internal("a record of an undeclared collection"))
    }

    /// In the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Collection> {
        self.0.values()
    }
}

impl From<Collection> for Declarations {
    fn from(collection: Collection) -> Self {
        Self(BTreeMap::from([by_name(collection)]))
    }
}

fn by_name(collection: Collection) -> (String, Collection) {
    (collection.name.to_string(), collection)
}

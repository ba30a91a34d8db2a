//! Records of processing activities (Art. 30).

pub(crate) mod create;
pub(crate) mod export;
pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod replace;
pub(crate) mod versions;

use domain::Collection;
use domain::processing::{CollectionFacts, Entry, ProcessingRecord};
use kit::declarations::Declarations;
use kit::problem::{Place, Problem};
use store::{Sql, TenantScope};

/// Completes what is written by hand with what follows from the declarations.
async fn complete<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    entry: Entry,
) -> Result<ProcessingRecord, Problem> {
    let declarations = Declarations::all(sql, scope).await?;
    let mut places = Vec::new();
    if entry.name.trim().is_empty() {
        places.push(Place::pointer("/name", "say what the activity is called"));
    }
    let mut facts = Vec::with_capacity(entry.collections.len());
    for (index, name) in entry.collections.iter().enumerate() {
        let is_it = |collection: &&Collection| collection.name.as_str() == name;
        if let Some(collection) = declarations.iter().find(is_it) {
            facts.push(CollectionFacts::of(collection));
        } else {
            let pointer = format!("/collections/{index}");
            places.push(Place::pointer(pointer, "no such collection is declared"));
        }
    }
    if places.is_empty() {
        return Ok(ProcessingRecord { entry, facts });
    }
    Err(Problem::invalid("the record cannot be kept", places))
}

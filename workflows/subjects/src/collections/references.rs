//! References between collections: each must lead to a subject, before and after a change.

use domain::Collection;
use domain::collection::Owner;
use kit::declarations::Declarations;
use kit::problem::Problem;
use store::{Sql, TenantScope};

use super::{incomplete, places};

/// Checks where the owner of this collection leads, and that what leads here still does.
pub(super) async fn check<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    collection: &Collection,
) -> Result<(), Problem> {
    if let Owner::Reference {
        collection: name, ..
    } = &collection.owner
    {
        // Owners may be declared later: until then no record can be added.
        let owners = store::collections::find(sql, scope, name.as_str()).await?;
        let checked = owners.map_or(Ok(()), |owners| {
            collection.check_reference(&owners.collection)
        });
        checked.map_err(|found| incomplete(places(found)))?;
    }
    for other in Declarations::all(sql, scope).await?.iter() {
        let leads_here = matches!(&other.owner, Owner::Reference { collection: name, .. }
            if *name == collection.name);
        if leads_here && other.check_reference(collection).is_err() {
            let message = format!("the collection {} finds its owners here", other.name);
            return Err(Problem::conflict("still-referenced", message));
        }
    }
    Ok(())
}

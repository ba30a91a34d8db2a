//! What a tenant declares about its data.

pub(crate) mod declare;
pub(crate) mod find;
pub(crate) mod list;
mod references;
pub(crate) mod replace;
mod rules;

use domain::{Collection, Draft, Shortcoming};
use kit::body::Sent;
use kit::problem::{Place, Problem};
use store::{Sql, TenantScope};

/// Reads a declaration; everything that is missing or wrong is listed.
fn read(sent: &Sent) -> Result<Collection, Problem> {
    sent.parse::<Draft>()?
        .check()
        .map_err(|found| incomplete(places(found)))
}

fn incomplete(places: Vec<Place>) -> Problem {
    Problem::invalid(
        "the declaration lacks something or contradicts itself",
        places,
    )
}

fn places(found: Vec<Shortcoming>) -> Vec<Place> {
    found
        .into_iter()
        .map(|found| Place::pointer(found.pointer, found.message))
        .collect()
}

/// Gets a declaration.
pub(crate) async fn get<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    name: &str,
) -> Result<store::collections::Declared, Problem> {
    let found = store::collections::find(sql, scope, name).await?;
    found.ok_or_else(|| Problem::not_found("collection"))
}

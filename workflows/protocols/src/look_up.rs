//! Whom a request is about: looked up by the claims, where the tenant keeps identities.

use std::collections::BTreeSet;

use domain::protocols::{Claim, IdentitySource, Matched, Unfiled, matched};
use domain::{SubjectId, Value};
use kit::index;
use kit::problem::Problem;
use store::{Sql, TenantScope, blind_index};

/// Tells whom the claims are about, or why nobody can be told. Restricted records count: who has them restricted can
/// still ask for their rights.
pub(crate) async fn subject<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    sources: &[IdentitySource],
    claims: &[Claim],
) -> Result<Result<Matched, Unfiled>, Problem> {
    let mut found = Vec::with_capacity(claims.len());
    for claim in claims {
        let mut subjects = BTreeSet::new();
        let of_type = |source: &&IdentitySource| source.identity_type == claim.identity_type;
        for source in sources.iter().filter(of_type) {
            subjects.extend(holders(sql, scope, source, &claim.value).await?);
        }
        found.push((claim.is_verified, subjects));
    }
    Ok(matched(&found))
}

/// The subjects that have a value in the field of a source.
async fn holders<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    source: &IdentitySource,
    value: &str,
) -> Result<Vec<SubjectId>, Problem> {
    let IdentitySource {
        collection, field, ..
    } = source;
    let declared = store::collections::find(sql, scope, collection).await?;
    let value_type = declared.as_ref().and_then(|declared| {
        let field = declared
            .collection
            .field(field)
            .filter(|field| field.lookup);
        field.map(|field| field.value_type)
    });
    // What is no value of the field's type is nobody's.
    let value = value_type.and_then(|value_type| Value::from_text(value_type, value).ok()?);
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    let digests = index::digests(scope, collection, field, &[index::normal_form(&value)])?;
    let hits = blind_index::find_stored(sql, scope, collection, field, &digests).await?;
    Ok(hits.into_iter().filter_map(|hit| hit.subject_id).collect())
}

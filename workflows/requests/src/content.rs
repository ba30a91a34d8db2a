//! What a request asks for beyond its kind: checked on its way in, opened on its way out.

use domain::request::Content;
use domain::{Shortcoming, SubjectId};
use kit::filing::content_place;
use kit::notes;
use kit::problem::{Place, Problem};
use store::requests::Request;
use store::{Processing, Sql, TenantScope};

/// Opens the content of a request; none when the kind says all, or its subject was erased.
pub(crate) async fn open<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    request: &Request,
) -> Result<Option<Content>, Problem> {
    let kept = store::requests::content(sql, scope, request.request_id).await?;
    let Some(sealed) = kept.sealed else {
        return Ok(None);
    };
    let place = content_place(request.request_id, request.subject_id);
    let Some(text) = notes::open(sql, scope, &place, sealed).await? else {
        return Ok(None);
    };
    let damaged = |_| Problem::internal("the content of a request cannot be read");
    serde_json::from_str(&text).map(Some).map_err(damaged)
}

/// Checks that every record that the content names is the subject's.
pub(crate) async fn check_records<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    subject: SubjectId,
    content: &Content,
) -> Result<(), Problem> {
    for place in content.records() {
        let (collection, id) = (&place.collection, place.record_id);
        let found = store::records::find(sql, scope, Processing::Subject, collection, id).await?;
        if found.is_none_or(|row| row.subject_id != Some(subject)) {
            let message = "the subject has no such record";
            let place = Place::pointer(pointer(content), message);
            return Err(Problem::invalid(
                "a record that is named is not the subject's",
                vec![place],
            ));
        }
    }
    Ok(())
}

/// What is wrong with a request, as places in its body.
pub(crate) fn wrong(found: Vec<Shortcoming>) -> Problem {
    let place = |found: Shortcoming| Place::pointer(found.pointer, found.message);
    let detail = "the request does not say what its kind needs";
    Problem::invalid(detail, found.into_iter().map(place).collect())
}

fn pointer(content: &Content) -> &'static str {
    if content.rectification.is_some() {
        "/rectification/record"
    } else if content.restriction.is_some() {
        "/restriction/records"
    } else {
        "/objection/records"
    }
}

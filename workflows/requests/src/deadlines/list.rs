//! Lists what is due.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use jiff::Timestamp;
use kit::door::Session;
use kit::page::{self, Items};
use kit::problem::Problem;
use kit::query::Query;
use serde::Deserialize;

use crate::view::RequestView;

/// The query of what is due.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DueQuery {
    /// Only requests that are due before this time.
    #[param(value_type = Option<String>, format = DateTime)]
    before: Option<Timestamp>,
    /// The most items the page may have: 1 to 200, 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// List requests that are not settled by when they are due: overdue ones first, then what is next; those whose clock
/// stands come last.
#[utoipa::path(
    get,
    path = "/v1/deadlines",
    operation_id = "list_deadlines",
    tag = "deadlines",
    params(DueQuery),
    responses(
        (status = 200, description = "A page", body = Items<RequestView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(query): Query<DueQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadRequests)?;
    let page = page::of(query.limit, query.after)?;
    let found = store::deadlines::list(&mut db, &caller.scope, query.before, &page).await?;
    Ok(Items::<RequestView>::new(found).answer(&uri))
}

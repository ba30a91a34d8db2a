//! Lists the agents.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;

use super::AgentView;

/// List the agents that the tenant takes requests from.
#[utoipa::path(
    get,
    path = "/v1/protocols/agents",
    operation_id = "list_agents",
    tag = "protocols",
    params(PageQuery),
    responses((status = 200, description = "A page", body = Items<AgentView>), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(query): Query<PageQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadRequests)?;
    let (agents, next) = store::agents::list(&mut db, &caller.scope, &query.page()?).await?;
    let agents: Result<Vec<AgentView>, Problem> =
        agents.into_iter().map(AgentView::try_from).collect();
    Ok(Items::<AgentView>::new((agents?, next)).answer(&uri))
}

//! Lists what a plugin logged.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use domain::plugin::LogLevel;
use jiff::Timestamp;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::path::Captured;
use kit::problem::Problem;
use kit::query::Query;
use serde::Serialize;
use store::plugin_logs::Line;

use crate::view::get;

/// A line that a plugin logged.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct LineView {
    /// Counts the plugin's lines from 1.
    number: i64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `debug`, `info` or `warning`; `failure` where Lethe says why a run failed.
    #[schema(value_type = String)]
    level: LogLevel,
    /// What was logged, without values of the input.
    line: String,
}

impl From<Line> for LineView {
    fn from(line: Line) -> Self {
        Self {
            number: line.number,
            at: line.at,
            level: line.level,
            line: line.line,
        }
    }
}

/// List what a plugin logged, the newest line first. The last 1,000 lines are kept, until it is retired.
#[utoipa::path(
    get,
    path = "/v1/plugins/{digest}/logs",
    operation_id = "list_plugin_logs",
    tag = "plugins",
    params(("digest" = String, Path, description = "SHA-256 of the component, hexadecimal"), PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<LineView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    Query(query): Query<PageQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadPlugins)?;
    let page = query.page()?;
    let digest: String = path.get("digest")?;
    get(&mut db, &caller.scope, &digest).await?;
    let (lines, next) = store::plugin_logs::list(&mut db, &caller.scope, &digest, &page).await?;
    let items = lines.into_iter().map(LineView::from).collect();
    Ok(Items { items, next }.answer(&uri))
}

//! Who leaves, and who has left.

use axum::body::Body;
use axum::http::Response;
use axum::http::Uri;
use domain::TenantId;
use domain::offboarding::Notice;
use jiff::Timestamp;
use kit::door::Operator;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;
use serde::Serialize;
use store::offboarding::{self, Offboarding, OffboardingState};

/// A tenant that leaves, or has left.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Leaving {
    /// The tenant.
    #[schema(value_type = String, format = Uuid)]
    tenant_id: TenantId,
    /// `noticed`, `deleting` or `deleted`.
    #[schema(value_type = String, example = "noticed")]
    state: OffboardingState,
    /// When the deletion begins, as things stand.
    #[schema(value_type = String, format = DateTime)]
    deletion_at: Timestamp,
    /// What was agreed.
    #[schema(value_type = Object)]
    notice: Notice,
    /// When it last came further.
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
    /// What proves that nothing is left; null until then.
    #[schema(value_type = Option<Object>)]
    certificate: Option<serde_json::Value>,
}

impl From<Offboarding> for Leaving {
    fn from(found: Offboarding) -> Self {
        let certificate = found.certificate;
        Self {
            tenant_id: found.tenant_id,
            state: found.state,
            deletion_at: found.notice.deletion_at(),
            notice: found.notice,
            changed_at: found.changed_at,
            certificate: certificate.and_then(|text| serde_json::from_str(&text).ok()),
        }
    }
}

/// List the tenants that leave and those that have left, with what proves it. Rows of it are kept for good.
#[utoipa::path(
    get,
    path = "/operator/v1/offboardings",
    operation_id = "list_offboardings",
    tag = "operator",
    params(PageQuery),
    responses((status = 200, description = "A page", body = Items<Leaving>), kit::openapi::Refusals),
    security(("operator" = [])),
)]
pub(crate) async fn handler(
    Operator { mut db, .. }: Operator,
    uri: Uri,
    Query(query): Query<PageQuery>,
) -> Result<Response<Body>, Problem> {
    let page = offboarding::list(&mut db, &query.page()?).await?;
    Ok(Items::<Leaving>::new(page).answer(&uri))
}

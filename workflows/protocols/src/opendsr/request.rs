//! Requests of controllers.

pub(super) mod cancel;
pub(super) mod create;
pub(super) mod find;

use domain::protocols::{Protocol, opendsr};
use kit::problem::Problem;
use store::protocol_requests::{self, ProtocolRequest};
use store::requests::Request;
use store::{Sql, TenantScope};

/// A request as it came, and the request of ours that it became.
struct Found {
    came: ProtocolRequest,
    filed: Option<Request>,
}

/// Finds a request by its `subject_request_id`.
async fn get<S: Sql>(sql: &mut S, scope: &TenantScope, id: &str) -> Result<Found, Problem> {
    let came = protocol_requests::find(sql, scope, Protocol::Opendsr, id).await?;
    let came = came.ok_or_else(|| Problem::not_found("request"))?;
    let filed = match came.request_id {
        Some(id) => store::requests::find(sql, scope, id).await?,
        None => None,
    };
    Ok(Found { came, filed })
}

impl Found {
    /// Where it stands (8). Where nobody was found whom it is about, there is nothing left to do.
    fn status(&self) -> opendsr::Status {
        self.filed
            .as_ref()
            .map_or(opendsr::Status::Completed, |filed| {
                opendsr::status(filed.state)
            })
    }
}

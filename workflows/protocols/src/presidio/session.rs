//! A caller who may see personal data, which a call holds on its way in or out.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::Permission;
use kit::Db;
use kit::door::{Caller, Session};

use super::refusal::Refusal;

/// A caller who was let in.
pub(crate) struct Client {
    /// Who calls.
    pub(crate) caller: Caller,
    /// The connection of this request.
    pub(crate) db: Db,
}

impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Session { caller, db } = Session::from_request_parts(parts, state).await?;
        caller.require(Permission::ReadRecords)?;
        Ok(Self { caller, db })
    }
}

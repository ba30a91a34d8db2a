//! Restrictions that were imposed (Art. 18).

pub(crate) mod find;
pub(crate) mod lift;
pub(crate) mod list;
pub(crate) mod tell;

use domain::request::RestrictionGround;
use domain::{RequestId, RestrictionId, SubjectId};
use jiff::Timestamp;
use kit::door::Caller;
use kit::notes;
use kit::problem::Problem;
use serde::Serialize;
use store::restrictions::Restriction;
use store::{Sql, TenantScope};

/// A restriction.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RestrictionView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    restriction_id: RestrictionId,
    /// The request that it is for.
    #[schema(value_type = String, format = Uuid)]
    request_id: RequestId,
    /// Whose data is restricted.
    #[schema(value_type = String, format = Uuid)]
    subject_id: SubjectId,
    /// Why (Art. 18(1)).
    #[schema(value_type = String)]
    ground: RestrictionGround,
    /// How many records; null when all of the subject's are, also those that come.
    records: Option<u64>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    restricted_at: Timestamp,
    /// When the subject was told that it will be lifted (Art. 18(3)).
    #[schema(value_type = Option<String>, format = DateTime)]
    told_at: Option<Timestamp>,
    /// When it was lifted.
    #[schema(value_type = Option<String>, format = DateTime)]
    lifted_at: Option<Timestamp>,
}

impl From<Restriction> for RestrictionView {
    fn from(restriction: Restriction) -> Self {
        Self {
            restriction_id: restriction.restriction_id,
            request_id: restriction.request_id,
            subject_id: restriction.subject_id,
            ground: restriction.ground,
            records: restriction.records,
            restricted_at: restriction.restricted_at,
            told_at: restriction.told_at,
            lifted_at: restriction.lifted_at,
        }
    }
}

/// Gets a restriction.
async fn get<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    restriction: RestrictionId,
) -> Result<Restriction, Problem> {
    let found = store::restrictions::find(sql, &caller.scope, restriction).await?;
    found.ok_or_else(|| Problem::not_found("restriction"))
}

/// Seals what the subject is told before a restriction is lifted.
pub(crate) async fn seal_notice<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    restriction: &Restriction,
    text: &str,
) -> Result<Vec<u8>, Problem> {
    notes::seal(sql, scope, &place(restriction), text).await
}

fn place(restriction: &Restriction) -> notes::Place<'static> {
    notes::Place {
        subject_id: restriction.subject_id,
        kind: "restriction",
        id: restriction.restriction_id.to_string(),
        name: "notice",
    }
}
